#include "server/http/target.h"

#include <cstdint>

#include "engine/error.h"

namespace http {
namespace {

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

[[noreturn]] void Refuse(const std::string& what) {
  throw engine::Error(engine::ErrorCode::kInvalidRequest, "The request URI " + what + ".");
}

std::string Decode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? HexValue(text[i + 1]) : -1;
    const int low = high < 0 ? -1 : HexValue(text[i + 2]);
    if (low < 0) Refuse("has a % that two hexadecimal digits do not follow");
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  if (!IsUtf8(decoded)) Refuse("is not UTF-8");
  return decoded;
}

// Calls `take` with each piece of `text` between separators.
template <typename Take>
void Split(std::string_view text, char separator, Take take) {
  for (;;) {
    const std::size_t end = text.find(separator);
    take(text.substr(0, end));
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

// "http://host:port/path" is "/path": proxies send targets in this form.
std::string_view WithoutOrigin(std::string_view target) {
  const std::size_t scheme = target.find("://");
  if (target.starts_with('/') || scheme == std::string_view::npos) return target;
  const std::size_t path = target.find_first_of("/?", scheme + 3);
  return path == std::string_view::npos ? "/" : target.substr(path);
}

}  // namespace

bool IsUtf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i++]);
    if (first < 0x80) continue;
    const int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    if (first < 0xc2 || first > 0xf4) return false;
    std::uint32_t code = first & (0x3fU >> more);
    for (int k = 0; k < more; ++k, ++i) {
      if (i == text.size() || (static_cast<unsigned char>(text[i]) & 0xc0) != 0x80)
        return false;
      code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3fU);
    }
    const bool overlong = (more == 2 && code < 0x800) || (more == 3 && code < 0x10000);
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    if (overlong || surrogate || code > 0x10ffff) return false;
  }
  return true;
}

std::optional<std::string> Target::Query(std::string_view name) const {
  for (auto member = query.rbegin(); member != query.rend(); ++member) {
    if (member->first == name) return member->second;
  }
  return std::nullopt;
}

Target ParseTarget(std::string_view text) {
  Target target;
  text = WithoutOrigin(text);
  const std::size_t mark = text.find('?');
  std::string_view path = text.substr(0, mark);
  if (path.starts_with('/')) path.remove_prefix(1);
  Split(path, '/', [&](std::string_view segment) { target.path.push_back(Decode(segment)); });
  if (mark == std::string_view::npos) return target;
  Split(text.substr(mark + 1), '&', [&](std::string_view member) {
    if (member.empty()) return;
    const std::size_t equals = member.find('=');
    const std::string_view value =
        equals == std::string_view::npos ? std::string_view() : member.substr(equals + 1);
    target.query.emplace_back(Decode(member.substr(0, equals)), Decode(value));
  });
  return target;
}

}  // namespace http
