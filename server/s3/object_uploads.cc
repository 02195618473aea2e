#include "server/s3/object_uploads.h"

#include <algorithm>
#include <charconv>
#include <climits>
#include <utility>

#include "engine/text/percent_encoding.h"
#include "engine/uuid.h"
#include "server/s3/conditions.h"
#include "server/s3/content/checksum.h"
#include "server/s3/request/s3_request.h"
#include "server/s3/request/s3_xml.h"
#include "server/s3/s3_calls.h"

namespace http {
namespace {

using storage::Upload;

Upload RequireUpload(const S3Call& call) {
  auto upload = FindUpload(call);
  if (!upload) NoSuchUpload(call);
  return *std::move(upload);
}

int RequirePartNumber(const S3Call& call) {
  const std::string text = call.request.Query("partNumber").value_or("");
  const auto number = PartNumber(text);
  if (number) return *number;
  throw S3Error(400, "InvalidArgument",
                "Part number must be an integer between 1 and 10000, inclusive",
                {{"ArgumentName", "partNumber"}, {"ArgumentValue", text}});
}

struct Bytes {
  std::uint64_t first = 0;
  std::uint64_t length = 0;
};

// What x-amz-copy-source-range ("bytes=0-9") takes of an object; without it, the whole.
Bytes CopiedBytes(const std::string& range, std::uint64_t size) {
  if (range.empty()) return {0, size};
  const std::size_t dash = range.find('-');
  const auto number = [&](std::size_t begin, std::size_t end) {
    std::uint64_t value = 0;
    const auto [stop, failure] =
        std::from_chars(range.data() + begin, range.data() + end, value);
    return failure == std::errc{} && stop == range.data() + end ? std::optional(value)
                                                                : std::nullopt;
  };
  std::optional<std::uint64_t> first;
  std::optional<std::uint64_t> last;
  if (range.starts_with("bytes=") && dash != std::string::npos) {
    first = number(6, dash);
    last = number(dash + 1, range.size());
  }
  if (!first || !last || *last < *first) {
    throw S3Error(
        400, "InvalidArgument",
        "The x-amz-copy-source-range value must be of the form bytes=first-last where "
        "first and last are the zero-based offsets of the first and last bytes to copy",
        {{"ArgumentName", "x-amz-copy-source-range"}, {"ArgumentValue", range}});
  }
  if (*last >= size) {
    throw S3Error(400, "InvalidArgument",
                  std::string("Range specified is not valid for source object of size: ") +=
                  std::to_string(size),
                  {{"ArgumentName", "x-amz-copy-source-range"}, {"ArgumentValue", range}});
  }
  return {*first, *last - *first + 1};
}

// Keeps the content as a part of the upload; returns its ETag.
std::string KeepPart(const S3Call& call, const Upload& upload, int number,
                     storage::IncomingContent& content, const std::string& checksum) {
  std::string etag = Etag(content.Md5());
  call.objects.PutPart(upload.id, {.number = number,
                                   .etag = etag,
                                   .modified_at = call.now,
                                   .content = {content.file(), content.size()},
                                   .checksum = checksum});
  content.Keep();
  return etag;
}

// Of the whole's checksum. Throws for a type that does not go with the algorithm.
std::string ChosenType(const S3Request& request, const std::string& algorithm) {
  const bool only_whole = algorithm.empty() || algorithm == kDefaultChecksum;
  std::string usual = only_whole ? "FULL_OBJECT" : "COMPOSITE";
  std::string given = request.Header("x-amz-checksum-type");
  if (given.empty()) return usual;
  if (algorithm.empty()) {
    throw S3Error(400, "InvalidRequest",
                  "The x-amz-checksum-type header can only be used with the "
                  "x-amz-checksum-algorithm header.");
  }
  if (given != "COMPOSITE" && given != "FULL_OBJECT") {
    throw S3Error(400, "InvalidRequest", "Value for x-amz-checksum-type header is invalid.");
  }
  if (given == usual || (IsCrc(algorithm) && !only_whole)) return given;
  throw S3Error(400, "InvalidRequest",
                "The " + given + " checksum type cannot be used with the " +
                    ChecksumWord(algorithm) + " checksum algorithm.");
}

// Throws for a part whose checksum is not of the kind that its upload was begun with.
void CheckKind(const Upload& upload, const storage::Checksum& sent) {
  const auto shown = [](const std::string& algorithm) {
    return algorithm.empty() ? "null" : ChecksumWord(algorithm);
  };
  // Ours: where it was begun with none, any is looked at, and not kept.
  const bool fits = upload.checksum_algorithm.empty() ||
                    sent.algorithm == upload.checksum_algorithm ||
                    (sent.algorithm.empty() && !IsComposite(upload));
  if (fits) return;
  throw S3Error(400, "InvalidRequest",
                "Checksum Type mismatch occurred, expected checksum Type: " +
                    shown(upload.checksum_algorithm) +
                    ", actual checksum Type: " + shown(sent.algorithm));
}

}  // namespace

void NoSuchUpload(const S3Call& call) {
  throw S3Error(404, "NoSuchUpload",
                "The specified upload does not exist. The upload ID may be invalid, or the "
                "upload may have been aborted or completed.",
                {{"UploadId", call.request.Query("uploadId").value_or("")}});
}

std::optional<Upload> FindUpload(const S3Call& call) {
  auto upload = call.objects.FindUpload(call.request.Query("uploadId").value_or(""));
  const bool found =
      upload && upload->bucket == call.request.bucket && upload->key == call.request.key;
  return found ? std::move(upload) : std::nullopt;
}

std::optional<int> PartNumber(const std::string& text) {
  int number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || end != text.data() + text.size() || number < 1 ||
      number > kMostParts) {
    return std::nullopt;
  }
  return number;
}

std::string AlgorithmOf(const Upload& upload) {
  return upload.checksum_algorithm.empty() ? kDefaultChecksum : upload.checksum_algorithm;
}

bool IsComposite(const Upload& upload) {
  return upload.checksum_type == "COMPOSITE";
}

std::string ChecksumOfParts(const S3Call& call) {
  const auto upload = FindUpload(call);
  return upload ? AlgorithmOf(*upload) : kDefaultChecksum;
}

Response CreateMultipartUpload(const S3Call& call) {
  call.CheckBucketWritable();
  RefuseConditions(call.request);
  const std::string algorithm = WantedAlgorithm(call.request);
  const std::string type = ChosenType(call.request, algorithm);
  std::string id = engine::NewUuid() + engine::NewUuid();
  std::erase(id, '-');
  const Upload upload{.id = id,
                      .bucket = call.request.bucket,
                      .key = call.request.key,
                      .headers = KeptHeaders(call.request),
                      .created_at = call.now,
                      .checksum_algorithm = algorithm,
                      .checksum_type = type,
                      .tags = TagsIn(call.request)};
  call.WritableBucket();
  call.objects.Begin(upload);
  Response response = S3Answer(Xml("InitiateMultipartUploadResult")
                                   .Leaf("Bucket", upload.bucket)
                                   .Leaf("Key", upload.key)
                                   .Leaf("UploadId", id)
                                   .Text(),
                               call);
  ShowEncryption(response, upload.headers);
  if (!algorithm.empty()) {
    response.headers.emplace_back("x-amz-checksum-algorithm", algorithm);
    response.headers.emplace_back("x-amz-checksum-type", type);
  }
  return response;
}

Response UploadPart(const S3Call& call) {
  const Upload upload = RequireUpload(call);
  const int number = RequirePartNumber(call);
  RefuseConditions(call.request);
  const storage::Checksum& sent = call.sent_checksum;
  CheckKind(upload, sent);
  Response response = S3Answer(200, call);
  response.headers.emplace_back(
      "ETag", KeepPart(call, upload, number, *call.content, call.checksum.value));
  const storage::Checksum& shown = sent.algorithm.empty() ? call.checksum : sent;
  response.headers.emplace_back(ChecksumHeader(shown.algorithm), shown.value);
  ShowEncryption(response, upload.headers);
  return response;
}

Response UploadPartCopy(const S3Call& call) {
  const Upload upload = RequireUpload(call);
  const int number = RequirePartNumber(call);
  const CopySource source = RequireCopySource(call);
  const Bytes copied =
      CopiedBytes(call.request.Header("x-amz-copy-source-range"), source.object.size);
  const std::string algorithm = AlgorithmOf(upload);
  RunningChecksum checksum(algorithm);
  const auto content = call.objects.NewContent();
  call.objects.Read(source.object, copied.first, copied.length)
      ->ForEachPiece([&](std::string_view piece) {
        content->Append(piece);
        checksum.Take(piece);
      });
  const std::string etag = KeepPart(call, upload, number, *content, checksum.Value());
  Response response = S3Answer(Xml("CopyPartResult")
                                   .Leaf("LastModified", engine::FormatInstant(call.now))
                                   .Leaf("ETag", etag)
                                   .Leaf(ChecksumElement(algorithm), checksum.Value())
                                   .Text(),
                               call);
  ShowVersion(response, source.bucket, source.object.version_id,
              "x-amz-copy-source-version-id");
  return response;
}

Response AbortMultipartUpload(const S3Call& call) {
  call.objects.Abort(RequireUpload(call));
  return S3Answer(204, call);
}

Response ListParts(const S3Call& call) {
  const Upload upload = RequireUpload(call);
  WantsEncodedKeys(call.request);
  const int after = NumberIn(call.request, "part-number-marker", 0, INT_MAX).value_or(0);
  const int limit =
      std::min(NumberIn(call.request, "max-parts", 0, INT_MAX).value_or(1000), 1000);
  auto parts = call.objects.Parts(upload.id);
  std::erase_if(parts, [&](const auto& part) { return part.number <= after; });
  const bool more = parts.size() > static_cast<std::size_t>(limit);
  if (more) parts.resize(static_cast<std::size_t>(limit));
  Xml xml("ListPartsResult");
  xml.Leaf("Bucket", upload.bucket)
      .Leaf("Key", upload.key)
      .Leaf("UploadId", upload.id)
      .Leaf("StorageClass", StorageClass(upload.headers))
      .Leaf("PartNumberMarker", std::to_string(after))
      .Leaf("MaxParts", std::to_string(limit))
      .Leaf("IsTruncated", more ? "true" : "false");
  if (!upload.checksum_algorithm.empty()) {
    xml.Leaf("ChecksumAlgorithm", upload.checksum_algorithm)
        .Leaf("ChecksumType", upload.checksum_type);
  }
  if (more) {
    xml.Leaf("NextPartNumberMarker",
             std::to_string(parts.empty() ? after : parts.back().number));
  }
  for (const storage::UploadPart& part : parts) {
    xml.Open("Part")
        .Leaf("PartNumber", std::to_string(part.number))
        .Leaf("LastModified", engine::FormatInstant(part.modified_at))
        .Leaf("ETag", part.etag)
        .Leaf("Size", std::to_string(part.content.size));
    if (!upload.checksum_algorithm.empty()) {
      xml.Leaf(ChecksumElement(upload.checksum_algorithm), part.checksum);
    }
    xml.Close();
  }
  return S3Answer(xml.Text(), call);
}

// Ours: always whole, however many there are.
Response ListMultipartUploads(const S3Call& call) {
  const storage::Bucket bucket = call.RequireBucket();
  const std::string prefix = call.request.Query("prefix").value_or("");
  NumberIn(call.request, "max-uploads", 0, INT_MAX);
  const bool encoded = WantsEncodedKeys(call.request);
  const auto shown = [&](const std::string& key) {
    return encoded ? engine::UriEncode(key, true) : key;
  };
  Xml xml("ListMultipartUploadsResult");
  xml.Leaf("Bucket", bucket.name)
      .Leaf("KeyMarker", "")
      .Leaf("UploadIdMarker", "")
      .Leaf("Prefix", shown(prefix))
      .Leaf("MaxUploads", "1000")
      .Leaf("IsTruncated", "false");
  if (encoded) xml.Leaf("EncodingType", "url");
  for (const Upload& upload : call.objects.ListUploads(bucket.name)) {
    if (!upload.key.starts_with(prefix)) continue;
    xml.Open("Upload")
        .Leaf("Key", shown(upload.key))
        .Leaf("UploadId", upload.id)
        .Leaf("StorageClass", StorageClass(upload.headers))
        .Leaf("Initiated", engine::FormatInstant(upload.created_at))
        .Close();
  }
  return S3Answer(xml.Text(), call);
}

}  // namespace http
