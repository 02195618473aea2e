// Requests whose bodies are handed on as they come, answers that are files, answers that come
// later.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/post.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>

#include "server/http/connections/http_server.h"
#include "server/s3/content/object_body.h"
#include "tests/server/http/wire_client.h"

namespace http {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

// Claims what is below /stream; answers a body with its size, and a GET with a file.
class StreamingTest : public testing::Test {
 protected:
  StreamingTest()
      : server_(io_, "127.0.0.1", 0, [this](const Request& request) { return Answer(request); },
                {.body_bytes = 100},
                {.claims = [](std::string_view target, std::string_view,
                              std::string_view) { return target.starts_with("/stream"); },
                 .begin = [this](Request request) -> std::unique_ptr<Exchange> {
                   return std::make_unique<Counting>(*this, std::move(request));
                 }}),
        thread_([this] { io_.run(); }) {
    std::ofstream(file_) << std::string(kFileSize, 'f');
  }

  ~StreamingTest() override {
    boost::asio::post(io_, [this] { server_.Stop(); });
    thread_.join();
    std::filesystem::remove(file_);
  }

  Response Answer(const Request& request) {
    Response response;
    if (request.target != "/later") {
      response.body = "ordinary " + request.target;
      return response;
    }
    response.later = [this](Response::Answer answer) { waiting_ = std::move(answer); };
    response.give_up = [this] {
      ++given_up_;
      waiting_({.body = "to nobody"});
    };
    return response;
  }

  class Counting final : public Exchange {
   public:
    Counting(StreamingTest& test, Request request)
        : test_(test), request_(std::move(request)) {}

    ~Counting() override {
      if (!finished_) ++test_.cut_off_;
    }

    void Take(std::string_view piece) override { size_ += piece.size(); }

    Response Finish() override {
      finished_ = true;
      Response response;
      response.body = request_.method + " " + std::to_string(size_);
      if (request_.method == "GET" || request_.method == "HEAD") {
        response.file = std::make_shared<ObjectBody>(
            std::make_unique<storage::OutgoingContent>(
                std::vector<storage::Segment>{{test_.file_, kFileSize}}, 0, kFileSize, nullptr),
            kFileSize);
      }
      return response;
    }

   private:
    StreamingTest& test_;
    const Request request_;
    std::size_t size_ = 0;
    bool finished_ = false;
  };

  static constexpr std::size_t kFileSize = 3'000'000;

  const std::filesystem::path file_ =
      std::filesystem::temp_directory_path() / ("streaming-" + std::to_string(getpid()));
  std::atomic<int> cut_off_ = 0, given_up_ = 0;
  Response::Answer waiting_;
  boost::asio::io_context io_{1};
  HttpServer server_;
  std::thread thread_;
};

TEST_F(StreamingTest, ABodyBeyondTheLimitIsHandedOnInPieces) {
  WireClient client(server_.port());
  client.Send("PUT /stream HTTP/1.1\r\nHost: h\r\nContent-Length: 2000000\r\n\r\n" +
              std::string(2'000'000, 'x'));
  EXPECT_THAT(client.Answer(), EndsWith("\r\n\r\nPUT 2000000"));
  client.Send(
      "PUT /stream HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
  EXPECT_THAT(client.Answer(), EndsWith("\r\n\r\nPUT 3"));
  client.Send("PUT /stream HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
  EXPECT_THAT(client.Answer(), EndsWith("\r\n\r\nPUT 0"));
  client.Send("PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
  EXPECT_THAT(client.Answer(), EndsWith("\r\n\r\nordinary /a"));
}

TEST_F(StreamingTest, OtherBodiesKeepTheirLimit) {
  for (const char* head :
       {"Content-Length: 101\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n65\r\n"}) {
    WireClient client(server_.port());
    client.Send(std::string("PUT /a HTTP/1.1\r\nHost: h\r\n") + head + std::string(101, 'x') +
                "\r\n");
    EXPECT_THAT(client.Answer(), HasSubstr("larger than 100 bytes"));
  }
}

TEST_F(StreamingTest, AFileIsSentWholeAndTheConnectionGoesOn) {
  WireClient client(server_.port());
  for (int i = 0; i < 2; ++i) {
    client.Send("GET /stream HTTP/1.1\r\nHost: h\r\n\r\n");
    const std::string answer = client.Answer();
    EXPECT_THAT(answer, HasSubstr("content-length: 3000000\r\n"));
    EXPECT_EQ(answer.size() - answer.find("\r\n\r\n") - 4, kFileSize);
  }
}

TEST_F(StreamingTest, AnExchangeThatIsCutOffIsNotFinished) {
  {
    WireClient client(server_.port());
    client.Send("PUT /stream HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
    client.EndSending();
    client.Answer();
  }
  while (cut_off_ == 0) std::this_thread::yield();
}

TEST_F(StreamingTest, OthersAreAnsweredWhileOneWaits) {
  WireClient waiting(server_.port());
  waiting.Send("GET /later HTTP/1.1\r\nHost: h\r\n\r\n");
  WireClient other(server_.port());
  for (bool begun = false; !begun;) {
    other.Send("GET /b HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_THAT(other.Answer(), EndsWith("ordinary /b"));
    std::atomic<int> asked = 0;
    boost::asio::post(io_, [&] {
      begun = static_cast<bool>(waiting_);
      if (begun) waiting_({.body = "late"});
      asked = 1;
    });
    while (asked == 0) std::this_thread::yield();
  }
  EXPECT_THAT(waiting.Answer(), EndsWith("\r\n\r\nlate"));
}

TEST_F(StreamingTest, AnAnswerIsGivenUpWhenItsClientGoes) {
  {
    WireClient waiting(server_.port());
    waiting.Send("GET /later HTTP/1.1\r\nHost: h\r\n\r\n");
    WireClient other(server_.port());
    other.Send("GET /b HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_THAT(other.Answer(), EndsWith("ordinary /b"));
    EXPECT_EQ(given_up_, 0);
  }
  while (given_up_ == 0) std::this_thread::yield();
}

}  // namespace
}  // namespace http
