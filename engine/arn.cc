#include "engine/arn.h"

namespace engine {

std::string Arn::Text() const {
  return "arn:aws:iot:" + region + ":" + account_id + ":" + kind + "/" + name;
}

std::optional<Arn> ParseArn(std::string_view text) {
  constexpr std::string_view kPrefix = "arn:aws:iot:";
  if (!text.starts_with(kPrefix)) return std::nullopt;
  text.remove_prefix(kPrefix.size());
  const auto region_end = text.find(':');
  if (region_end == std::string_view::npos) return std::nullopt;
  const auto account_end = text.find(':', region_end + 1);
  if (account_end == std::string_view::npos) return std::nullopt;
  const auto kind_end = text.find('/', account_end + 1);
  if (kind_end == std::string_view::npos) return std::nullopt;
  Arn arn{
      .region = std::string(text.substr(0, region_end)),
      .account_id = std::string(text.substr(region_end + 1, account_end - region_end - 1)),
      .kind = std::string(text.substr(account_end + 1, kind_end - account_end - 1)),
      .name = std::string(text.substr(kind_end + 1)),
  };
  if (arn.region.empty() || arn.kind.empty() || arn.name.empty()) return std::nullopt;
  return arn;
}

}  // namespace engine
