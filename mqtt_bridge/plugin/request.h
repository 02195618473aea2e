// What devices ask the emulator: requests, and who sent them.
#pragma once

#include <string_view>

struct mosquitto_evt_message;

// What the emulator answers: Jobs and fleet provisioning.
bool IsRequestTopic(std::string_view topic);

// Puts the sender's client id on the message, as user property `client-id`, and takes any off
// that the client sent itself.
void NameSender(mosquitto_evt_message& message, const char* client_id) noexcept;
