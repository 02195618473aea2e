#include "net/first_bytes.h"

namespace net {

bool IsTls(std::string_view first_bytes) {
  constexpr char kHandshakeRecord = 0x16;
  return first_bytes.starts_with(kHandshakeRecord);
}

}  // namespace net
