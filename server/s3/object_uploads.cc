// Objects uploaded in parts.
#include <openssl/evp.h>

#include <array>
#include <charconv>
#include <map>

#include "engine/text/percent_encoding.h"
#include "engine/uuid.h"
#include "server/s3/s3_request.h"
#include "server/s3/s3_xml.h"

namespace http {
namespace {

using storage::Upload;

constexpr int kMostParts = 10000;
constexpr std::uint64_t kSmallestPart = std::uint64_t{5} << 20;

Upload RequireUpload(const S3Call& call) {
  auto upload = call.objects.FindUpload(call.request.Query("uploadId").value_or(""));
  if (!upload || upload->bucket != call.request.bucket || upload->key != call.request.key) {
    throw S3Error(404, "NoSuchUpload",
                  "The specified upload does not exist. The upload ID may be invalid, or the "
                  "upload may have been aborted or completed.",
                  {{"UploadId", call.request.Query("uploadId").value_or("")}});
  }
  return *std::move(upload);
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
                     storage::IncomingContent& content) {
  std::string etag = Etag(content.Md5());
  call.objects.PutPart(upload.id, {.number = number,
                                   .etag = etag,
                                   .modified_at = call.now,
                                   .content = {content.file(), content.size()}});
  content.Keep();
  return etag;
}

std::string Unquoted(std::string etag) {
  std::erase(etag, '"');
  return etag;
}

[[noreturn]] void InvalidPart() {
  throw S3Error(400, "InvalidPart",
                "One or more of the specified parts could not be found. The part may not have "
                "been uploaded, or the specified entity tag may not match the part's entity "
                "tag.");
}

// The parts that a CompleteMultipartUpload names, in its order.
std::vector<storage::UploadPart> ChosenParts(const S3Call& call, const Upload& upload) {
  std::map<int, storage::UploadPart> sent;
  for (auto& part : call.objects.Parts(upload.id)) sent.emplace(part.number, std::move(part));
  std::vector<std::pair<int, std::string>> named;
  // The members of a part come in any order.
  std::optional<int> number;
  std::optional<std::string> etag;
  for (const XmlLeaf& leaf : ReadXml(call.body)) {
    if (leaf.parent != "Part") continue;
    if (leaf.name == "PartNumber") number = PartNumber(leaf.text).value_or(0);
    if (leaf.name == "ETag") etag = Unquoted(leaf.text);
    if (!number || !etag) continue;
    named.emplace_back(*number, *etag);
    number.reset();
    etag.reset();
  }
  if (named.empty()) MalformedXml();
  std::vector<storage::UploadPart> parts;
  for (const auto& [wanted, tag] : named) {
    if (!parts.empty() && wanted <= parts.back().number) {
      throw S3Error(400, "InvalidPartOrder",
                    "The list of parts was not in ascending order. Parts must be ordered by "
                    "part number.");
    }
    const auto found = sent.find(wanted);
    if (found == sent.end() || Unquoted(found->second.etag) != tag) InvalidPart();
    parts.push_back(found->second);
  }
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    if (parts[i].content.size >= kSmallestPart) continue;
    throw S3Error(400, "EntityTooSmall",
                  "Your proposed upload is smaller than the minimum allowed size",
                  {{"ProposedSize", std::to_string(parts[i].content.size)},
                   {"MinSizeAllowed", std::to_string(kSmallestPart)},
                   {"PartNumber", std::to_string(parts[i].number)}});
  }
  return parts;
}

// AWS: the MD5 of the parts' MD5s, and the number of parts.
std::string CombinedEtag(const std::vector<storage::UploadPart>& parts) {
  std::string all;
  for (const storage::UploadPart& part : parts) {
    const std::string hex = Unquoted(part.etag);
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
      unsigned int byte = 0;
      std::from_chars(hex.data() + i, hex.data() + i + 2, byte, 16);
      all += static_cast<char>(byte);
    }
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> md5{};
  unsigned int size = 0;
  EVP_Digest(all.data(), all.size(), md5.data(), &size, EVP_md5(), nullptr);
  return Etag({reinterpret_cast<const char*>(md5.data()), size},
              std::string(1, '-').append(std::to_string(parts.size())));
}

}  // namespace

Response CreateMultipartUpload(const S3Call& call) {
  const storage::Bucket bucket = call.WritableBucket();
  std::string id = engine::NewUuid() + engine::NewUuid();
  std::erase(id, '-');
  call.objects.Begin({.id = id,
                      .bucket = bucket.name,
                      .key = call.request.key,
                      .headers = KeptHeaders(call.request),
                      .created_at = call.now});
  return S3Answer(Xml("InitiateMultipartUploadResult")
                      .Leaf("Bucket", bucket.name)
                      .Leaf("Key", call.request.key)
                      .Leaf("UploadId", id)
                      .Text(),
                  call);
}

Response UploadPart(const S3Call& call) {
  const Upload upload = RequireUpload(call);
  const int number = RequirePartNumber(call);
  CheckDigest(call);
  Response response = S3Answer(200, call);
  response.headers.emplace_back("ETag", KeepPart(call, upload, number, *call.content));
  return response;
}

Response UploadPartCopy(const S3Call& call) {
  const Upload upload = RequireUpload(call);
  const int number = RequirePartNumber(call);
  const CopySource source = RequireCopySource(call);
  const Bytes copied =
      CopiedBytes(call.request.Header("x-amz-copy-source-range"), source.object.size);
  const auto content = call.objects.NewContent();
  call.objects.Read(source.object, copied.first, copied.length)
      ->ForEachPiece([&](std::string_view piece) { content->Append(piece); });
  Response response = S3Answer(Xml("CopyPartResult")
                                   .Leaf("LastModified", engine::FormatInstant(call.now))
                                   .Leaf("ETag", KeepPart(call, upload, number, *content))
                                   .Text(),
                               call);
  ShowVersion(response, source.bucket, source.object.version_id,
              "x-amz-copy-source-version-id");
  return response;
}

Response CompleteMultipartUpload(const S3Call& call) {
  const storage::Bucket bucket = call.RequireWritableBucket();
  const Upload upload = RequireUpload(call);
  const auto parts = ChosenParts(call, upload);
  const std::string etag = CombinedEtag(parts);
  const std::string version =
      call.objects.Complete(bucket, upload, parts, {.etag = etag, .modified_at = call.now});
  Response response = S3Answer(
      Xml("CompleteMultipartUploadResult")
          .Leaf("Location", "http://" + call.request.Header("host") + "/" + bucket.name + "/" +
                                engine::UriEncode(upload.key, true))
          .Leaf("Bucket", bucket.name)
          .Leaf("Key", upload.key)
          .Leaf("ETag", etag)
          .Text(),
      call);
  if (bucket.versioning != storage::Versioning::kNever) {
    response.headers.emplace_back("x-amz-version-id", version);
  }
  return response;
}

Response AbortMultipartUpload(const S3Call& call) {
  call.objects.Abort(RequireUpload(call));
  return S3Answer(204, call);
}

Response ListParts(const S3Call& call) {
  const Upload upload = RequireUpload(call);
  const int after =
      PartNumber(call.request.Query("part-number-marker").value_or("")).value_or(0);
  const int limit = PartNumber(call.request.Query("max-parts").value_or("")).value_or(1000);
  auto parts = call.objects.Parts(upload.id);
  std::erase_if(parts, [&](const auto& part) { return part.number <= after; });
  const bool more = parts.size() > static_cast<std::size_t>(limit);
  if (more) parts.resize(static_cast<std::size_t>(limit));
  Xml xml("ListPartsResult");
  xml.Leaf("Bucket", upload.bucket)
      .Leaf("Key", upload.key)
      .Leaf("UploadId", upload.id)
      .Leaf("StorageClass", "STANDARD")
      .Leaf("PartNumberMarker", std::to_string(after))
      .Leaf("MaxParts", std::to_string(limit))
      .Leaf("IsTruncated", more ? "true" : "false");
  if (more) xml.Leaf("NextPartNumberMarker", std::to_string(parts.back().number));
  for (const storage::UploadPart& part : parts) {
    xml.Open("Part")
        .Leaf("PartNumber", std::to_string(part.number))
        .Leaf("LastModified", engine::FormatInstant(part.modified_at))
        .Leaf("ETag", part.etag)
        .Leaf("Size", std::to_string(part.content.size))
        .Close();
  }
  return S3Answer(xml.Text(), call);
}

// Ours: always whole, however many there are.
Response ListMultipartUploads(const S3Call& call) {
  const storage::Bucket bucket = call.RequireBucket();
  const std::string prefix = call.request.Query("prefix").value_or("");
  Xml xml("ListMultipartUploadsResult");
  xml.Leaf("Bucket", bucket.name)
      .Leaf("KeyMarker", "")
      .Leaf("UploadIdMarker", "")
      .Leaf("Prefix", prefix)
      .Leaf("MaxUploads", "1000")
      .Leaf("IsTruncated", "false");
  for (const Upload& upload : call.objects.ListUploads(bucket.name)) {
    if (!upload.key.starts_with(prefix)) continue;
    xml.Open("Upload")
        .Leaf("Key", upload.key)
        .Leaf("UploadId", upload.id)
        .Leaf("StorageClass", "STANDARD")
        .Leaf("Initiated", engine::FormatInstant(upload.created_at))
        .Close();
  }
  return S3Answer(xml.Text(), call);
}

}  // namespace http
