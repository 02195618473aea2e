// Where one MQTT packet ends and the next begins, in bytes that come in pieces.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "net/stage.h"

namespace mqtt_bridge {

// Looks at packets' lengths alone, and passes on everything.
class PacketBounds : public net::Stage {
 public:
  std::optional<std::string_view> Pass(std::string_view bytes) override;

  // Takes in bytes up to the end of the packet that they are of, or begin; returns how many.
  std::size_t Take(std::string_view bytes);

  // Whether the last packet that has passed is whole.
  bool IsBetweenPackets() const { return at_ == At::kType; }

 private:
  enum class At { kType, kLength, kBody };

  At at_ = At::kType;
  std::size_t left_ = 0;  // of the packet's body, as far as its length is read
  unsigned int shift_ = 0;
};

}  // namespace mqtt_bridge
