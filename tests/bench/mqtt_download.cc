// Devices that download a file block by block, each by one request at a time: from a stream, or
// from whoever echoes blocks of the same size.
#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "tests/bench/mqtt_loop.h"

namespace {

struct Options {
  bench::Broker broker;
  std::string stream = "bench";
  std::string root = "$aws";
  std::size_t devices = 100;
  std::size_t blocks = 256;
  int block_bytes = 4096;
};

std::string TopicOf(const Options& options, std::size_t device, const char* kind) {
  return options.root + "/things/bench-" + std::to_string(device) + "/streams/" +
         options.stream + "/" + kind + "/cbor";
}

// {"f": 0, "l": 4096, "o": block, "n": 1}
std::string RequestFor(const Options& options, std::size_t block) {
  std::string request =
      "\xa4\x61"
      "f" +
      std::string(1, '\0') + "\x61l\x19";
  request += static_cast<char>(options.block_bytes >> 8);
  request += static_cast<char>(options.block_bytes & 0xff);
  request += "\x61o\x19";
  request += static_cast<char>(block >> 8);
  request += static_cast<char>(block & 0xff);
  return request + "\x61n\x01";
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Downloads blocks, and prints how many came in a second");
  app.add_option("--port", options.broker.port)->required();
  app.add_option("--root", options.root, "$aws, or another where something echoes");
  app.add_option("--devices", options.devices);
  app.add_option("--blocks", options.blocks, "of each device");
  CLI11_PARSE(app, argc, argv);

  std::vector<std::string> names;
  for (std::size_t i = 0; i < options.devices; ++i)
    names.push_back("bench-" + std::to_string(i));
  std::vector<std::size_t> got(options.devices);
  std::size_t done = 0;
  bench::MqttLoop* self = nullptr;
  bench::MqttLoop loop(options.broker, names,
                       [&](std::size_t device, const mosquitto_message& message) {
                         if (message.payloadlen < options.block_bytes) return;
                         if (++got[device] == options.blocks) {
                           ++done;
                           return;
                         }
                         self->Publish(device, TopicOf(options, device, "get"),
                                       RequestFor(options, got[device]), 0);
                       });
  self = &loop;
  for (std::size_t i = 0; i < options.devices; ++i) {
    loop.Subscribe(i, TopicOf(options, i, "data"), 0);
  }
  const auto began = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < options.devices; ++i) {
    loop.Publish(i, TopicOf(options, i, "get"), RequestFor(options, 0), 0);
  }
  while (done < options.devices) loop.RunOnce(-1);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  std::printf("%.0f\n", static_cast<double>(options.devices * options.blocks) / took.count());
}
