#include "server/s3/object_store.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "server/http/cors.h"
#include "server/s3/aws_chunked.h"
#include "server/s3/s3_access.h"
#include "server/s3/s3_request.h"
#include "server/s3/s3_xml.h"

namespace http {
namespace {

constexpr std::size_t kLargestXml = std::size_t{4} << 20;  // a thousand long keys to delete

bool Contains(std::string_view text, std::string_view wanted) {
  return text.find(wanted) != std::string_view::npos;
}

bool IsForS3(std::string_view target, std::string_view host, std::string_view authorization) {
  if (Contains(authorization, "/s3/aws4_request") || authorization.starts_with("AWS ")) {
    return true;
  }
  const std::size_t mark = target.find('?');
  if (mark != std::string_view::npos) {
    const std::string_view query = target.substr(mark + 1);
    if (Contains(query, "%2Fs3%2Faws4_request") || Contains(query, "/s3/aws4_request") ||
        (Contains(query, "AWSAccessKeyId=") && Contains(query, "Signature="))) {
      return true;
    }
  }
  return host.starts_with("s3.") || Contains(host, ".s3.");
}

// What S3 has and this store hasn't.
void RefuseUnknown(const S3Request& request) {
  constexpr std::array kRefused = {"accelerate",
                                   "acl",
                                   "analytics",
                                   "attributes",
                                   "cors",
                                   "encryption",
                                   "intelligent-tiering",
                                   "inventory",
                                   "legal-hold",
                                   "lifecycle",
                                   "logging",
                                   "metadataTable",
                                   "metrics",
                                   "notification",
                                   "object-lock",
                                   "ownershipControls",
                                   "policy",
                                   "policyStatus",
                                   "publicAccessBlock",
                                   "replication",
                                   "requestPayment",
                                   "restore",
                                   "retention",
                                   "select",
                                   "session",
                                   "tagging",
                                   "torrent",
                                   "website"};
  for (const char* name : kRefused) {
    if (!request.Has(name)) continue;
    throw S3Error(501, "NotImplemented",
                  std::string("The object store does not emulate '") + name +
                      "'; see docs/differences.md.",
                  {{"Header", name}});
  }
}

bool IsObjectContent(const S3Request& request) {
  return request.method == "PUT" && !request.key.empty() &&
         request.Header("x-amz-copy-source").empty();
}

Response Run(const S3Call& call) {
  const S3Request& request = call.request;
  const std::string& method = request.method;
  RefuseUnknown(request);
  if (request.bucket.empty()) {
    if (method == "GET" || method == "HEAD") return ListBuckets(call);
  } else if (request.key.empty()) {
    return BucketCall(call);
  } else if (request.Has("uploadId")) {
    if (method == "PUT") {
      return call.content == nullptr ? UploadPartCopy(call) : UploadPart(call);
    }
    if (method == "POST") return CompleteMultipartUpload(call);
    if (method == "DELETE") return AbortMultipartUpload(call);
    if (method == "GET") return ListParts(call);
  } else if (method == "POST" && request.Has("uploads")) {
    return CreateMultipartUpload(call);
  } else if (method == "PUT") {
    return request.Header("x-amz-copy-source").empty() ? PutObject(call) : CopyObject(call);
  } else if (method == "GET" || method == "HEAD") {
    return GetObject(call);
  } else if (method == "DELETE") {
    return DeleteObject(call);
  }
  throw S3Error(405, "MethodNotAllowed",
                "The specified method is not allowed against this resource.",
                {{"Method", method}});
}

}  // namespace

class ObjectStore::Call final : public Exchange {
 public:
  Call(const ObjectStore& store, Request request)
      : store_(store), request_(std::move(request)) {
    Guarded([this] { Begin(); });
  }

  void Take(std::string_view piece) override {
    if (failure_) return;
    Guarded([&] {
      if (!content_) {
        if (call_->body.size() + piece.size() > kLargestXml) {
          throw S3Error(400, "MaxMessageLengthExceeded", "Your request was too big.");
        }
        call_->body += piece;
      } else if (is_chunked_) {
        decoder_.Take(piece, [this](std::string_view content) { content_->Append(content); });
      } else {
        content_->Append(piece);
      }
    });
  }

  Response Finish() override {
    Response response;
    if (!failure_) {
      Guarded([&] {
        CheckLength();
        call_->content = content_.get();
        response = Run(*call_);
      });
    }
    if (failure_) response = *std::move(failure_);
    AllowOrigins(response);
    const bool quiet = response.status < 300 && request_.method != "PUT";
    spdlog::log(quiet ? spdlog::level::debug : spdlog::level::info, "s3 {} {} {}",
                request_.method, request_.target.substr(0, request_.target.find('?')),
                response.status);
    return response;
  }

 private:
  void Begin() {
    call_.emplace(
        S3Call{ReadS3Request(request_), store_.objects_, store_.now_(), store_.region_, {}});
    CheckAccess(call_->request, store_.keys_, call_->now);
    if (!IsObjectContent(call_->request)) return;
    if (const auto bucket = call_->objects.FindBucket(call_->request.bucket)) {
      call_->RequireWritableBucket();
    }
    if (call_->request.key.size() > 1024) {
      throw S3Error(400, "KeyTooLongError", "Your key is too long",
                    {{"MaxSizeAllowed", "1024"}});
    }
    is_chunked_ = call_->request.Header("x-amz-content-sha256").starts_with("STREAMING-") ||
                  Contains(call_->request.Header("content-encoding"), "aws-chunked");
    content_ = call_->objects.NewContent();
  }

  void CheckLength() const {
    if (!is_chunked_) return;
    const std::string expected = call_->request.Header("x-amz-decoded-content-length");
    const bool wrong = !expected.empty() && expected != std::to_string(content_->size());
    if (wrong || (!decoder_.is_complete() && content_->size() > 0)) {
      throw S3Error(400, "IncompleteBody",
                    "You did not provide the number of bytes specified by the Content-Length "
                    "HTTP header");
    }
  }

  // What goes wrong is the answer; content that has come so far is forgotten.
  template <typename Work>
  void Guarded(const Work& work) {
    const engine::Instant now = store_.now_();
    try {
      work();
      return;
    } catch (const S3Error& error) {
      failure_ = S3Failure(error, now);
    } catch (const storage::DiskFull& full) {
      spdlog::error("s3 {}: {}", request_.method, full.what());
      failure_ = S3Failure(
          {507, "InsufficientStorage", "There is not enough free disk space for the object."},
          now);
    } catch (const std::exception& problem) {
      spdlog::error("s3 {} {} failed: {}", request_.method, request_.target, problem.what());
      failure_ = S3Failure(
          {500, "InternalError", "We encountered an internal error. Please try again."}, now);
    }
    content_.reset();
  }

  const ObjectStore& store_;
  const Request request_;
  std::optional<S3Call> call_;
  std::unique_ptr<storage::IncomingContent> content_;
  bool is_chunked_ = false;
  AwsChunkedDecoder decoder_;
  std::optional<Response> failure_;
};

ObjectStore::ObjectStore(storage::Objects& objects, engine::KeyPair keys, std::string region,
                         std::function<engine::Instant()> now)
    : objects_(objects),
      keys_(std::move(keys)),
      region_(std::move(region)),
      now_(std::move(now)) {}

Streaming ObjectStore::Shared() {
  Streaming streaming = Alone();
  streaming.claims = IsForS3;
  return streaming;
}

Streaming ObjectStore::Alone() {
  return {.claims = [](auto...) { return true; },
          .begin = [this](Request request) -> std::unique_ptr<Exchange> {
            return std::make_unique<Call>(*this, std::move(request));
          }};
}

}  // namespace http
