// Placeholders in job documents: "${aws:iot:...}".
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/documents/s3_url.h"

namespace engine {

struct Placeholder {
  enum class Kind {
    kPresignedGet,       // s3-presigned-url, -v1, -v2
    kPresignedPut,       // s3-presigned-url-upload
    kAttribute,          // package:P:version:V:attributes:A
    kAttributes,         // package:P:version:V:attributes
    kArtifact,           // package:P:version:V:artifact:s3-presigned-url
    kParameter,          // parameter:NAME
    kCodeSignSignature,  // code-sign-signature:s3://REGION.BUCKET/KEY@VERSION
    kUnknown,
  };

  Kind kind = Kind::kUnknown;
  std::size_t begin = 0;
  std::string text;     // all of it, "${" and "}" included
  S3Location location;  // of a presigned URL, and of what is signed
  std::string package;  // empty: the only one of destinationPackageVersions
  std::string version;
  std::string attribute;

  bool IsOfPackage() const {
    return kind == Kind::kAttribute || kind == Kind::kAttributes || kind == Kind::kArtifact;
  }

  // Whether CreateJob fills it in.
  bool IsFilledOnce() const { return IsOfPackage() || kind == Kind::kCodeSignSignature; }

  // Whether it becomes a URL each time that a device fetches the document.
  bool IsPresigned() const {
    return kind == Kind::kPresignedGet || kind == Kind::kPresignedPut ||
           kind == Kind::kArtifact;
  }
};

// Those in the document, in order. Throws InvalidRequest for one that does not end, and for a
// URL that is none of S3's.
std::vector<Placeholder> PlaceholdersIn(const std::string& document);

// The document with a value in place of each placeholder that has one.
std::string Substitute(
    const std::string& document,
    const std::function<std::optional<std::string>(const Placeholder&)>& value);

// One that becomes a URL of the object, whatever its key has in it. The region must be there.
std::string PresignedPlaceholder(const S3Location& location);

// "${thingName}", "${jobId}" and "${executionNumber}" in the key of an upload.
std::string FillUploadKey(std::string key, const std::string& thing_name,
                          const std::string& job_id, const std::string& execution_number);

}  // namespace engine
