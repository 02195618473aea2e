// Buckets: made, listed, deleted, and where they are.
#include <algorithm>
#include <cctype>
#include <optional>

#include "engine/text/hex.h"
#include "server/s3/request/s3_request.h"
#include "server/s3/request/s3_xml.h"
#include "server/s3/s3_calls.h"

namespace http {
namespace {

constexpr int kMostBuckets = 10000;

std::string LocationOf(const S3Call& call, const storage::Bucket& bucket) {
  return bucket.location.empty() ? call.region : bucket.location;
}

// "eu-west-1".
bool IsRegion(const std::string& name) {
  return std::count(name.begin(), name.end(), '-') >= 2 && name.size() <= 32 &&
         std::isdigit(static_cast<unsigned char>(name.back())) != 0 &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return std::islower(c) || std::isdigit(c) || c == '-';
         });
}

// Of a CreateBucketConfiguration; empty where it names none.
std::string WantedLocation(const std::string& body) {
  std::optional<std::string> named;
  if (body.empty()) return "";
  for (const XmlLeaf& leaf : ReadXml(body)) {
    if (leaf.name == "LocationConstraint") SetOnce(named, leaf);
  }
  std::string wanted = named.value_or("");
  // AWS: us-east-1 has no name here, and "EU" is an old one.
  const bool known = wanted.empty() || wanted == "EU" || IsRegion(wanted);
  if (!known || wanted == "us-east-1") {
    throw S3Error(400, "InvalidLocationConstraint",
                  "The specified location-constraint is not valid",
                  {{"LocationConstraint", wanted}});
  }
  return wanted;
}

// Those that the caller asks for.
std::vector<storage::Bucket> ChosenBuckets(const S3Call& call) {
  const std::string prefix = call.request.Query("prefix").value_or("");
  const std::string region = call.request.Query("bucket-region").value_or("");
  const std::string from = NameOfToken(call.request.Query("continuation-token").value_or(""));
  std::vector<storage::Bucket> buckets = call.objects.ListBuckets();
  std::erase_if(buckets, [&](const storage::Bucket& bucket) {
    return !bucket.name.starts_with(prefix) || bucket.name < from ||
           (!region.empty() && LocationOf(call, bucket) != region);
  });
  return buckets;
}

}  // namespace

Response CreateBucket(const S3Call& call) {
  const std::string location = WantedLocation(call.body);
  const auto found = call.objects.FindBucket(call.request.bucket);
  // AWS: in us-east-1 making a bucket of one's own again succeeds.
  if (found && RegionOf(call.request) != "us-east-1") {
    throw S3Error(409, "BucketAlreadyOwnedByYou",
                  "Your previous request to create the named bucket succeeded and you already "
                  "own it.",
                  {{"BucketName", call.request.bucket}});
  }
  if (!found) {
    call.CheckBucketWritable();
    call.objects.MakeBucket(call.request.bucket, call.now, location);
  }
  Response response = S3Answer(200, call);
  response.headers.emplace_back("Location", "/" + call.request.bucket);
  return response;
}

Response DeleteBucket(const S3Call& call) {
  const storage::Bucket bucket = call.RequireWritableBucket();
  if (!call.objects.IsEmpty(bucket.name)) {
    throw S3Error(409, "BucketNotEmpty", "The bucket you tried to delete is not empty",
                  {{"BucketName", bucket.name}});
  }
  call.objects.DeleteBucket(bucket.name);
  return S3Answer(204, call);
}

Response GetBucketVersioning(const S3Call& call) {
  const storage::Bucket bucket = call.RequireBucket();
  Xml xml("VersioningConfiguration");
  if (bucket.versioning != storage::Versioning::kNever) {
    xml.Leaf("Status",
             bucket.versioning == storage::Versioning::kEnabled ? "Enabled" : "Suspended");
  }
  return S3Answer(xml.Text(), call);
}

Response PutBucketVersioning(const S3Call& call) {
  const storage::Bucket bucket = call.RequireWritableBucket();
  std::optional<std::string> named;
  for (const XmlLeaf& leaf : ReadXml(call.body)) {
    if (leaf.name == "MfaDelete" && leaf.text == "Enabled") NotImplemented(leaf.name);
    if (leaf.name == "Status") SetOnce(named, leaf);
  }
  const std::string status = named.value_or("");
  if (status != "Enabled" && status != "Suspended") {
    throw S3Error(400, "IllegalVersioningConfigurationException",
                  "The Versioning element must be specified");
  }
  call.objects.SetVersioning(bucket.name, status == "Enabled"
                                              ? storage::Versioning::kEnabled
                                              : storage::Versioning::kSuspended);
  return S3Answer(200, call);
}

Response GetBucketLocation(const S3Call& call) {
  const std::string location = LocationOf(call, call.RequireBucket());
  return S3Answer(Xml("LocationConstraint").Put(location == "us-east-1" ? "" : location).Text(),
                  call);
}

Response HeadBucket(const S3Call& call) {
  const storage::Bucket bucket = call.RequireBucket();
  Response response = S3Answer(200, call);
  response.headers.emplace_back("x-amz-bucket-region", LocationOf(call, bucket));
  return response;
}

void ShowOwner(Xml& xml) {
  xml.Open("Owner").Leaf("ID", "iot-jobs-local").Leaf("DisplayName", "iot-jobs-local").Close();
}

std::string NameOfToken(const std::string& token) {
  auto key = engine::FromHex(token);
  if (!key) {
    InvalidArgument("continuation-token", token,
                    "The continuation token provided is incorrect");
  }
  return *std::move(key);
}

Response ListBuckets(const S3Call& call) {
  const S3Request& request = call.request;
  const auto limit = NumberIn(request, "max-buckets", 1, kMostBuckets);
  std::vector<storage::Bucket> buckets = ChosenBuckets(call);
  std::string next;
  if (limit && buckets.size() > static_cast<std::size_t>(*limit)) {
    next = buckets[static_cast<std::size_t>(*limit)].name;
    buckets.resize(static_cast<std::size_t>(*limit));
  }
  const bool asks = limit || request.Has("prefix") || request.Has("bucket-region") ||
                    request.Has("continuation-token");
  Xml xml("ListAllMyBucketsResult");
  ShowOwner(xml);
  xml.Open("Buckets");
  for (const storage::Bucket& bucket : buckets) {
    xml.Open("Bucket")
        .Leaf("Name", bucket.name)
        .Leaf("CreationDate", engine::FormatInstant(bucket.created_at));
    // AWS: only for who asks for some of them.
    if (asks) xml.Leaf("BucketRegion", LocationOf(call, bucket));
    xml.Close();
  }
  xml.Close();
  if (!next.empty()) xml.Leaf("ContinuationToken", engine::Hex(next));
  if (const auto prefix = request.Query("prefix")) xml.Leaf("Prefix", *prefix);
  return S3Answer(xml.Text(), call);
}

}  // namespace http
