#include "net/stage.h"

namespace net {

std::optional<std::string_view> Pass(const Stages& stages, std::string_view bytes) {
  for (Stage* stage : stages) {
    const auto passed = stage->Pass(bytes);
    if (!passed || passed->empty()) return passed;
    bytes = *passed;
  }
  return bytes;
}

}  // namespace net
