// What devices ask the emulator: requests, and who sent them.
#pragma once

struct mosquitto_evt_message;

// Puts the sender's client id on the message, as the user property `stamp`, and takes any off
// that the client sent itself.
void NameSender(mosquitto_evt_message& message, const char* stamp,
                const char* client_id) noexcept;
