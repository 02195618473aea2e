#include "engine/text/hex.h"

#include <boost/algorithm/hex.hpp>
#include <iterator>

namespace engine {

std::string Hex(std::string_view bytes) {
  std::string digits;
  boost::algorithm::hex_lower(bytes, std::back_inserter(digits));
  return digits;
}

std::string Hex(std::span<const unsigned char> bytes) {
  return Hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::optional<std::string> FromHex(std::string_view digits) {
  try {
    std::string bytes;
    boost::algorithm::unhex(digits, std::back_inserter(bytes));
    return bytes;
  } catch (const boost::algorithm::hex_decode_error&) {
    return std::nullopt;
  }
}

}  // namespace engine
