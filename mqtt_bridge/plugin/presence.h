// Who is connected: the emulator hears of each client that comes and goes.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

struct mosquitto;

// Nothing is thrown: the caller is Mosquitto, in C.
class Presence {
 public:
  explicit Presence(std::string emulator_id) : emulator_id_(std::move(emulator_id)) {}

  void Came(const mosquitto* client) noexcept;

  // The broker ends the client's connection for what it does. `reason` is AWS's name, and
  // stays.
  void Refused(const mosquitto* client, const char* reason) noexcept {
    refused_ = client;
    refusal_ = reason;
  }

  // The same of the one with that client id; whether it is here.
  bool Refused(std::string_view client_id, const char* reason) noexcept;

  void Left(const mosquitto* client) noexcept;
  // The emulator listens anew: it hears of all that are here.
  void TellAll() noexcept;

 private:
  void Tell(const std::string& client_id, const mosquitto* client,
            const std::string& text) noexcept;

  const std::string emulator_id_;
  std::map<std::string, const mosquitto*, std::less<>> here_;
  const mosquitto* refused_ = nullptr;
  const char* refusal_ = nullptr;
};
