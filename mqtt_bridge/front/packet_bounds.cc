#include "mqtt_bridge/front/packet_bounds.h"

#include <algorithm>

namespace mqtt_bridge {

namespace {

constexpr unsigned int kMostShift = 21;  // a length has four bytes at most

}  // namespace

std::optional<std::string_view> PacketBounds::Pass(std::string_view bytes) {
  for (std::string_view rest = bytes; !rest.empty();) rest.remove_prefix(Take(rest));
  return bytes;
}

std::size_t PacketBounds::Take(std::string_view bytes) {
  const std::size_t whole = bytes.size();
  while (!bytes.empty()) {
    if (at_ == At::kBody) {
      const std::size_t size = std::min(left_, bytes.size());
      bytes.remove_prefix(size);
      left_ -= size;
      if (left_ > 0) break;
      at_ = At::kType;
      break;
    }
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    if (at_ == At::kType) {
      at_ = At::kLength;
      shift_ = 0;
      continue;
    }
    left_ |= std::size_t{byte & 0x7fU} << shift_;
    const bool is_last = (byte & 0x80U) == 0 || shift_ == kMostShift;
    shift_ += 7;
    if (is_last) at_ = left_ == 0 ? At::kType : At::kBody;
    if (at_ == At::kType) break;
  }
  return whole - bytes.size();
}

}  // namespace mqtt_bridge
