// Devices that update their execution, wait for the answer, and update again.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/mqtt_loop.h"

using Steady = std::chrono::steady_clock;

struct Device {
  std::string topic;
  Steady::time_point sent;
};

int main(int argc, char** argv) {
  bench::Broker broker;
  std::string root = "$aws";
  std::string job = "bench";
  std::size_t device_count = 100;
  int qos = 0;
  double seconds = 3;
  CLI::App app("Round trips of job updates over MQTT, as JSON");
  app.add_option("--port", broker.port)->required();
  app.add_option("--cafile", broker.ca, "TLS, with --cert and --key");
  app.add_option("--cert", broker.certificate);
  app.add_option("--key", broker.key);
  app.add_option("--root", root, "first topic level: $aws, or echo for the yardstick");
  app.add_option("--job", job);
  app.add_option("--devices", device_count);
  app.add_option("--qos", qos);
  app.add_option("--seconds", seconds);
  CLI11_PARSE(app, argc, argv);

  const std::string update = R"({"status":"IN_PROGRESS","clientToken":"bench"})";
  std::vector<Device> devices;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < device_count; ++i) {
    names.push_back("bench-" + std::to_string(i));
    devices.push_back({root + "/things/" + names.back() + "/jobs/" + job + "/update", {}});
  }
  std::vector<double> microseconds;
  bool running = false;
  bool rejected = false;
  bench::MqttLoop* self = nullptr;
  const auto send = [&](std::size_t i) {
    devices[i].sent = Steady::now();
    self->Publish(i, devices[i].topic, update, qos);
  };
  bench::MqttLoop loop(broker, names, [&](std::size_t i, const mosquitto_message& message) {
    const std::chrono::duration<double, std::micro> took = Steady::now() - devices[i].sent;
    if (running) microseconds.push_back(took.count());
    rejected = rejected || std::string_view(message.topic).ends_with("/rejected");
    send(i);
  });
  self = &loop;
  for (std::size_t i = 0; i < device_count; ++i) {
    for (const char* outcome : {"/accepted", "/rejected"}) {
      loop.Subscribe(i, devices[i].topic + outcome, qos);
    }
  }
  for (std::size_t i = 0; i < device_count; ++i) send(i);

  const auto run_for = [&](double duration) {
    const auto end = Steady::now() + std::chrono::duration<double>(duration);
    while (Steady::now() < end && !rejected) loop.RunOnce(10);
  };
  run_for(seconds / 5);  // warm-up
  running = true;
  const auto start = Steady::now();
  run_for(seconds);
  const std::chrono::duration<double> elapsed = Steady::now() - start;

  if (rejected || microseconds.empty()) {
    std::fputs(rejected ? "an update was rejected\n" : "no answer came\n", stderr);
    return 1;
  }
  std::sort(microseconds.begin(), microseconds.end());
  const auto percentile = [&](std::size_t percent) {
    return microseconds[std::min(microseconds.size() - 1, microseconds.size() * percent / 100)];
  };
  std::printf(R"({"perSecond":%.0f,"p50Microseconds":%.1f,"p99Microseconds":%.1f})"
              "\n",
              static_cast<double>(microseconds.size()) / elapsed.count(), percentile(50),
              percentile(99));
}
