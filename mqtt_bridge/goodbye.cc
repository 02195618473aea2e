#include "mqtt_bridge/goodbye.h"

#include <algorithm>

namespace mqtt_bridge {

namespace {

constexpr unsigned char kDisconnect = 0xe0;
constexpr unsigned int kMostShift = 21;  // a length has four bytes at most

}  // namespace

bool Goodbye::IsIn(std::string_view bytes) {
  bool found = false;
  while (!bytes.empty()) {
    if (at_ == At::kBody) {
      const std::size_t size = std::min(left_, bytes.size());
      bytes.remove_prefix(size);
      left_ -= size;
      if (left_ == 0) at_ = At::kType;
      continue;
    }
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    if (at_ == At::kType) {
      found = found || (byte & 0xf0U) == kDisconnect;
      at_ = At::kLength;
      shift_ = 0;
      continue;
    }
    left_ |= std::size_t{byte & 0x7fU} << shift_;
    const bool is_last = (byte & 0x80U) == 0 || shift_ == kMostShift;
    shift_ += 7;
    if (is_last) at_ = left_ == 0 ? At::kType : At::kBody;
  }
  return found;
}

}  // namespace mqtt_bridge
