#include "server/s3/object_store.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "server/http/cors.h"
#include "server/s3/content_checks.h"
#include "server/s3/object_uploads.h"
#include "server/s3/request/s3_access.h"
#include "server/s3/request/s3_request.h"
#include "server/s3/s3_calls.h"

namespace http {
namespace {

constexpr std::size_t kLongestKey = 1024;
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
  return IsS3Host(host);
}

// Headers that change what a call does, in ways that this store hasn't.
void RefuseUnknownHeaders(const S3Request& request) {
  constexpr std::array kRefused = {"x-amz-grant-",
                                   "x-amz-object-lock-",
                                   "x-amz-server-side-encryption-customer-",
                                   "x-amz-copy-source-server-side-encryption-customer-",
                                   "x-amz-write-offset-bytes",
                                   "x-amz-rename-source",
                                   "x-amz-if-match-",
                                   "x-amz-mfa"};
  for (const auto& [name, value] : request.headers) {
    for (const char* refused : kRefused) {
      if (name.starts_with(refused)) NotImplemented(name);
    }
    if (name == "x-amz-bucket-object-lock-enabled" && value == "true") NotImplemented(name);
  }
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
      checks_->Take(piece, [this](std::string_view content) {
        if (content_) return content_->Append(content);
        if (call_->body.size() + content.size() > kLargestXml) {
          throw S3Error(400, "MaxMessageLengthExceeded", "Your request was too big.");
        }
        call_->body += content;
      });
    });
  }

  Response Finish() override {
    Response response;
    if (!failure_) {
      Guarded([&] {
        checks_->Finish();
        TakeContent();
        response = run_(*call_);
      });
    }
    if (failure_) response = *std::move(failure_);
    AllowOrigins(response);
    if (store_.on_answer_) store_.on_answer_(request_, response);
    return response;
  }

 private:
  void Begin() {
    call_.emplace(S3Call{.request = ReadS3Request(request_),
                         .objects = store_.objects_,
                         .now = store_.now_(),
                         .region = store_.region_,
                         .account_id = store_.account_id_});
    S3Request& request = call_->request;
    CheckAccess(request, store_.keys_, call_->now);
    CheckOwner(*call_, "x-amz-expected-bucket-owner");
    run_ = FindCall(request);
    RefuseUnknownHeaders(request);
    if (request.key.size() > kLongestKey) {
      throw S3Error(400, "KeyTooLongError", "Your key is too long",
                    {{"Size", std::to_string(request.key.size())},
                     {"MaxSizeAllowed", std::to_string(kLongestKey)}});
    }
    checks_.emplace(request);
    if (run_ != PutObject && run_ != UploadPart) return;
    call_->CheckBucketWritable();
    kept_checksum_ = run_ == UploadPart                  ? ChecksumOfParts(*call_)
                     : checks_->sent_algorithm().empty() ? kDefaultChecksum
                                                         : checks_->sent_algorithm();
    checks_->Compute(kept_checksum_);
    content_ = call_->objects.NewContent();
  }

  void TakeContent() {
    const std::string& sent = checks_->sent_algorithm();
    if (!sent.empty()) call_->sent_checksum = checks_->Computed(sent);
    if (!content_) return;
    call_->content = content_.get();
    call_->checksum = checks_->Computed(kept_checksum_);
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
  S3Function run_ = nullptr;
  std::unique_ptr<storage::IncomingContent> content_;
  std::optional<ContentChecks> checks_;
  std::string kept_checksum_;  // the algorithm of the one that stays with the content
  std::optional<Response> failure_;
};

ObjectStore::ObjectStore(storage::Objects& objects, engine::KeyPair keys, std::string region,
                         std::string account_id, std::function<engine::Instant()> now)
    : objects_(objects),
      keys_(std::move(keys)),
      region_(std::move(region)),
      account_id_(std::move(account_id)),
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
