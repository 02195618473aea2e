// Requests that came while the emulator was not listening: after a restart of the broker,
// devices may be back before it is.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Kept in order, and handed to the emulator when it listens again. Nothing is thrown: the
// caller is Mosquitto, in C.
class WaitingRequests {
 public:
  // Drops the request when too much waits already: its sender will ask again.
  void Keep(std::string_view client_id, std::string_view topic, std::string_view payload,
            int qos) noexcept;
  void HandTo(const std::string& emulator_id, const std::string& stamp) noexcept;

 private:
  struct Request {
    std::string client_id, topic, payload;
    int qos;
  };

  std::vector<Request> requests_;
  std::size_t bytes_ = 0;
};
