#include "engine/access/session_token.h"

#include "engine/access/sigv4.h"
#include "engine/text/base64.h"
#include "engine/text/hex.h"

namespace engine {

std::string SessionToken(std::string_view seed) {
  constexpr char kBeginning[] = "IQoJb3JpZ2luX2Vj";  // of all of AWS's
  constexpr std::size_t kSize = 748;                 // for a padding of two signs
  std::string bytes;
  std::string block(seed);
  while (bytes.size() < kSize) {
    block = FromHex(Sha256Hex(block)).value_or("");
    bytes += block;
  }
  bytes.resize(kSize);
  return kBeginning + Base64(bytes);
}

}  // namespace engine
