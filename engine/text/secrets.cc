#include "engine/text/secrets.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace engine {

namespace {

constexpr std::string_view kHidden = "***";

// In lower case.
constexpr std::array<std::string_view, 7> kMembers{
    "privatekey", "secretaccesskey",           "sessiontoken", "password",
    "secretkey",  "certificateownershiptoken", "authorization"};
constexpr std::array<std::string_view, 4> kParameters{
    "signature=", "security-token=", "security-token:", "password="};
constexpr std::string_view kPemBegins = "-----begin ";
constexpr std::string_view kPrivateKey = "private key-----";
constexpr std::string_view kPemEnds = "-----end ";

std::string Lowered(std::string_view text) {
  std::string lowered(text);
  std::ranges::transform(lowered, lowered.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lowered;
}

// Where a secret begins and ends in the text.
struct Place {
  std::size_t begin = std::string_view::npos;
  std::size_t end = std::string_view::npos;
};

// `"privateKey": "..."`, also where it stands in a text within JSON: `\"privateKey\":\"...`.
Place MemberAt(std::string_view text, std::size_t name, std::size_t length) {
  std::size_t at = name + length;
  const std::size_t quote = text.find_first_not_of('\\', at);
  if (quote == text.npos || text[quote] != '"') return {};
  at = text.find_first_not_of("\\ \t\r\n:", quote + 1);
  if (at == text.npos || text[at] != '"') return {};
  std::size_t end = std::min(text.find('"', at + 1), text.size());
  while (end > at + 1 && text[end - 1] == '\\') --end;
  return {at + 1, end};
}

Place FirstOf(std::string_view text, std::size_t from) {
  Place first;
  const auto take = [&](const Place& place) {
    if (place.begin < first.begin) first = place;
  };
  for (const std::string_view member : kMembers) {
    for (auto at = text.find(member, from); at != text.npos; at = text.find(member, at + 1)) {
      const Place place = MemberAt(text, at, member.size());
      if (place.begin == text.npos) continue;
      take(place);
      break;
    }
  }
  for (const std::string_view parameter : kParameters) {
    const std::size_t at = text.find(parameter, from);
    if (at == text.npos) continue;
    const std::size_t begin = at + parameter.size();
    take({begin, std::min(text.find_first_of("&\"'<> \r\n\\", begin), text.size())});
  }
  const std::size_t pem = text.find(kPemBegins, from);
  const std::size_t key = pem == text.npos ? pem : text.find(kPrivateKey, pem);
  if (key != text.npos && key - pem < kPemBegins.size() + 20) {
    const std::size_t begin = key + kPrivateKey.size();
    take({begin, std::min(text.find(kPemEnds, begin), text.size())});
  }
  return first;
}

}  // namespace

std::string WithoutSecrets(std::string_view text) {
  const std::string lowered = Lowered(text);
  std::string shown;
  std::size_t done = 0;
  for (Place place = FirstOf(lowered, 0); place.begin != text.npos;
       place = FirstOf(lowered, done)) {
    shown.append(text.substr(done, place.begin - done)).append(kHidden);
    done = place.end;
  }
  return shown.append(text.substr(done));
}

}  // namespace engine
