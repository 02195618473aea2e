#include "engine/text/percent_encoding.h"

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <charconv>

namespace engine {

std::string UriEncode(std::string_view text, bool keep_slashes) {
  constexpr auto kWithSlash = boost::urls::unreserved_chars + '/';
  return keep_slashes ? boost::urls::encode(text, kWithSlash)
                      : boost::urls::encode(text, boost::urls::unreserved_chars);
}

std::optional<std::string> UriDecode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (;;) {
    const std::size_t percent = text.find('%');
    decoded += text.substr(0, percent);
    if (percent == std::string_view::npos) return decoded;
    text.remove_prefix(percent + 1);
    unsigned char byte = 0;
    const std::string_view digits = text.substr(0, 2);
    const char* const limit = digits.data() + digits.size();
    if (digits.size() != 2 || std::from_chars(digits.data(), limit, byte, 16).ptr != limit) {
      return std::nullopt;
    }
    decoded += static_cast<char>(byte);
    text.remove_prefix(2);
  }
}

}  // namespace engine
