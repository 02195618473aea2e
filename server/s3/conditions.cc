#include "server/s3/conditions.h"

#include <algorithm>
#include <array>

namespace http {
namespace {

using storage::Object;

bool IsEtag(std::string_view tag, const Object& object) {
  return tag == object.etag || (object.etag.size() == tag.size() + 2 &&
                                std::string_view(object.etag).substr(1, tag.size()) == tag);
}

// Whether an If-Match or If-None-Match header names the object.
bool Names(const std::string& header, const Object& object) {
  std::string_view rest = header;
  while (!rest.empty()) {
    std::string_view tag = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(tag.size() + 1, rest.size()));
    while (tag.starts_with(' ')) tag.remove_prefix(1);
    while (tag.ends_with(' ')) tag.remove_suffix(1);
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag == "*" || IsEtag(tag, object)) return true;
  }
  return false;
}

std::optional<engine::Instant> DateIn(const S3Request& request, const std::string& name) {
  return ParseHttpDate(request.Header(name));
}

// As it is shown: HTTP's dates know seconds.
auto ModifiedAt(const Object& object) {
  return std::chrono::floor<std::chrono::seconds>(object.modified_at);
}

}  // namespace

void PreconditionFailed(const char* condition) {
  throw S3Error(412, "PreconditionFailed",
                "At least one of the pre-conditions you specified did not hold",
                {{"Condition", condition}});
}

// In HTTP's order of precedence.
bool HasAlready(const S3Request& request, const Object& object, const std::string& prefix) {
  const auto modified = ModifiedAt(object);
  const std::string match = request.Header(prefix + "if-match");
  const std::string none_match = request.Header(prefix + "if-none-match");
  if (!match.empty()) {
    if (!Names(match, object)) PreconditionFailed("If-Match");
  } else if (const auto at = DateIn(request, prefix + "if-unmodified-since");
             at && modified > *at) {
    PreconditionFailed("If-Unmodified-Since");
  }
  if (!none_match.empty()) return Names(none_match, object);
  const auto since = DateIn(request, prefix + "if-modified-since");
  return since && modified <= *since;
}

// A weak tag or another date cannot vouch for bytes.
bool RangeCounts(const S3Request& request, const Object& object) {
  const std::string condition = request.Header("if-range");
  if (condition.empty()) return true;
  if (const auto date = ParseHttpDate(condition)) return *date == ModifiedAt(object);
  return IsEtag(condition, object);
}

void CheckWriteConditions(const S3Call& call) {
  for (const char* unknown : {"if-modified-since", "if-unmodified-since"}) {
    if (!call.request.Header(unknown).empty()) NotImplemented(unknown);
  }
  const std::string none_match = call.request.Header("if-none-match");
  const std::string match = call.request.Header("if-match");
  if (none_match.empty() && match.empty()) return;
  if (!none_match.empty() && !match.empty()) {
    NotImplemented("If-Match,If-None-Match",
                   "Multiple conditional request headers present in the request");
  }
  // AWS: other values have no meaning there.
  if (!none_match.empty() && none_match != "*") {
    NotImplemented("If-None-Match",
                   "We don't accept the provided value of If-None-Match header for this API");
  }
  if (match == "*") {
    NotImplemented("If-Match",
                   "We don't accept the provided value of If-Match header for this API");
  }
  const auto bucket = call.objects.FindBucket(call.request.bucket);
  auto present = bucket ? call.objects.Find(*bucket, call.request.key) : std::nullopt;
  if (present && present->delete_marker) present.reset();
  if (!none_match.empty()) {
    if (present) PreconditionFailed("If-None-Match");
    return;
  }
  if (!present) NoSuchKey(call.request.key);
  if (!Names(match, *present)) PreconditionFailed("If-Match");
}

void RefuseConditions(const S3Request& request) {
  for (const char* condition :
       {"if-match", "if-none-match", "if-modified-since", "if-unmodified-since"}) {
    if (!request.Header(condition).empty()) NotImplemented(condition);
  }
}

void CheckDeletable(const std::optional<Object>& object, const std::string& etag) {
  if (etag.empty() || !object || object->delete_marker) return;
  if (!Names(etag, *object)) PreconditionFailed("If-Match");
}

}  // namespace http
