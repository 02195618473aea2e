#include "server/s3/faults/object_faults.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "server/faults/s3_errors.h"
#include "server/http/cors.h"
#include "server/s3/request/s3_request.h"

namespace http {

namespace {

using engine::FaultEffect;
using engine::FaultPlace;
using engine::Occasion;

// Empty for one that no fault may name.
std::string OperationOf(const Request& request) {
  S3Request read;
  try {
    read = ReadS3Request(request);
  } catch (const S3Error&) {
    return {};
  }
  if (read.key.empty() || read.Has("tagging")) return {};
  if (read.method == "HEAD") return "HeadObject";
  if (read.method == "GET") return read.Has("uploadId") ? "" : "GetObject";
  if (read.method != "PUT" || !read.Header("x-amz-copy-source").empty()) return {};
  return read.Has("uploadId") ? "UploadPart" : "PutObject";
}

Response ErrorAnswer(const FaultEffect& effect, engine::Instant now) {
  const auto form = server::FindS3Error(effect.error).value_or(server::S3ErrorForm());
  const std::string message =
      effect.message.empty() ? std::string(form.message) : effect.message;
  Response response = S3Failure({form.status, std::string(form.code), message}, now);
  AllowOrigins(response);
  return response;
}

// Takes what comes, and refuses it.
class Refused final : public Exchange {
 public:
  explicit Refused(Response response) : response_(std::move(response)) {}

  void Take(std::string_view /*piece*/) override {}

  Response Finish() override { return std::move(response_); }

 private:
  Response response_;
};

class Struck final : public Exchange {
 public:
  Struck(std::unique_ptr<Exchange> inner, Occasion occasion, AnswerFaults& faults)
      : inner_(std::move(inner)), occasion_(std::move(occasion)), faults_(faults) {}

  void Take(std::string_view piece) override { inner_->Take(piece); }

  Response Finish() override {
    Response response = inner_->Finish();
    occasion_.place = FaultPlace::kObjectAnswer;
    return faults_.Leaving(occasion_, std::move(response));
  }

 private:
  const std::unique_ptr<Exchange> inner_;
  Occasion occasion_;
  AnswerFaults& faults_;
};

}  // namespace

Streaming ObjectFaults::Around(Streaming store) {
  store.begin = [this,
                 begin = std::move(store.begin)](Request request) -> std::unique_ptr<Exchange> {
    if (!faults_.faults().Any()) return begin(std::move(request));
    Occasion occasion{
        .place = FaultPlace::kObjectRequest, .plane = "s3", .operation = OperationOf(request)};
    if (const auto effect = faults_.faults().Strike(occasion)) {
      return std::make_unique<Refused>(ErrorAnswer(*effect, now_()));
    }
    return std::make_unique<Struck>(begin(std::move(request)), std::move(occasion), faults_);
  };
  return store;
}

}  // namespace http
