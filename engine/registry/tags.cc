#include "engine/registry/tags.h"

#include <nlohmann/json.hpp>

#include "engine/error.h"

namespace engine {

namespace {

constexpr std::size_t kMostTags = 50;
constexpr const char* kTooMany = "A resource can have at most 50 tags.";

}  // namespace

Tags ReadTags(const nlohmann::json& sent) {
  Tags tags;
  const auto add = [&](const std::string& key, const std::string& value) {
    if (key.starts_with("aws:")) {
      RefuseRequest("Tag key " + key + " is not allowed: the prefix aws: is reserved.");
    }
    if (!tags.emplace(key, value).second) {
      RefuseRequest("Tag key " + key + " is given more than once.");
    }
  };
  if (sent.is_object()) {
    for (const auto& [key, value] : sent.items()) add(key, value.get<std::string>());
  } else {
    // Ours: a tag without a value has an empty one.
    for (const auto& tag : sent) add(tag.at("Key"), tag.value("Value", ""));
  }
  if (tags.size() > kMostTags) RefuseRequest(kTooMany);
  return tags;
}

Tags AddTags(Tags tags, const Tags& added) {
  for (const auto& [key, value] : added) tags[key] = value;
  if (tags.size() > kMostTags) throw Error(ErrorCode::kLimitExceeded, kTooMany);
  return tags;
}

}  // namespace engine
