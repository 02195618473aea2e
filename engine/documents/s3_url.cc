#include "engine/documents/s3_url.h"

#include "engine/text/percent_encoding.h"

namespace engine {

namespace {

// "s3.eu-west-1.amazonaws.com" is in eu-west-1; "s3-eu-west-1..." is its older form.
std::optional<std::string> RegionOf(std::string_view host) {
  for (const std::string_view suffix : {".amazonaws.com", ".amazonaws.com.cn"}) {
    if (!host.ends_with(suffix)) continue;
    host.remove_suffix(suffix.size());
    if (host == "s3") return "";
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
