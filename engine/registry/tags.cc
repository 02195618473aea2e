#include "engine/registry/tags.h"

#include <nlohmann/json.hpp>

#include "engine/error.h"

namespace engine {

namespace {

constexpr std::size_t kMostTags = 50;
constexpr const char* kTooMany = "A resource can have at most 50 tags.";

}  // namespace

Tags ReadTags(const nlohmann::json& list) {
  Tags tags;
  for (const auto& tag : list) {
    const auto& key = tag.at("Key").get_ref<const std::string&>();
    if (key.starts_with("aws:")) {
      throw Error(ErrorCode::kInvalidRequest,
                  "Tag key " + key + " is not allowed: the prefix aws: is reserved.");
    }
    // Ours: a tag without a value has an empty one.
    if (!tags.emplace(key, tag.value("Value", "")).second) {
      throw Error(ErrorCode::kInvalidRequest, "Tag key " + key + " is given more than once.");
    }
  }
  if (tags.size() > kMostTags) throw Error(ErrorCode::kInvalidRequest, kTooMany);
  return tags;
}

Tags AddTags(Tags tags, const Tags& added) {
  for (const auto& [key, value] : added) tags[key] = value;
  if (tags.size() > kMostTags) throw Error(ErrorCode::kLimitExceeded, kTooMany);
  return tags;
}

}  // namespace engine
