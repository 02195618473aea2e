#include "server/http/connections/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <atomic>
#include <boost/asio/post.hpp>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/server/http/wire_client.h"

namespace http {
namespace {

using namespace std::chrono_literals;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

constexpr std::string_view kPing = "GET /ping HTTP/1.1\r\nHost: h\r\n\r\n";

// A server that answers with what it was asked: "PUT /jobs/j body".
class HttpServerTest : public testing::Test {
 protected:
  HttpServerTest() : HttpServerTest(HttpServer::Limits()) {}

  explicit HttpServerTest(HttpServer::Limits limits)
      : server_(
            io_, "127.0.0.1", 0, [this](const Request& request) { return Echo(request); },
            limits),
        thread_([this] { io_.run(); }) {}

  ~HttpServerTest() override {
    ExpectNextRequestWorks();
    boost::asio::post(io_, [this] { server_.Stop(); });
    thread_.join();
  }

  Response Echo(const Request& request) {
    if (request.target == "/throw") throw std::runtime_error("broken");
    ++handled_;
    Response response;
    response.headers.emplace_back("x-asked-with", request.Header("x-test"));
    response.body = request.method + " " + request.target + " " + request.body;
    return response;
  }

  WireClient Client() const { return WireClient(server_.port()); }

  void ExpectNextRequestWorks() {
    WireClient client = Client();
    client.Send(kPing);
    EXPECT_THAT(client.Answer(), EndsWith("\r\n\r\nGET /ping "));
  }

  // Sends what is not a request: a 400 as AWS forms it, and the end of the connection.
  void ExpectRefused(std::string_view bytes, const std::string& message) {
    WireClient client = Client();
    client.Send(bytes);
    const std::string answer = client.Answer();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 400 Bad Request\r\n"));
    EXPECT_THAT(answer, HasSubstr("x-amzn-ErrorType: InvalidRequestException\r\n"));
    EXPECT_THAT(answer, HasSubstr("x-amzn-RequestId: "));
    EXPECT_THAT(answer, HasSubstr("Access-Control-Allow-Origin: *\r\n"));
    EXPECT_THAT(answer, HasSubstr("connection: close\r\n"));
    EXPECT_THAT(answer, HasSubstr(message));
    EXPECT_TRUE(client.IsClosed());
  }

  std::atomic<int> handled_ = 0;
  boost::asio::io_context io_;
  HttpServer server_;
  std::thread thread_;
};

TEST_F(HttpServerTest, ConnectionsAreKept) {
  WireClient client = Client();
  for (int i = 0; i < 3; ++i) {
    client.Send(
        "PUT /jobs/j HTTP/1.1\r\nHost: h\r\nX-Test: 5\r\nContent-Length: 4\r\n\r\nbody");
    const std::string answer = client.Answer();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(answer, HasSubstr("connection: keep-alive\r\n"));
    EXPECT_THAT(answer, HasSubstr("x-asked-with: 5\r\n"));
    EXPECT_THAT(answer, EndsWith("\r\n\r\nPUT /jobs/j body"));
  }
}

TEST_F(HttpServerTest, ConnectionsEndWhenTheClientSaysSo) {
  for (const char* request :
       {"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"}) {
    WireClient client = Client();
    client.Send(request);
    EXPECT_THAT(client.Answer(), HasSubstr("connection: close\r\n"));
    EXPECT_TRUE(client.IsClosed());
  }
}

TEST_F(HttpServerTest, PipelinedRequestsAreAnsweredInOrder) {
  WireClient client = Client();
  std::string requests;
  for (int i = 0; i < 100; ++i) {
    requests +=
        "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx";
  }
  client.Send(requests);
  for (int i = 0; i < 100; ++i) {
    EXPECT_THAT(client.Answer(), EndsWith("\r\n\r\nPOST /" + std::to_string(i) + " x"));
  }
}

TEST_F(HttpServerTest, RequestsMayArriveByteByByte) {
  WireClient client = Client();
  for (const char byte :
       std::string("PUT /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                   "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: t\r\n\r\n")) {
    client.Send(std::string_view(&byte, 1));
  }
  EXPECT_THAT(client.Answer(), EndsWith("\r\n\r\nPUT /a abcde"));
}

TEST_F(HttpServerTest, AClientThatExpectsContinueIsToldTo) {
  WireClient client = Client();
  client.Send(
      "PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.Answer(), "HTTP/1.1 100 Continue\r\n\r\n");
  client.Send("body");
  EXPECT_THAT(client.Answer(), EndsWith("\r\n\r\nPUT /a body"));
}

TEST_F(HttpServerTest, AClientThatExpectsContinueIsToldToForNoBytesToo) {
  WireClient client = Client();
  for (int i = 0; i < 2; ++i) {
    client.Send(
        "PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(client.Answer(), "HTTP/1.1 100 Continue\r\n\r\n");
    EXPECT_THAT(client.Answer(), EndsWith("\r\n\r\nPUT /a "));
  }
}

TEST_F(HttpServerTest, AnAnswerToHeadHasNoBody) {
  WireClient client = Client();
  client.Send("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n");
  client.Send(kPing);
  // This client takes the length for a body's: what follows must be the next answer's start.
  EXPECT_THAT(client.Answer(),
              EndsWith("\r\ncontent-length: 8\r\nconnection: keep-alive\r\n\r\nHTTP/1.1"));
}

TEST_F(HttpServerTest, HeadersOf16KiBAreTakenAndLargerOnesRefused) {
  WireClient client = Client();
  client.Send("GET /a HTTP/1.1\r\nHost: h\r\nX-Test: " + std::string(16'000, 'x') + "\r\n\r\n");
  EXPECT_THAT(client.Answer(), EndsWith("\r\n\r\nGET /a "));
  const std::string message = "The request headers are larger than 16384 bytes.";
  ExpectRefused(
      "GET /a HTTP/1.1\r\nHost: h\r\nX-Test: " + std::string(17'000, 'x') + "\r\n\r\n",
      message);
  ExpectRefused("GET /" + std::string(17'000, 'x') + " HTTP/1.1\r\nHost: h\r\n\r\n", message);
  ExpectRefused("GET /a HTTP/1.1\r\nHost: h\r\nX-Test: " + std::string(3'000'000, 'x'),
                message);
}

TEST_F(HttpServerTest, ABodyOf1MiBIsTakenAndALargerOneRefused) {
  const auto put = [](std::size_t size) {
    return "PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(size) +
           "\r\n\r\n" + std::string(size, 'x');
  };
  WireClient client = Client();
  client.Send(put(1 << 20));
  EXPECT_THAT(client.Answer(), EndsWith("xxxx"));
  const std::string message = "The request body is larger than 1048576 bytes.";
  ExpectRefused(put((1 << 20) + 1), message);
  ExpectRefused(put(8 << 20), message);
  ExpectRefused("PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999\r\n\r\n",
                message);
  std::string chunked = "PUT /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 300; ++i) chunked += "1000\r\n" + std::string(0x1000, 'x') + "\r\n";
  ExpectRefused(chunked + "0\r\n\r\n", message);
}

TEST_F(HttpServerTest, WhatIsNotHttpIsRefused) {
  for (const char* bytes :
       {"hello\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\nHost: h\n\n",
        "GET / HTTP/1.1\r\nHost: h\r\nno colon\r\n\r\n", "GET /a b HTTP/1.1\r\nHost: h\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n",
        "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n",
        "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n\r\n"}) {
    SCOPED_TRACE(bytes);
    ExpectRefused(bytes, "The request is not HTTP");
  }
  EXPECT_EQ(handled_, 0);
}

TEST_F(HttpServerTest, ARequestThatEndsHalfwayIsRefused) {
  for (const char* bytes :
       {"GET / HT", "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhalf"}) {
    WireClient client = Client();
    client.Send(bytes);
    client.EndSending();
    EXPECT_THAT(client.Answer(), StartsWith("HTTP/1.1 400 "));
    EXPECT_TRUE(client.IsClosed());
  }
  EXPECT_EQ(handled_, 0);
}

TEST_F(HttpServerTest, ClientsThatVanishDoNoHarm) {
  for (int i = 0; i < 50; ++i) {
    WireClient client = Client();
    client.Send(i % 2 == 0 ? kPing
                           : "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhalf");
  }
}

TEST_F(HttpServerTest, AHandlerThatThrowsIsAnInternalFailureAndTheConnectionGoesOn) {
  WireClient client = Client();
  client.Send("GET /throw HTTP/1.1\r\nHost: h\r\n\r\n");
  const std::string answer = client.Answer();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 500 Internal Server Error\r\n"));
  EXPECT_THAT(answer, HasSubstr("x-amzn-ErrorType: InternalFailureException\r\n"));
  EXPECT_THAT(answer, Not(HasSubstr("broken")));
  client.Send(kPing);
  EXPECT_THAT(client.Answer(), StartsWith("HTTP/1.1 200 "));
}

TEST_F(HttpServerTest, ATakenPortIsNamedWithTheFlagThatChangesIt) {
  boost::asio::io_context io;
  try {
    HttpServer(io, "127.0.0.1", server_.port(), [](const Request&) { return Response(); });
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("port " + std::to_string(server_.port())));
    EXPECT_THAT(error.what(), HasSubstr("--http-port"));
  }
}

TEST_F(HttpServerTest, ABadAddressIsNamedWithTheFlagThatChangesIt) {
  boost::asio::io_context io;
  try {
    HttpServer(io, "nowhere", 0, [](const Request&) { return Response(); });
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("--bind"));
  }
}

TEST_F(HttpServerTest, ManyConnectionsAreServedAtOnce) {
  std::vector<std::unique_ptr<WireClient>> clients;
  for (int i = 0; i < 200; ++i) clients.push_back(std::make_unique<WireClient>(server_.port()));
  for (const auto& client : clients) client->Send(kPing.substr(0, 10));
  for (const auto& client : clients) client->Send(kPing.substr(10));
  for (const auto& client : clients) EXPECT_THAT(client->Answer(), EndsWith("GET /ping "));
}

TEST_F(HttpServerTest, ConnectionsAreAcceptedAgainOnceFileDescriptorsAreFree) {
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  // UBSan opens a pipe when it meets a type for the first time, and blames the type when it
  // can't: so it meets the logger now, and nothing is logged later.
  spdlog::warn("file descriptors run out in this test");
  const auto level = spdlog::get_level();
  spdlog::set_level(spdlog::level::off);
  const WireClient last_free = Client();
  ExpectNextRequestWorks();
  // The client's end of the next connection takes the last descriptor that there may be.
  const int next = dup(0);
  close(next);
  const rlimit tight{static_cast<rlim_t>(next) + 1, before.rlim_max};
  setrlimit(RLIMIT_NOFILE, &tight);
  WireClient client = Client();
  const bool sent = client.connected() && client.Send(kPing);
  rusage used_before{}, used_after{};
  getrusage(RUSAGE_SELF, &used_before);
  std::this_thread::sleep_for(300ms);  // the span over which processor time is measured
  getrusage(RUSAGE_SELF, &used_after);
  setrlimit(RLIMIT_NOFILE, &before);
  spdlog::set_level(level);
  ASSERT_TRUE(sent);
  EXPECT_THAT(client.Answer(), EndsWith("GET /ping "));
  const auto micros = [](const timeval& t) { return t.tv_sec * 1'000'000 + t.tv_usec; };
  EXPECT_LT(micros(used_after.ru_utime) + micros(used_after.ru_stime) -
                micros(used_before.ru_utime) - micros(used_before.ru_stime),
            150'000);
}

class ImpatientHttpServerTest : public HttpServerTest {
 protected:
  ImpatientHttpServerTest() : HttpServerTest({.whole_request = 50ms}) {}
};

TEST_F(ImpatientHttpServerTest, AHalfRequestEndsWithItsTime) {
  for (const char* bytes :
       {"GET / HT", "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhalf",
        "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n"}) {
    WireClient client = Client();
    client.Send(bytes);
    if (std::string_view(bytes).find("Expect") != std::string_view::npos) client.Answer();
    EXPECT_TRUE(client.IsClosed());
  }
  EXPECT_EQ(handled_, 0);
}

TEST_F(ImpatientHttpServerTest, AConnectionAtRestStays) {
  WireClient rested = Client();
  WireClient half = Client();
  half.Send("GET / HT");
  EXPECT_TRUE(half.IsClosed());  // so the time of a request is over
  rested.Send(kPing);
  EXPECT_THAT(rested.Answer(), StartsWith("HTTP/1.1 200 "));
}

TEST(HttpServer, StoppingEndsConnectionsAndLeavesNothingToRun) {
  boost::asio::io_context io;
  HttpServer server(io, "127.0.0.1", 0, [](const Request&) { return Response(); });
  std::thread thread([&] { io.run(); });
  WireClient at_rest(server.port());
  WireClient halfway(server.port());
  at_rest.Send(kPing);
  halfway.Send("GET / HT");
  EXPECT_THAT(at_rest.Answer(), Not(IsEmpty()));
  boost::asio::post(io, [&] { server.Stop(); });
  thread.join();
  EXPECT_TRUE(at_rest.IsClosed());
  EXPECT_TRUE(halfway.IsClosed());
}

class FewHeldBytesTest : public HttpServerTest {
 protected:
  FewHeldBytesTest() : HttpServerTest({.held_bytes = 300'000}) {}
};

TEST_F(FewHeldBytesTest, HalfBodiesKeepNoOtherOut) {
  const std::string head = "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 150000\r\n\r\n";
  const std::string half(140'000, 'x');
  WireClient first = Client();
  first.Send(head + half);
  WireClient second = Client(), third = Client();
  second.Send(head + half);
  third.Send(head + half);
  EXPECT_TRUE(first.IsClosed());
  third.Send(std::string(10'000, 'x'));
  EXPECT_THAT(third.Answer(), StartsWith("HTTP/1.1 200 "));
}

}  // namespace
}  // namespace http
