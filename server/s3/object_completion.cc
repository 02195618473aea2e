// The end of an upload in parts: they become an object.
#include <map>
#include <optional>
#include <utility>

#include "engine/text/hex.h"
#include "engine/text/percent_encoding.h"
#include "server/s3/conditions.h"
#include "server/s3/content/checksum.h"
#include "server/s3/object_uploads.h"
#include "server/s3/request/s3_xml.h"
#include "server/s3/s3_calls.h"

namespace http {
namespace {

using storage::Upload;

constexpr std::uint64_t kSmallestPart = std::uint64_t{5} << 20;

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

struct NamedPart {
  int number = 0;
  std::string etag;  // without quotes
  storage::Checksum checksum;
};

// The parts that a CompleteMultipartUpload names, in its order.
std::vector<NamedPart> NamedParts(const S3Call& call) {
  struct Members {
    std::optional<std::string> number, etag, checksum;
    std::string algorithm;
  };

  std::vector<Members> all;
  std::size_t place = 0;
  for (const XmlLeaf& leaf : ReadXml(call.body)) {
    if (leaf.parent != "Part") continue;
    if (std::exchange(place, leaf.parent_place) != leaf.parent_place) all.emplace_back();
    Members& part = all.back();
    if (leaf.name == "PartNumber") SetOnce(part.number, leaf);
    if (leaf.name == "ETag") SetOnce(part.etag, leaf);
    if (leaf.name.starts_with("Checksum")) {
      SetOnce(part.checksum, leaf);
      part.algorithm = leaf.name.substr(8);
    }
  }
  std::vector<NamedPart> named;
  for (const Members& part : all) {
    if (!part.number || !part.etag) MalformedXml();
    named.push_back({PartNumber(*part.number).value_or(kMostParts + 1),
                     Unquoted(*part.etag),
                     {part.algorithm, part.checksum.value_or("")}});
  }
  if (named.empty()) MalformedXml();
  return named;
}

void CheckPart(const Upload& upload, const NamedPart& named, const storage::UploadPart& sent) {
  const std::string& value = named.checksum.value;
  if (Unquoted(sent.etag) != named.etag) InvalidPart();
  if (named.checksum.algorithm == AlgorithmOf(upload) && value != sent.checksum) InvalidPart();
  if (!IsComposite(upload) || named.checksum.algorithm == upload.checksum_algorithm) return;
  throw S3Error(400, "InvalidRequest",
                "The upload was created using a " + ChecksumWord(upload.checksum_algorithm) +
                    " checksum. The complete request must include the checksum for each part. "
                    "It was missing for part " +
                    std::to_string(named.number) + " in the request.");
}

void CheckSizes(const std::vector<storage::UploadPart>& parts) {
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    if (parts[i].content.size >= kSmallestPart) continue;
    throw S3Error(400, "EntityTooSmall",
                  "Your proposed upload is smaller than the minimum allowed size",
                  {{"ProposedSize", std::to_string(parts[i].content.size)},
                   {"MinSizeAllowed", std::to_string(kSmallestPart)},
                   {"PartNumber", std::to_string(parts[i].number)}});
  }
}

// Those of the upload that were named.
std::vector<storage::UploadPart> ChosenParts(const S3Call& call, const Upload& upload,
                                             const std::vector<NamedPart>& named) {
  std::map<int, storage::UploadPart> sent;
  for (auto& part : call.objects.Parts(upload.id)) sent.emplace(part.number, std::move(part));
  std::vector<storage::UploadPart> parts;
  for (const NamedPart& one : named) {
    if (!parts.empty() && one.number <= parts.back().number) {
      throw S3Error(400, "InvalidPartOrder",
                    "The list of parts was not in ascending order. Parts must be ordered by "
                    "part number.");
    }
    const auto found = sent.find(one.number);
    if (found == sent.end()) InvalidPart();
    CheckPart(upload, one, found->second);
    parts.push_back(found->second);
  }
  CheckSizes(parts);
  return parts;
}

storage::Checksum ChecksumOf(const Upload& upload,
                             const std::vector<storage::UploadPart>& parts) {
  const std::string algorithm = AlgorithmOf(upload);
  std::vector<PartChecksum> checksums;
  for (const storage::UploadPart& part : parts) {
    // Of a part that an older store has kept.
    if (part.checksum.empty()) return {};
    checksums.push_back({part.checksum, part.content.size});
  }
  return {algorithm, IsComposite(upload) ? CompositeChecksum(algorithm, checksums)
                                         : JoinedChecksum(algorithm, checksums)};
}

// What the request says of the whole object.
void CheckWhole(const S3Request& request, const Upload& upload,
                const storage::Checksum& checksum, std::uint64_t size) {
  const std::string type = request.Header("x-amz-checksum-type");
  if (!type.empty() && type != ChecksumType(checksum)) {
    throw S3Error(400, "BadDigest",
                  "The upload was created using the " + std::string(ChecksumType(checksum)) +
                      " checksum mode. The complete request must use the same checksum mode.");
  }
  const std::string given = request.Header("x-amz-mp-object-size");
  if (!given.empty() && given != std::to_string(size)) {
    throw S3Error(400, "InvalidRequest",
                  "The provided 'x-amz-mp-object-size' header value " + given +
                      " does not match what was computed: " + std::to_string(size));
  }
  const std::string& value = checksum.value;
  for (const char* algorithm : kChecksumAlgorithms) {
    const std::string said = request.Header(ChecksumHeader(algorithm));
    const bool same = algorithm == AlgorithmOf(upload) &&
                      (said == value ||
                       (checksum.is_composite() && said == value.substr(0, value.find('-'))));
    if (said.empty() || same) continue;
    throw S3Error(400, "BadDigest",
                  "The " + std::string(algorithm) +
                      " you specified did not match the calculated checksum.");
  }
}

// AWS: the MD5 of the parts' MD5s, and the number of parts.
std::string CombinedEtag(const std::vector<NamedPart>& parts) {
  RunningChecksum md5("MD5");
  for (const NamedPart& part : parts) md5.Take(engine::FromHex(part.etag).value_or(""));
  return Etag(md5.Bytes(), "-" + std::to_string(parts.size()));
}

Response Completed(const S3Call& call, const storage::Bucket& bucket,
                   const storage::Object& object) {
  Xml xml("CompleteMultipartUploadResult");
  xml.Leaf("Location", "http://" + call.request.Header("host") + "/" + bucket.name + "/" +
                           engine::UriEncode(object.key, true))
      .Leaf("Bucket", bucket.name)
      .Leaf("Key", object.key)
      .Leaf("ETag", object.etag);
  if (!object.checksum.algorithm.empty()) {
    xml.Leaf(ChecksumElement(object.checksum.algorithm), object.checksum.value)
        .Leaf("ChecksumType", ChecksumType(object.checksum));
  }
  Response response = S3Answer(xml.Text(), call);
  ShowVersion(response, bucket, object.version_id);
  ShowEncryption(response, object.headers);
  return response;
}

// AWS: to complete an upload again answers as the first time, for as long as what it has become
// is there.
Response CompletedBefore(const S3Call& call, const storage::Bucket& bucket,
                         const std::string& etag) {
  const std::string id = call.request.Query("uploadId").value_or("");
  const auto object = call.objects.Completed(bucket, call.request.key, id);
  if (!object || object->etag != etag) NoSuchUpload(call);
  return Completed(call, bucket, *object);
}

}  // namespace

Response CompleteMultipartUpload(const S3Call& call) {
  const storage::Bucket bucket = call.RequireWritableBucket();
  const auto upload = FindUpload(call);
  const auto named = NamedParts(call);
  storage::Object object{
      .key = call.request.key, .etag = CombinedEtag(named), .modified_at = call.now};
  if (!upload) return CompletedBefore(call, bucket, object.etag);
  const auto parts = ChosenParts(call, *upload, named);
  object.checksum = ChecksumOf(*upload, parts);
  std::uint64_t size = 0;
  for (const storage::UploadPart& part : parts) size += part.content.size;
  CheckWhole(call.request, *upload, object.checksum, size);
  CheckWriteConditions(call);
  object.version_id = call.objects.Complete(bucket, *upload, parts, object);
  object.headers = upload->headers;
  return Completed(call, bucket, object);
}

}  // namespace http
