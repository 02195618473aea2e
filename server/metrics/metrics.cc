#include "server/metrics/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <chrono>
#include <string_view>
#include <tuple>
#include <utility>

#include "server/calls/error_name.h"
#include "server/metrics/process.h"

namespace server {

namespace {

using prometheus::Counter;
using prometheus::Gauge;
using prometheus::Histogram;

template <typename Metric>
using Family = prometheus::Family<Metric>;

constexpr const char* kPrefix = "iot_jobs_local_";

// In seconds.
const Histogram::BucketBoundaries kLatencies{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005,
                                             0.01,   0.025,   0.05,   0.1,   0.25,   1};

// What a topic is for, of the few that the emulator publishes on.
std::string_view KindOf(std::string_view topic) {
  if (topic.ends_with("/notify-next")) return "notify-next";
  if (topic.ends_with("/notify")) return "notify";
  return topic.starts_with("$aws/events/") ? "event" : "other";
}

// A gauge for each name that was ever heard of; what is not named is 0.
class GaugesByName {
 public:
  GaugesByName(Family<Gauge>& family, const char* label) : family_(family), label_(label) {}

  void Set(const std::map<std::string, std::int64_t>& values) {
    for (auto& [name, gauge] : known_) gauge->Set(0);
    for (const auto& [name, value] : values) {
      Gauge*& gauge = known_[name];
      if (gauge == nullptr) gauge = &family_.Add({{label_, name}});
      gauge->Set(static_cast<double>(value));
    }
  }

 private:
  Family<Gauge>& family_;
  const char* const label_;
  std::map<std::string, Gauge*> known_;
};

}  // namespace

class Metrics::Impl {
 public:
  explicit Impl(const std::string& version) {
    GaugeOf("build_info", "The emulator's version").Add({{"version", version}}).Set(1);
  }

  void Record(const CallEntry& call) {
    Requests& requests = RequestsOf(call);
    requests.number.Increment();
    requests.latency.Observe(std::chrono::duration<double>(call.took).count());
  }

  void Record(const RefusalEntry& refusal) {
    refusals_.Add({{"rule", refusal.shown.value("rule", "policy")}}).Increment();
  }

  void Record(const RejectionEntry& rejection) {
    rejections_.Add({{"code", rejection.code}}).Increment();
  }

  // Answers are counted as the calls that they answer.
  void Record(const MessageEntry& message) {
    if (message.received || message.topic.ends_with("/accepted") ||
        message.topic.ends_with("/rejected")) {
      return;
    }
    const std::string_view kind = KindOf(message.topic);
    Counter*& counter = by_kind_[kind];
    if (counter == nullptr) counter = &messages_.Add({{"kind", std::string(kind)}});
    counter->Increment();
  }

  void Record(const ClientEntry& client) {
    clients_.Add({{"event", client.connected ? "connected" : "disconnected"}}).Increment();
  }

  void Record(const ChangeEntry& change) {
    const bool of_job = change.thing.empty() && change.count == 0;
    (of_job ? job_changes_ : execution_changes_)
        .Add({{"status", change.status}})
        .Increment(change.count == 0 ? 1 : static_cast<double>(change.count));
  }

  // Of other kinds nothing is counted.
  template <typename Kind>
  void Record(const Kind& /*entry*/) {}

  std::string Text(const Gauges& gauges) {
    jobs_.Set(gauges.jobs);
    executions_.Set(gauges.executions);
    connections_.Set(gauges.connections);
    waiting_.Set(static_cast<double>(gauges.messages_waiting));
    ready_.Set(gauges.ready ? 1 : 0);
    const ProcessFigures process = ReadProcessFigures();
    memory_.Set(process.resident_bytes);
    descriptors_.Set(process.open_descriptors);
    return prometheus::TextSerializer().Serialize(registry_.Collect());
  }

 private:
  struct Requests {
    Counter& number;
    Histogram& latency;
  };

  // Kept, since finding a metric by its labels takes longer than all the rest.
  Requests& RequestsOf(const CallEntry& call) {
    const int refusal = call.refusal ? static_cast<int>(*call.refusal) : -1;
    const auto key = std::tuple(call.operation, call.over_mqtt, refusal);
    const auto known = known_.find(key);
    if (known != known_.end()) return known->second;
    const api_spec::Operation& operation = *call.operation;
    const std::string plane = api_spec::PlaneName(operation.plane);
    const std::string over = call.over_mqtt ? "MQTT" : "HTTP";
    const std::string code =
        call.refusal ? std::string(ErrorName(operation, *call.refusal)) : "ok";
    Requests made{
        requests_.Add(
            {{"plane", plane}, {"operation", operation.name}, {"over", over}, {"code", code}}),
        latencies_.Add({{"plane", plane}, {"over", over}}, kLatencies)};
    return known_.emplace(key, made).first->second;
  }

  Family<Counter>& CounterOf(const char* name, const char* help) {
    return prometheus::BuildCounter()
        .Name(kPrefix + std::string(name))
        .Help(help)
        .Register(registry_);
  }

  Family<Gauge>& GaugeOf(const std::string& name, const char* help) {
    return prometheus::BuildGauge()
        .Name(name.starts_with("process_") ? name : kPrefix + name)
        .Help(help)
        .Register(registry_);
  }

  prometheus::Registry registry_;
  Family<Counter>& requests_ = CounterOf("requests_total", "Requests for AWS's operations");
  Family<Histogram>& latencies_ = prometheus::BuildHistogram()
                                      .Name(kPrefix + std::string("request_duration_seconds"))
                                      .Help("How long requests took")
                                      .Register(registry_);
  Family<Counter>& refusals_ =
      CounterOf("refusals_total", "What policies and the broker's rules refused to devices");
  Family<Counter>& rejections_ =
      CounterOf("mqtt_rejections_total", "Requests over MQTT that were rejected");
  Family<Counter>& messages_ =
      CounterOf("messages_total", "Notices and events that were handed to the broker");
  Family<Counter>& clients_ =
      CounterOf("client_events_total", "Clients that came to the broker or left it");
  Family<Counter>& execution_changes_ =
      CounterOf("job_execution_changes_total", "Executions that came to a status");
  Family<Counter>& job_changes_ = CounterOf("job_changes_total", "Jobs that came to a status");
  GaugesByName executions_{GaugeOf("job_executions", "Executions by status"), "status"};
  GaugesByName jobs_{GaugeOf("jobs", "Jobs by status"), "status"};
  GaugesByName connections_{GaugeOf("connections", "Clients of the broker"), "listener"};
  Gauge& waiting_ =
      GaugeOf("messages_waiting", "Messages that the broker has not taken or acknowledged")
          .Add({});
  Gauge& ready_ = GaugeOf("ready", "1 where /_emulator/health answers 200").Add({});
  Gauge& memory_ = GaugeOf("process_resident_memory_bytes", "Resident memory").Add({});
  Gauge& descriptors_ = GaugeOf("process_open_fds", "Open file descriptors").Add({});
  std::map<std::string_view, Counter*> by_kind_;
  std::map<std::tuple<const api_spec::Operation*, bool, int>, Requests> known_;
};

Metrics::Metrics(const std::string& version) : impl_(std::make_unique<Impl>(version)) {}

Metrics::~Metrics() = default;

void Metrics::Record(const Entry& entry) {
  std::visit([this](const auto& what) { impl_->Record(what); }, entry.what);
}

std::string Metrics::Text(const Gauges& gauges) {
  return impl_->Text(gauges);
}

}  // namespace server
