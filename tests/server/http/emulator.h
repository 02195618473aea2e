// The whole HTTP side of the emulator, without sockets: a Service on a store that forgets.
#pragma once

#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "server/http/api.h"
#include "server/operations/operations.h"
#include "server/program/own_answers.h"
#include "storage/objects/objects.h"
#include "storage/store.h"
#include "tests/temporary_directory.h"

namespace http {

struct Emulator {
  std::optional<engine::Instant> broker_away_since;
  storage::Store store{":memory:"};
  engine::Clock clock = engine::Clock::Frozen(*engine::ParseInstant("2026-06-01T12:00:00Z"));
  TemporaryDirectory directory;
  storage::Objects objects{directory.path() / "objects", {}};
  server::Service service{store, objects, clock, server::FindOperation,
                          server::Settings{.check_answers = true}};
  server::Journal journal{service.Now()};
  server::Connections connections;
  std::size_t messages_under_way = 0;
  boost::asio::io_context io{1};
  server::Waits waits{io, service, journal};
  server::Live live{journal};
  server::Faults faults{service, journal, true};
  server::Delays delays{io, service};
  AnswerFaults answer_faults{faults, delays};
  server::Metrics metrics{"1.2.3"};
  server::Fleets fleets{io, service};
  tools::Tools tools{.service = service,
                     .journal = journal,
                     .connections = connections,
                     .waits = waits,
                     .live = live,
                     .faults = faults,
                     .metrics = metrics,
                     .fleets = fleets,
                     .version = "1.2.3",
                     .ca_certificate = "the CA",
                     .environment = {{"IOT_JOBS_LOCAL_MQTT_URL", "mqtt://127.0.0.1:1"}},
                     .broker_away_since = [this] { return broker_away_since; },
                     .messages_under_way = [this] { return messages_under_way; },
                     .check_answers = true};
  Visitors visitors{{}, {}};
  OwnApi own{api_spec::Spec::BuiltIn(), server::OwnAnswers(tools), visitors};
  Api api{api_spec::Spec::BuiltIn(), service, "us-east-1", own, visitors};

  Emulator() {
    api.SetFaults(answer_faults);
    service.OnCommitted([this](const auto& committed) {
      journal.Record(committed);
      connections.Record(committed);
    });
    service.OnAnswered([this](const auto& answered) { journal.Record(answered); });
    journal.OnEntry([this](const server::Entry& entry) { metrics.Record(entry); });
  }

  Response Ask(std::string method, std::string target, std::string body = "",
               Headers headers = {{"host", "127.0.0.1:4580"}}) {
    Response response =
        api.Handle({std::move(method), std::move(target), std::move(headers), std::move(body)});
    while (response.go_on || response.later) {
      response = response.later ? Late(response) : response.go_on();
    }
    return response;
  }

  // Also where the answer is still to come.
  Response Begin(std::string method, std::string target, std::string body = "",
                 Headers headers = {{"host", "127.0.0.1:4580"}}) {
    Response response =
        api.Handle({std::move(method), std::move(target), std::move(headers), std::move(body)});
    while (response.go_on) response = response.go_on();
    return response;
  }

  Response Late(const Response& response) {
    std::optional<Response> late;
    response.later([&](Response whole) { late = std::move(whole); });
    io.restart();
    while (!late) io.run_one();
    return *std::move(late);
  }

  nlohmann::json Get(const std::string& target) {
    return nlohmann::json::parse(Ask("GET", target).body);
  }
};

// As an SDK signs for a service.
inline Headers SignedFor(const std::string& service, const std::string& region = "us-east-1") {
  return {{"host", "127.0.0.1:4580"},
          {"authorization", "AWS4-HMAC-SHA256 Credential=AKID/20260601/" + region + "/" +
                                service + "/aws4_request, SignedHeaders=host, Signature=0"}};
}

inline std::string ErrorOf(const Response& response) {
  return std::to_string(response.status) + " " +
         std::string(response.Header("x-amzn-ErrorType"));
}

}  // namespace http
