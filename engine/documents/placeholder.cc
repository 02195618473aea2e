#include "engine/documents/placeholder.h"

#include <array>
#include <utility>

#include "engine/error.h"
#include "engine/text/percent_encoding.h"

namespace engine {

namespace {

using Kind = Placeholder::Kind;

constexpr std::string_view kOpening = "${aws:iot:";
constexpr std::array kUploadVariables = {"${thingName}", "${jobId}", "${executionNumber}"};

// Just behind the brace that closes what opens at `begin`; the string that it stands in may
// end first.
std::size_t EndOf(const std::string& document, std::size_t begin) {
  int open = 0;
  for (std::size_t i = begin; i < document.size() && document[i] != '"'; ++i) {
    if (document[i] == '$' && i + 1 < document.size() && document[i + 1] == '{') ++open;
    if (document[i] == '}' && --open == 0) return i + 1;
  }
  RefuseRequest("One or more parameters or placeholders are not terminated.");
}

std::size_t Count(const std::string& text, const std::string& wanted) {
  std::size_t count = 0;
  for (std::size_t at = text.find(wanted); at != std::string::npos;
       at = text.find(wanted, at + wanted.size())) {
    ++count;
  }
  return count;
}

// AWS: each variable at most twice.
void CheckUploadKey(const Placeholder& placeholder) {
  std::size_t known = 0;
  for (const char* variable : kUploadVariables) {
    const std::size_t count = Count(placeholder.location.key, variable);
    if (count > 2) {
      RefuseRequest(std::string("The placeholder ") + placeholder.text + " has " + variable +
                    " more than twice.");
    }
    known += count;
  }
  if (Count(placeholder.location.key, "${") != known) {
    RefuseRequest("The placeholder " + placeholder.text +
                  " has a variable other than ${thingName}, ${jobId} and ${executionNumber}.");
  }
}

void ReadUrl(Placeholder& placeholder, std::string_view url, bool encoded) {
  auto location = ParseS3Url(url);
  if (!location && placeholder.kind == Kind::kPresignedGet) location = ParseS3Path(url);
  if (location && encoded) location = Decoded(*std::move(location));
  // AWS's words, of its page on troubleshooting the package catalogue.
  if (!location) RefuseRequest("Provided argument for presigned url is invalid");
  placeholder.location = *std::move(location);
}

// "s3://REGION.BUCKET/KEY@VERSION".
void ReadSigned(Placeholder& placeholder, std::string_view url) {
  constexpr std::string_view kScheme = "s3://";
  const std::size_t dot = url.find('.');
  const std::size_t slash = url.find('/', kScheme.size());
  const std::size_t at = url.rfind('@');
  if (!url.starts_with(kScheme) || dot == std::string_view::npos ||
      slash == std::string_view::npos || at == std::string_view::npos || slash < dot + 2 ||
      at < slash + 2 || at + 1 == url.size()) {
    RefuseRequest("The placeholder " + placeholder.text +
                  " does not name a version of an S3 object.");
  }
  placeholder.location = {
      .region = std::string(url.substr(kScheme.size(), dot - kScheme.size())),
      .bucket = std::string(url.substr(dot + 1, slash - dot - 1)),
      .key = std::string(url.substr(slash + 1, at - slash - 1)),
      .version = std::string(url.substr(at + 1))};
}

// "P:version:V:attributes:A" and its like. The names have no colons.
Kind ReadPackage(Placeholder& placeholder, std::string_view rest) {
  constexpr std::string_view kVersion = ":version:";
  const std::size_t version = rest.find(kVersion);
  if (version == std::string_view::npos) return Kind::kUnknown;
  placeholder.package = rest.substr(0, version);
  rest.remove_prefix(version + kVersion.size());
  const std::size_t end = rest.find(':');
  if (end == std::string_view::npos) return Kind::kUnknown;
  placeholder.version = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  if (rest == "attributes") return Kind::kAttributes;
  if (rest == "artifact:s3-presigned-url" || rest == "artifact-location") {
    return Kind::kArtifact;
  }
  constexpr std::string_view kAttributes = "attributes:";
  if (!rest.starts_with(kAttributes) || rest.size() == kAttributes.size()) {
    return Kind::kUnknown;
  }
  placeholder.attribute = rest.substr(kAttributes.size());
  return Kind::kAttribute;
}

void Read(Placeholder& placeholder) {
  std::string_view inner = placeholder.text;
  inner.remove_prefix(kOpening.size());
  inner.remove_suffix(1);
  const std::size_t colon = inner.find(':');
  if (colon == std::string_view::npos) return;
  const std::string_view name = inner.substr(0, colon);
  const std::string_view rest = inner.substr(colon + 1);
  if (name == "s3-presigned-url" || name == "s3-presigned-url-v1") {
    placeholder.kind = Kind::kPresignedGet;
    ReadUrl(placeholder, rest, /*encoded=*/false);
  } else if (name == "s3-presigned-url-v2") {
    placeholder.kind = Kind::kPresignedGet;
    ReadUrl(placeholder, rest, /*encoded=*/true);
  } else if (name == "s3-presigned-url-upload") {
    placeholder.kind = Kind::kPresignedPut;
    ReadUrl(placeholder, rest, /*encoded=*/false);
    CheckUploadKey(placeholder);
  } else if (name == "parameter") {
    placeholder.kind = Kind::kParameter;
  } else if (name == "code-sign-signature") {
    placeholder.kind = Kind::kCodeSignSignature;
    ReadSigned(placeholder, rest);
  } else if (name == "package") {
    placeholder.kind = ReadPackage(placeholder, rest);
  }
}

}  // namespace

std::vector<Placeholder> PlaceholdersIn(const std::string& document) {
  std::vector<Placeholder> placeholders;
  std::size_t at = document.find(kOpening);
  while (at != std::string::npos) {
    const std::size_t end = EndOf(document, at);
    Placeholder placeholder{.begin = at, .text = document.substr(at, end - at)};
    Read(placeholder);
    placeholders.push_back(std::move(placeholder));
    at = document.find(kOpening, end);
  }
  return placeholders;
}

std::string Substitute(
    const std::string& document,
    const std::function<std::optional<std::string>(const Placeholder&)>& value) {
  std::string filled;
  std::size_t done = 0;
  for (const Placeholder& placeholder : PlaceholdersIn(document)) {
    filled.append(document, done, placeholder.begin - done);
    filled += value(placeholder).value_or(placeholder.text);
    done = placeholder.begin + placeholder.text.size();
  }
  return filled.append(document, done);
}

std::string PresignedPlaceholder(const S3Location& location) {
  std::string url = "https://s3." + location.region + ".amazonaws.com/" + location.bucket +
                    "/" + UriEncode(location.key, true);
  if (!location.version.empty()) {
    url += "%3FversionId%3D" + UriEncode(location.version, false);
  }
  return std::string(kOpening) + "s3-presigned-url-v2:" + url + "}";
}

std::string FillUploadKey(std::string key, const std::string& thing_name,
                          const std::string& job_id, const std::string& execution_number) {
  const std::array<const std::string*, 3> values = {&thing_name, &job_id, &execution_number};
  for (std::size_t i = 0; i < kUploadVariables.size(); ++i) {
    const std::string variable = kUploadVariables.at(i);
    for (std::size_t at = key.find(variable); at != std::string::npos;
         at = key.find(variable, at + values.at(i)->size())) {
      key.replace(at, variable.size(), *values.at(i));
    }
  }
  return key;
}

}  // namespace engine
