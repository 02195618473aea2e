#include "server/http/visitors.h"

#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>
#include <cctype>
#include <utility>

#include "server/http/rest_json.h"

namespace http {
namespace {

bool Contains(std::string_view text, std::string_view wanted) {
  return text.find(wanted) != std::string_view::npos;
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

// "::1" of "[::1]:80", "localhost" of "Localhost:80" and of "localhost.".
std::string NameOf(std::string_view host) {
  if (host.starts_with('[')) return Lower(host.substr(1, host.find(']') - 1));
  std::string name = Lower(host.substr(0, host.find(':')));
  if (name.ends_with('.')) name.pop_back();
  return name;
}

bool IsAddress(const std::string& name) {
  boost::system::error_code error;
  boost::asio::ip::make_address(name, error);
  return !error;
}

bool IsLoopback(const std::string& name) {
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(name, error);
  return error ? name == "localhost" || name.ends_with(".localhost") : address.is_loopback();
}

// Ours: what nobody outside can register, and what AWS's own clients ask for. A name without a
// dot is a container's or a machine's nearby.
bool IsNearbyOrAws(const std::string& name) {
  constexpr std::array kSuffixes = {
      ".localhost", ".local",         ".internal",         ".test",
      ".home.arpa", ".amazonaws.com", ".amazonaws.com.cn", ".api.aws"};
  return !Contains(name, ".") ||
         std::any_of(kSuffixes.begin(), kSuffixes.end(),
                     [&](const char* suffix) { return name.ends_with(suffix); });
}

std::string_view WithoutScheme(std::string_view origin) {
  const std::size_t scheme = origin.find("://");
  return scheme == std::string_view::npos ? origin : origin.substr(scheme + 3);
}

bool IsSigned(const Visit& visit) {
  return !visit.authorization.empty() || Contains(visit.target, "X-Amz-Signature=") ||
         Contains(visit.target, "&Signature=") || Contains(visit.target, "?Signature=");
}

std::vector<std::string> NamesOf(const std::vector<std::string>& hosts) {
  std::vector<std::string> names;
  for (const std::string& host : hosts) {
    std::string name = IsAddress(host) ? host : NameOf(host);
    if (name.starts_with("*.")) name.erase(0, 2);
    names.push_back(std::move(name));
  }
  return names;
}

}  // namespace

Visitors::Visitors(const std::vector<std::string>& names, std::vector<std::string> origins)
    : names_(NamesOf(names)), origins_(std::move(origins)) {}

bool Visitors::IsOurs(std::string_view host) const {
  const std::string name = NameOf(host);
  if (IsAddress(name) || IsNearbyOrAws(name)) return true;
  return std::any_of(names_.begin(), names_.end(), [&](const std::string& ours) {
    // Buckets are names below it.
    return name == ours || (name.size() > ours.size() && name.ends_with("." + ours));
  });
}

bool Visitors::IsFriend(std::string_view origin) const {
  return std::find(origins_.begin(), origins_.end(), origin) != origins_.end();
}

std::optional<Response> Visitors::Refusal(const Visit& visit) const {
  if (!IsOurs(visit.host)) {
    const std::string name = NameOf(visit.host);
    return http::Refusal(421, "ForbiddenException",
                         "The emulator does not go by the name " + name +
                             "; if it should, start it with --hostname " + name + ".");
  }
  const bool changes =
      visit.method != "GET" && visit.method != "HEAD" && visit.method != "OPTIONS";
  if (visit.origin.empty() || !(changes || visit.is_websocket) || IsSigned(visit)) {
    return std::nullopt;
  }
  const std::string_view site = WithoutScheme(visit.origin);
  if (site == visit.host || IsLoopback(NameOf(site)) || IsFriend(visit.origin)) {
    return std::nullopt;
  }
  return http::Refusal(403, "ForbiddenException",
                       "A web page of another site must sign what it asks for, or be let in by "
                       "--cors-origin " +
                           std::string(visit.origin) + ".");
}

}  // namespace http
