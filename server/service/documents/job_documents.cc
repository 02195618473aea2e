#include "server/service/documents/job_documents.h"

#include <nlohmann/json.hpp>

#include "engine/documents/document.h"
#include "engine/documents/placeholder.h"
#include "engine/error.h"
#include "engine/packages/package_version.h"
#include "server/calls/input.h"
#include "server/service/documents/code_signing.h"
#include "server/service/documents/object_url.h"
#include "storage/packages/packages.h"

namespace server {

using engine::Error;
using engine::ErrorCode;
using engine::Placeholder;
using engine::RefuseRequest;
using nlohmann::json;

namespace {

constexpr std::int64_t kDefaultExpiry = 3600;

// Ours: AWS's wording for a document that it can't read is not known.
std::string ReadObject(Context& c, const std::string& url) {
  const auto written = engine::ParseS3Url(url);
  const auto location = written ? engine::Decoded(*written) : std::nullopt;
  if (!location) {
    RefuseRequest("The job document source " + url + " is not the URL of an S3 object.");
  }
  if (c.caller.beforehand && c.caller.beforehand->source) {
    const FetchedSource& fetched = *c.caller.beforehand->source;
    if (fetched.problem.empty()) return fetched.text;
    RefuseRequest("The job document source " + url + " cannot be read: " + fetched.problem);
  }
  const auto bucket = c.objects.FindBucket(location->bucket);
  if (!bucket) {
    RefuseRequest("The job document source " + url +
                  " cannot be read: The specified bucket does not exist");
  }
  std::optional<std::string> version;
  if (!location->version.empty()) version = location->version;
  const auto object = c.objects.Find(*bucket, location->key, version);
  if (!object || object->delete_marker) {
    RefuseRequest("The job document source " + url +
                  " cannot be read: The specified key does not exist.");
  }
  if (object->size > engine::kLargestDocument) {
    RefuseRequest("The job document is larger than " +
                  std::to_string(engine::kLargestDocument) + " bytes.");
  }
  return c.objects.ReadAll(*object);
}

// The package version that a placeholder means.
engine::PackageVersion VersionOf(Context& c, const json& in, const Placeholder& placeholder) {
  std::string package = placeholder.package;
  std::string version = placeholder.version;
  if (package.empty() || version.empty()) {
    const json named = in.value("destinationPackageVersions", json::array());
    if (!package.empty() || !version.empty() || named.size() != 1) {
      RefuseRequest("The placeholder " + placeholder.text +
                    " needs exactly one package version in destinationPackageVersions.");
    }
    // Checked before, with the other settings.
    const auto only = engine::ParsePackageVersion(named.front().get_ref<const std::string&>());
    package = only.value().package;
    version = only.value().version;
  }
  if (version == "$default") {
    const auto found = storage::Packages(c.store).Find(package);
    if (!found || !found->default_version) {
      RefuseRequest("Package " + package + " has no default version.");
    }
    version = *found->default_version;
  }
  auto found = storage::PackageVersions(c.store).Find(package, version);
  if (!found) RefuseRequest("Package version " + package + ":" + version + " cannot be found.");
  return *std::move(found);
}

std::string ValueOf(const Context& c, const engine::PackageVersion& version,
                    const Placeholder& placeholder) {
  const std::string name = version.package + ":" + version.name;
  if (placeholder.kind == Placeholder::Kind::kAttribute) {
    const auto found = version.attributes.find(placeholder.attribute);
    if (found == version.attributes.end()) {
      RefuseRequest("Package version " + name + " has no attribute " + placeholder.attribute +
                    ".");
    }
    const std::string text = found->dump();
    return text.substr(1, text.size() - 2);
  }
  if (placeholder.kind == Placeholder::Kind::kAttributes) {
    RefuseRequest("The placeholder " + placeholder.text + " must be a whole JSON value.");
  }
  const json location = version.artifact.is_object()
                            ? version.artifact.value("s3Location", json::object())
                            : json::object();
  if (!location.contains("bucket") || !location.contains("key")) {
    RefuseRequest("Package version " + name + " has no artifact.");
  }
  // Ours: it stays in the document as this placeholder, which becomes a URL at each fetch.
  return engine::PresignedPlaceholder({.region = c.settings.region,
                                       .bucket = Text(location, "bucket"),
                                       .key = Text(location, "key"),
                                       .version = location.value("version", "")});
}

std::string SignatureFor(Context& c, const Placeholder& placeholder) {
  const std::string& key = c.settings.code_sign_key;
  if (key.empty() || !c.settings.s3_host.empty()) {
    throw Error(ErrorCode::kNotImplemented,
                "The placeholder " + placeholder.text +
                    " needs --code-sign-key, and the file in the emulator's own object store.");
  }
  const engine::S3Location& location = placeholder.location;
  const auto bucket = c.objects.FindBucket(location.bucket);
  const auto object =
      bucket ? c.objects.Find(*bucket, location.key, location.version) : std::nullopt;
  if (!object || object->delete_marker) {
    RefuseRequest("The file of the placeholder " + placeholder.text + " cannot be found.");
  }
  return CodeSignature(key, *c.objects.Read(*object, 0, object->size));
}

// The document with all attributes of a version in place of each string that is a placeholder
// for them.
std::string WithAttributeObjects(Context& c, const json& in, std::string document) {
  for (const Placeholder& placeholder : engine::PlaceholdersIn(document)) {
    if (placeholder.kind != Placeholder::Kind::kAttributes) continue;
    const std::string quoted = "\"" + placeholder.text + "\"";
    const std::string value = VersionOf(c, in, placeholder).attributes.dump();
    for (std::size_t at = document.find(quoted); at != std::string::npos;
         at = document.find(quoted, at + value.size())) {
      document.replace(at, quoted.size(), value);
    }
  }
  return document;
}

}  // namespace

json WithDocument(Context& c, json in) {
  const auto source = Maybe<std::string>(in, "documentSource");
  engine::CheckDocumentGiven(Maybe<std::string>(in, "document"), source);
  // AWS: read once, now.
  if (source) in["document"] = ReadObject(c, *source);
  const json config = in.value("presignedUrlConfig", json::object());
  engine::CheckDocument(Text(in, "document"), config.contains("roleArn"),
                        engine::FilledIn::kNotYet);
  return in;
}

json WithPlaceholdersFilled(Context& c, json in) {
  const std::string before = Text(in, "document");
  std::string after = WithAttributeObjects(c, in, before);
  after = engine::Substitute(after,
                             [&](const Placeholder& placeholder) -> std::optional<std::string> {
                               if (placeholder.kind == Placeholder::Kind::kCodeSignSignature) {
                                 return SignatureFor(c, placeholder);
                               }
                               if (!placeholder.IsOfPackage()) return std::nullopt;
                               return ValueOf(c, VersionOf(c, in, placeholder), placeholder);
                             });
  if (after == before) return in;
  engine::CheckDocument(after,
                        in.value("presignedUrlConfig", json::object()).contains("roleArn"));
  in["document"] = std::move(after);
  in.emplace("documentBeforeSubstitution", before);
  return in;
}

std::string DocumentFor(const Context& c, const engine::Job& job,
                        const engine::JobExecution& execution) {
  const auto expiry = job.Config("presignedUrlConfig").value("expiresInSec", kDefaultExpiry);
  return engine::Substitute(
      job.document, [&](const Placeholder& placeholder) -> std::optional<std::string> {
        engine::S3Location location = placeholder.location;
        if (placeholder.kind == Placeholder::Kind::kPresignedGet) {
          return ObjectUrl(c, "GET", location, expiry);
        }
        if (placeholder.kind != Placeholder::Kind::kPresignedPut) return std::nullopt;
        location.key =
            engine::FillUploadKey(std::move(location.key), execution.thing_name,
                                  execution.job_id, std::to_string(execution.number));
        return ObjectUrl(c, "PUT", location, expiry);
      });
}

}  // namespace server
