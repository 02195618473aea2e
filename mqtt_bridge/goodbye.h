// Whether a device has taken its leave, as MQTT wants it, before it closes its connection.
#pragma once

#include <cstddef>
#include <string_view>

namespace mqtt_bridge {

// Follows the packets that a device sends, by their types and lengths alone.
class Goodbye {
 public:
  // Takes the next bytes; true when a DISCONNECT begins in them.
  bool IsIn(std::string_view bytes);

 private:
  enum class At { kType, kLength, kBody };

  At at_ = At::kType;
  std::size_t left_ = 0;  // of the packet's body, as far as its length is read
  unsigned int shift_ = 0;
};

}  // namespace mqtt_bridge
