// iot-jobs-local devices run and start: virtual devices in a process of their own, against an
// emulator or AWS, and such in the emulator.
#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>

#include "api_spec/check.h"
#include "api_spec/spec.h"
#include "engine/error.h"
#include "server/program/client/api_client.h"
#include "server/program/client/emulator_time.h"
#include "server/program/commands/commands.h"
#include "server/program/descriptors.h"
#include "server/program/end_signals.h"
#include "server/tools/state/seed_document.h"
#include "virtual_devices/fleet.h"
#include "virtual_devices/summary_text.h"

namespace server {

namespace {

using nlohmann::json;
using virtual_devices::Broker;
using virtual_devices::FleetPlan;

constexpr std::string_view kThing = "{name}";  // in the path of a file

struct DevicesOptions {
  std::string file;
  std::optional<int> count;
  std::string name, behaviour;
  std::optional<std::int64_t> seed;
  std::string endpoint = http::ApiClient::DefaultEndpoint();
  std::string broker, ca, certificate, key;
  std::string duration;
  bool as_json = false;
};

const api_spec::Operation& OwnOperation(const char* name) {
  return api_spec::Spec::BuiltIn().Find(api_spec::Plane::kEmulator, name);
}

tools::SeedDocument DocumentOf(const DevicesOptions& options) {
  tools::SeedDocument document{.seed = json::object()};
  if (!options.file.empty()) document = tools::ReadSeed(options.file);
  json& wanted = document.seed;
  if (options.count) wanted["devices"]["count"] = *options.count;
  if (!options.name.empty()) wanted["devices"]["name"] = options.name;
  if (!options.behaviour.empty()) wanted["behaviour"] = options.behaviour;
  if (options.seed) wanted["seed"] = *options.seed;
  return document;
}

// Throws std::runtime_error with a line for the user.
FleetPlan PlanIn(tools::SeedDocument& document) {
  const api_spec::Operation& operation = OwnOperation("StartVirtualDevices");
  std::string problem = api_spec::UndescribedMember(operation, document.seed);
  if (!problem.empty()) problem = "There is no '" + problem + "' of virtual devices.";
  if (problem.empty()) problem = api_spec::CheckInput(operation, document.seed);
  try {
    if (problem.empty()) return virtual_devices::ReadPlan(document.seed);
  } catch (const engine::Error& refusal) {
    problem = refusal.what();
  }
  throw std::runtime_error(tools::WithLines(document, problem));
}

std::string NamedFor(const std::string& thing, std::string path) {
  const auto at = path.find(kThing);
  return at == std::string::npos ? path : path.replace(at, kThing.size(), thing);
}

// At a broker that the user has named, whose things are there.
virtual_devices::Fleet::BrokerOf GivenBroker(const DevicesOptions& options) {
  Broker broker = virtual_devices::BrokerAt(options.broker);
  const bool over_tls = options.broker.starts_with("mqtts:");
  if (over_tls == options.ca.empty()) {
    throw std::runtime_error(
        "--ca, --certificate and --key go with --broker mqtts://host:port");
  }
  for (const std::string& file : {options.ca, options.certificate, options.key}) {
    if (file.empty() || file.find(kThing) != std::string::npos) continue;
    if (!std::filesystem::exists(file)) throw std::runtime_error("there is no " + file);
  }
  return [broker, options](const std::string& thing) {
    Broker own = broker;
    own.ca = options.ca;
    own.certificate = NamedFor(thing, options.certificate);
    own.key = NamedFor(thing, options.key);
    return own;
  };
}

json Parsed(const http::ApiClient::Answer& answer) {
  return json::parse(answer.body);
}

// At an emulator that runs, where the things are made.
virtual_devices::Fleet::BrokerOf EmulatorsBroker(const DevicesOptions& options,
                                                 const json& document, const FleetPlan& plan) {
  const http::ApiClient client(options.endpoint, {}, "");
  const json variables = json::parse(client.Get("/_emulator/environment")).at("variables");
  const char* variable = plan.over_tls ? "IOT_JOBS_LOCAL_MQTTS_URL" : "IOT_JOBS_LOCAL_MQTT_URL";
  if (!variables.contains(variable)) {
    throw std::runtime_error("the emulator has no port for that: there is no " +
                             std::string(variable));
  }
  client.Ask(OwnOperation("MakeThingsOfVirtualDevices"), document);
  const Broker broker = virtual_devices::BrokerAt(variables[variable].get<std::string>());
  if (!plan.over_tls) return [broker](const std::string&) { return Broker(broker); };
  const auto brokers = std::make_shared<std::map<std::string, Broker>>();
  for (int i = 1; i <= plan.count; ++i) {
    const std::string thing = plan.NameOf(i);
    const json paths =
        Parsed(client.Ask(OwnOperation("CreateDevice"), {{"name", thing}})).at("paths");
    Broker& own = (*brokers)[thing] = broker;
    paths.at("ca").get_to(own.ca);
    paths.at("certificate").get_to(own.certificate);
    paths.at("privateKey").get_to(own.key);
  }
  return [brokers](const std::string& thing) { return brokers->at(thing); };
}

void Print(const json& summary, bool as_json) {
  std::cout << (as_json ? summary.dump(2) + "\n" : virtual_devices::SummaryAsText(summary));
}

// Ends the io_context once the time is up that the user gave.
class End {
 public:
  End(boost::asio::io_context& io, const std::string& duration, virtual_devices::Fleet::Now now)
      : io_(io), timer_(io), now_(std::move(now)) {
    if (duration.empty()) return;
    const auto read = engine::ParseDuration(duration);
    if (!read) throw std::runtime_error("--for takes a duration such as 90s, 20m or 2h");
    at_ = now_() + *read;
    Look();
  }

 private:
  void Look() {
    if (now_() >= at_) return io_.stop();
    timer_.expires_after(std::chrono::milliseconds(20));
    timer_.async_wait([this](const boost::system::error_code& stopped) {
      if (!stopped) Look();
    });
  }

  boost::asio::io_context& io_;
  boost::asio::steady_timer timer_;
  const virtual_devices::Fleet::Now now_;
  engine::Instant at_ = engine::Instant::max();
};

int RunDevices(const DevicesOptions& options) {
  tools::SeedDocument document = DocumentOf(options);
  const FleetPlan plan = PlanIn(document);
  AllowManyDescriptors();
  const bool is_elsewhere = !options.broker.empty();
  const auto broker_of =
      is_elsewhere ? GivenBroker(options) : EmulatorsBroker(options, document.seed, plan);
  std::optional<EmulatorTime> time;
  if (is_elsewhere) {
    time.emplace();
  } else {
    time.emplace(options.endpoint);
  }
  const auto now = [&time] { return time->Now(); };
  boost::asio::io_context io(1);
  EndSignals signals(io);
  signals.async_wait([&io](const boost::system::error_code&, int) { io.stop(); });
  const virtual_devices::Fleet fleet(io, plan, broker_of, now);
  const End end(io, options.duration, now);
  std::cerr << plan.count << " virtual devices run until "
            << (options.duration.empty() ? "Ctrl-C" : options.duration + " are over") << "\n";
  io.run();
  Print(fleet.Summary(), options.as_json);
  return 0;
}

int StartDevices(const DevicesOptions& options) {
  tools::SeedDocument document = DocumentOf(options);
  PlanIn(document);
  const http::ApiClient client(options.endpoint, {}, "");
  const json started = Parsed(client.Ask(OwnOperation("StartVirtualDevices"), document.seed));
  if (options.as_json) {
    Print(started, true);
  } else {
    std::cout << "Virtual devices " << started.at("fleetId").get<std::string>() << " run.\n";
  }
  return 0;
}

void AddCommonOptions(CLI::App& command, DevicesOptions& options) {
  command.add_option("file", options.file, "Who they are and what they do, in JSON or YAML");
  command.add_option("--count", options.count, "How many");
  command.add_option("--name", options.name, "Of a thing; {n} stands for its number");
  command.add_option("--behaviour", options.behaviour, "What they do")
      ->check(CLI::IsMember(virtual_devices::BehaviourNames()));
  command.add_option("--seed", options.seed,
                     "The same seed, the same ends for the same things and jobs");
  command.add_option("--endpoint", options.endpoint, "The running emulator's REST API")
      ->envname("IOT_JOBS_LOCAL_ENDPOINT")
      ->capture_default_str();
  command.add_flag("--json", options.as_json, "Print the answer as JSON");
}

}  // namespace

void AddDevices(CLI::App& app, Command& given) {
  CLI::App* devices = app.get_subcommand("devices");
  const auto options = std::make_shared<DevicesOptions>();
  CLI::App* run = devices->add_subcommand(
      "run",
      "Run virtual devices in this process until it is ended, and tell what they have done");
  AddCommonOptions(*run, *options);
  run->add_option("--for", options->duration, "How long, in the emulator's time");
  run->add_option("--broker", options->broker,
                  "Where they connect in place of an emulator, mqtts://host:port, AWS's too; "
                  "their things are there");
  run->add_option("--ca", options->ca, "What the broker's certificate is from");
  run->add_option("--certificate", options->certificate,
                  "Their certificate; {name} stands for the thing's name");
  run->add_option("--key", options->key, "Likewise, its key");
  run->footer(
      "iot-jobs-local devices run lamps.yaml --seed 7 --for 2h\n"
      "iot-jobs-local devices run --count 50 --behaviour flaky-network --json > ends.json\n"
      "iot-jobs-local devices run --name lamp --broker mqtts://abc-ats.iot.eu-west-1."
      "amazonaws.com:8883 --ca AmazonRootCA1.pem --certificate lamp.pem --key lamp.key");
  run->callback([&given, options] { given = [options] { return RunDevices(*options); }; });

  CLI::App* start = devices->add_subcommand(
      "start", "Run virtual devices in the emulator, which makes their things");
  AddCommonOptions(*start, *options);
  start->footer(
      "iot-jobs-local devices start --count 50 --behaviour flaky-network\n"
      "iot-jobs-local devices start lamps.yaml");
  start->callback([&given, options] { given = [options] { return StartDevices(*options); }; });
}

}  // namespace server
