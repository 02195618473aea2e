// The yardstick: answers every update with a constant, and does nothing else.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>

#include "tests/bench/mqtt_loop.h"

int main(int argc, char** argv) {
  bench::Broker broker;
  CLI::App app("Answers <root>/things/+/jobs/+/update on .../accepted");
  app.add_option("--port", broker.port)->required();
  CLI11_PARSE(app, argc, argv);

  const std::string answer = R"({"timestamp":1767225600,"clientToken":"bench"})";
  bench::MqttLoop* self = nullptr;
  bench::MqttLoop loop(
      broker, {"bench-echo"}, [&](std::size_t client, const mosquitto_message& message) {
        self->Publish(client, std::string(message.topic) + "/accepted", answer, message.qos);
      });
  self = &loop;
  loop.Subscribe(0, "echo/things/+/jobs/+/update", 1);
  std::puts("ready");
  std::fflush(stdout);
  while (true) loop.RunOnce(-1);
}
