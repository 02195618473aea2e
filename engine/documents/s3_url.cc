#include "engine/documents/s3_url.h"

#include <algorithm>
#include <cctype>

#include "engine/text/percent_encoding.h"

namespace engine {

namespace {

// "s3.eu-west-1.amazonaws.com" is in eu-west-1; "s3-eu-west-1..." is its older form, and
// "s3-accelerate..." is anywhere.
std::optional<std::string> RegionOf(std::string_view host) {
  for (const std::string_view suffix : {".amazonaws.com", ".amazonaws.com.cn"}) {
    if (!host.ends_with(suffix)) continue;
    host.remove_suffix(suffix.size());
    if (host == "s3" || host == "s3-accelerate" || host == "s3-accelerate.dualstack") return "";
    if (!host.starts_with("s3.") && !host.starts_with("s3-")) return std::nullopt;
    host.remove_prefix(3);
    if (host.starts_with("dualstack.")) host.remove_prefix(10);
    if (host.empty() || host.find('.') != std::string_view::npos) return std::nullopt;
    return std::string(host);
  }
  return std::nullopt;
}

}  // namespace

std::optional<S3Location> ParseS3Url(std::string_view url) {
  constexpr std::string_view kScheme = "https://";
  if (!url.starts_with(kScheme)) return std::nullopt;
  url.remove_prefix(kScheme.size());
  const std::size_t slash = url.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::string_view host = url.substr(0, slash);
  std::string_view path = url.substr(slash + 1);
  S3Location location;
  if (const auto region = RegionOf(host)) {
    const std::size_t end = path.find('/');
    if (end == std::string_view::npos) return std::nullopt;
    location = {.region = *region, .bucket = std::string(path.substr(0, end))};
    path.remove_prefix(end + 1);
  } else {
    // The bucket's name may have dots, so the last place that fits divides.
    std::size_t dot = host.find(".s3");
    while (dot != std::string_view::npos && !RegionOf(host.substr(dot + 1))) {
      dot = host.find(".s3", dot + 1);
    }
    if (dot == std::string_view::npos) return std::nullopt;
    location = {.region = *RegionOf(host.substr(dot + 1)),
                .bucket = std::string(host.substr(0, dot))};
  }
  location.key = path;
  if (location.bucket.empty() || location.key.empty()) return std::nullopt;
  return location;
}

std::optional<S3Location> ParseS3Path(std::string_view path) {
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos || slash + 1 == path.size()) return std::nullopt;
  const std::string_view bucket = path.substr(0, slash);
  const bool is_name = bucket.size() >= 3 && bucket.size() <= 63 &&
                       std::all_of(bucket.begin(), bucket.end(), [](unsigned char c) {
                         return std::islower(c) || std::isdigit(c) || c == '-' || c == '.';
                       });
  // A URL that has lost its "https://".
  const bool is_host =
      bucket.ends_with(".amazonaws.com") || bucket.ends_with(".amazonaws.com.cn");
  if (!is_name || is_host) return std::nullopt;
  return S3Location{.bucket = std::string(bucket), .key = std::string(path.substr(slash + 1))};
}

std::optional<S3Location> Decoded(S3Location location) {
  auto key = UriDecode(location.key);
  if (!key) return std::nullopt;
  constexpr std::string_view kVersion = "?versionId=";
  if (const std::size_t at = key->rfind(kVersion); at != std::string::npos) {
    location.version = key->substr(at + kVersion.size());
    key->resize(at);
  }
  location.key = *std::move(key);
  return location;
}

}  // namespace engine
