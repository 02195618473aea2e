#include "server/s3/s3_client.h"

#include <charconv>
#include <cstdint>
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

std::uint64_t NumberIn(const std::string& text) {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

server::ForeignObject ObjectIn(const engine::S3Location& location, Reply reply) {
  return {.location = location,
          .status = reply.status,
          .size = NumberIn(HeaderOf(reply, "content-length")),
          .etag = HeaderOf(reply, "etag"),
          .bytes = std::move(reply.body),
          .problem = std::move(reply.problem)};
}

}  // namespace

S3Client::S3Client(boost::asio::io_context& io, std::string host, std::string region,
                   engine::KeyPair keys, std::function<engine::Instant()> now)
    : io_(io),
      host_(std::move(host)),
      region_(std::move(region)),
      keys_(std::move(keys)),
      now_(std::move(now)) {}

std::string S3Client::RequestFor(const std::string& method, const engine::S3Location& location,
                                 const std::string& further) const {
  const engine::SignatureScope scope{engine::SignatureTime(now_()), region_, "s3"};
  engine::SignedRequest request{.method = method,
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
  std::string text = method + " " + target + " HTTP/1.0\r\n";
  for (const auto& [name, value] : request.headers) {
    text.append(name).append(": ").append(value).append("\r\n");
  }
  return text + further + "authorization: " + engine::Authorization(request, scope, keys_) +
         "\r\n\r\n";
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
  Send(io_, {.host = host_, .text = RequestFor("GET", location), .most = kMost},
       [taken = std::move(taken)](Reply reply) { taken(SourceIn(std::move(reply))); });
}

void S3Client::Look(const engine::S3Location& location, Found found) {
  Send(io_, {.host = host_, .text = RequestFor("HEAD", location), .most = kMost},
       [location, found = std::move(found)](Reply reply) {
         found(ObjectIn(location, std::move(reply)));
       });
}

void S3Client::Read(const engine::S3Location& location, std::uint64_t offset,
                    std::uint64_t length, Found found) {
  const std::string range = "range: bytes=" + std::to_string(offset) + "-" +
                            std::to_string(offset + length - 1) + "\r\n";
  Send(io_, {.host = host_, .text = RequestFor("GET", location, range), .most = kMost + length},
       [location, found = std::move(found)](Reply reply) {
         found(ObjectIn(location, std::move(reply)));
       });
}

}  // namespace http
