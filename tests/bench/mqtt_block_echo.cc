// The yardstick: answers each request for a block with a constant of its size, and does nothing
// else.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>

#include "tests/bench/mqtt_loop.h"

int main(int argc, char** argv) {
  bench::Broker broker;
  CLI::App app("Answers echo/things/+/streams/+/get/cbor on .../data/cbor");
  app.add_option("--port", broker.port)->required();
  CLI11_PARSE(app, argc, argv);

  const std::string block(4116, 'x');  // a block of 4096 bytes in CBOR
  bench::MqttLoop* self = nullptr;
  bench::MqttLoop loop(broker, {"bench-echo"},
                       [&](std::size_t client, const mosquitto_message& message) {
                         std::string topic = message.topic;
                         topic.replace(topic.rfind("/get/"), 5, "/data/");
                         self->Publish(client, topic, block, message.qos);
                       });
  self = &loop;
  loop.Subscribe(0, "echo/things/+/streams/+/get/cbor", 0);
  std::puts("ready");
  std::fflush(stdout);
  while (true) loop.RunOnce(-1);
}
