#include "engine/packages/package_version.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/arn.h"
#include "engine/error.h"

namespace engine {

namespace {

// AWS: letters, digits, "-", "_" and ".".
bool IsName(std::string_view text, std::size_t longest) {
  return !text.empty() && text.size() <= longest &&
         std::ranges::all_of(text, [](unsigned char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                  c == '-' || c == '_' || c == '.';
         });
}

}  // namespace

std::optional<PackageVersionName> ParsePackageVersion(std::string_view arn) {
  constexpr std::string_view kVersion = "/version/";
  const auto parsed = ParseArn(arn);
  if (!parsed || parsed->kind != "package") return std::nullopt;
  const auto middle = parsed->name.find(kVersion);
  if (middle == std::string::npos) return std::nullopt;
  PackageVersionName found{parsed->name.substr(0, middle),
                           parsed->name.substr(middle + kVersion.size())};
  const bool named =
      found.version == "$default" || found.version == "$null" || IsName(found.version, 64);
  if (!named || !IsName(found.package, 128)) return std::nullopt;
  return found;
}

void CheckPackageVersions(const nlohmann::json& arns) {
  for (const auto& arn : arns) {
    const auto& text = arn.get_ref<const std::string&>();
    if (!ParsePackageVersion(text)) {
      throw Error(ErrorCode::kInvalidRequest, text + " is not the ARN of a package version.");
    }
  }
}

}  // namespace engine
