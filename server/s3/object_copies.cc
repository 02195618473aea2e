// Copies of objects.
#include "server/s3/conditions.h"
#include "server/s3/content/checksum.h"
#include "server/s3/request/s3_request.h"
#include "server/s3/request/s3_xml.h"
#include "server/s3/s3_calls.h"

namespace http {
namespace {

using storage::Bucket;
using storage::Object;

// "/bucket/key?versionId=..." of x-amz-copy-source.
CopySource SourceOf(const S3Call& call) {
  std::string text = call.request.Header("x-amz-copy-source");
  if (!text.starts_with('/')) text.insert(0, "/");
  // Any key may stand here unencoded.
  const std::size_t version = text.rfind("?versionId=");
  S3Call source{.request = ReadS3Request({.method = "GET", .target = text.substr(0, version)}),
                .objects = call.objects,
                .now = call.now};
  if (source.request.key.empty()) {
    InvalidArgument("x-amz-copy-source", text,
                    "Copy Source must mention the source bucket and key: "
                    "sourcebucket/sourcekey");
  }
  if (version != std::string::npos) {
    source.request.query = {{"versionId", text.substr(version + 11)}};
  }
  CheckOwner(call, "x-amz-source-expected-bucket-owner");
  const Bucket bucket = source.RequireBucket();
  return {bucket, source.RequireObject(bucket), version != std::string::npos};
}

// Whether a directive of two says REPLACE.
bool Replaces(const S3Request& request, const char* header, const char* unknown) {
  const std::string directive = request.Header(header);
  if (directive.empty() || directive == "COPY") return false;
  if (directive == "REPLACE") return true;
  InvalidArgument(header, directive, unknown);
}

// AWS: the source's checksum goes with it, unless it is one of parts or another is wanted.
storage::Checksum CopiedChecksum(const S3Call& call, const Object& source) {
  std::string algorithm = WantedAlgorithm(call.request);
  if (algorithm.empty()) algorithm = source.checksum.algorithm;
  if (algorithm.empty()) algorithm = kDefaultChecksum;
  if (algorithm == source.checksum.algorithm && !source.checksum.is_composite()) {
    return source.checksum;
  }
  RunningChecksum checksum(algorithm);
  call.objects.Read(source, 0, source.size)->ForEachPiece([&](std::string_view piece) {
    checksum.Take(piece);
  });
  return {algorithm, checksum.Value()};
}

}  // namespace

CopySource RequireCopySource(const S3Call& call) {
  CopySource source = SourceOf(call);
  if (HasAlready(call.request, source.object, "x-amz-copy-source-")) {
    PreconditionFailed("x-amz-copy-source-If-None-Match");
  }
  return source;
}

Response CopyObject(const S3Call& call) {
  const CopySource source = RequireCopySource(call);
  const S3Request& request = call.request;
  const bool replace =
      Replaces(request, "x-amz-metadata-directive", "Unknown metadata directive.");
  const bool retag = Replaces(request, "x-amz-tagging-directive", "Unknown tagging directive.");
  const bool onto_itself =
      source.bucket.name == request.bucket && source.object.key == request.key;
  if (onto_itself && !replace && !source.names_version && !ChoosesAnew(request) &&
      WantedAlgorithm(request).empty()) {
    throw S3Error(400, "InvalidRequest",
                  "This copy request is illegal because it is trying to copy an object to "
                  "itself without changing the object's metadata, storage class, website "
                  "redirect location or encryption attributes.");
  }
  call.CheckBucketWritable();
  CheckWriteConditions(call);
  const Object object{
      .key = request.key,
      .etag = source.object.etag,
      .headers = replace ? KeptHeaders(request) : CopiedHeaders(request, source.object.headers),
      .modified_at = call.now,
      .checksum = CopiedChecksum(call, source.object),
      .tags = retag ? TagsIn(request) : source.object.tags};
  const Bucket bucket = call.WritableBucket();
  const std::string version = call.objects.Copy(bucket, source.object, object);
  Xml xml("CopyObjectResult");
  xml.Leaf("LastModified", engine::FormatInstant(call.now))
      .Leaf("ETag", object.etag)
      .Leaf("ChecksumType", ChecksumType(object.checksum))
      .Leaf(ChecksumElement(object.checksum.algorithm), object.checksum.value);
  Response response = S3Answer(xml.Text(), call);
  ShowVersion(response, bucket, version);
  ShowVersion(response, source.bucket, source.object.version_id,
              "x-amz-copy-source-version-id");
  ShowEncryption(response, object.headers);
  return response;
}

}  // namespace http
