// Objects uploaded in parts: what all calls about an upload ask.
#pragma once

#include <optional>
#include <string>

#include "server/s3/request/s3_request.h"

namespace http {

constexpr int kMostParts = 10000;

// The upload that the request names, of its bucket and key.
std::optional<storage::Upload> FindUpload(const S3Call& call);
[[noreturn]] void NoSuchUpload(const S3Call& call);

std::optional<int> PartNumber(const std::string& text);

// Of the checksums of the upload's parts.
std::string AlgorithmOf(const storage::Upload& upload);
// The same for the upload that the request names.
std::string ChecksumOfParts(const S3Call& call);
bool IsComposite(const storage::Upload& upload);

}  // namespace http
