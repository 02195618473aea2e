#include "server/operations/page_token.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "engine/error.h"
#include "engine/text/base64.h"

namespace server {

namespace {

constexpr std::size_t kSealLength = 9;

[[noreturn]] void Refuse() {
  throw engine::Error(engine::ErrorCode::kInvalidRequest, "Next token is invalid.");
}

std::optional<std::string> Decode(const std::string& text) {
  if (text.empty() || text.size() % 4 != 0) return std::nullopt;
  std::vector<unsigned char> decoded(text.size());
  const int length =
      EVP_DecodeBlock(decoded.data(), reinterpret_cast<const unsigned char*>(text.data()),
                      static_cast<int>(text.size()));
  if (length < 0) return std::nullopt;
  std::string result(decoded.begin(), decoded.begin() + length);
  // EVP_DecodeBlock gives a zero byte for each '=' of padding.
  for (auto at = text.rbegin(); at != text.rend() && *at == '=' && !result.empty(); ++at) {
    result.pop_back();
  }
  return result;
}

// So that a key that comes back is one that we gave.
std::string Seal(const std::string& text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return {digest.begin(), digest.begin() + kSealLength};
}

}  // namespace

storage::PageRequest PageFrom(const nlohmann::json& input, std::string_view list,
                              int page_size) {
  storage::PageRequest page;
  page.limit = input.value("maxResults", page_size);
  const auto token = input.find("nextToken");
  if (token == input.end()) return page;
  const auto text = Decode(token->get<std::string>());
  const std::string prefix = std::string(list) + "\n";
  if (!text || text->size() < kSealLength || !text->starts_with(prefix)) Refuse();
  const std::string sealed = text->substr(0, text->size() - kSealLength);
  if (*text != sealed + Seal(sealed) || sealed.size() < prefix.size()) Refuse();
  page.after = sealed.substr(prefix.size());
  return page;
}

std::string PageToken(std::string_view list, const std::string& key) {
  const std::string text = std::string(list) + "\n" + key;
  return engine::Base64(text + Seal(text));
}

}  // namespace server
