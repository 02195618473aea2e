#include "server/s3/s3_client.h"

#include <utility>

#include "engine/documents/document.h"
#include "engine/text/percent_encoding.h"
#include "server/http/outgoing.h"

namespace http {
namespace {

using server::FetchedSource;

// A document of the largest size, and what goes before it.
constexpr std::size_t kMost = engine::kLargestDocument + (std::size_t{16} << 10);

FetchedSource SourceIn(Reply reply) {
  if (!reply.problem.empty()) return {.problem = std::move(reply.problem)};
  if (reply.status == 200) return {.text = std::move(reply.body)};
  std::string problem = "it answers " + std::to_string(reply.status);
  for (const char* element : {"Code", "Message"}) {
    const std::string tag = std::string("<") + element + ">";
    const std::size_t begin = reply.body.find(tag);
    const std::size_t close =
        reply.body.find("</", begin == std::string::npos ? begin : begin + 1);
    if (begin == std::string::npos || close == std::string::npos) continue;
    problem += " " + reply.body.substr(begin + tag.size(), close - begin - tag.size());
  }
  return {.problem = std::move(problem)};
}

}  // namespace

S3Client::S3Client(boost::asio::io_context& io, std::string host, std::string region,
                   engine::KeyPair keys, std::function<engine::Instant()> now)
    : io_(io),
      host_(std::move(host)),
      region_(std::move(region)),
      keys_(std::move(keys)),
      now_(std::move(now)) {}

std::string S3Client::RequestFor(const engine::S3Location& location) const {
  const engine::SignatureScope scope{engine::SignatureTime(now_()), region_, "s3"};
  engine::SignedRequest request{.method = "GET",
                                .path = "/" + location.bucket + "/" + location.key,
                                .headers = {{"host", host_},
                                            {"x-amz-content-sha256", engine::Sha256Hex("")},
                                            {"x-amz-date", scope.time}},
                                .payload_hash = engine::Sha256Hex("")};
  std::string target = engine::UriEncode(request.path, true);
  if (!location.version.empty()) {
    request.query = {{"versionId", location.version}};
    target += "?versionId=" + engine::UriEncode(location.version, false);
  }
  std::string text = "GET " + target + " HTTP/1.0\r\n";
  for (const auto& [name, value] : request.headers) {
    text.append(name).append(": ").append(value).append("\r\n");
  }
  return text + "authorization: " + engine::Authorization(request, scope, keys_) + "\r\n\r\n";
}

void S3Client::Serve(server::Needs& needs) {
  needs.Add({"CreateJob", "CreateJobTemplate"},
            [this](server::Context&, const server::Call& call) -> server::Needs::Get {
              const auto source = call.input.find("documentSource");
              if (source == call.input.end()) return nullptr;
              const auto written = engine::ParseS3Url(source->get_ref<const std::string&>());
              const auto location = written ? engine::Decoded(*written) : std::nullopt;
              if (!location) return nullptr;
              return [this, location](const server::Needs::Take& take) {
                Fetch(*location,
                      [take](FetchedSource fetched) { take({.source = std::move(fetched)}); });
              };
            });
}

void S3Client::Fetch(const engine::S3Location& location, Taken taken) {
  Send(io_, {.host = host_, .text = RequestFor(location), .most = kMost},
       [taken = std::move(taken)](Reply reply) { taken(SourceIn(std::move(reply))); });
}

}  // namespace http
