#include "server/run.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <nlohmann/json.hpp>

#include "server/emulator.h"
#include "server/program/log.h"
#include "server/program/ready_line.h"

namespace server {

void RunEmulator(const Config& config) {
  StartLog(config.log_level);
  boost::asio::io_context io(1);
  Emulator emulator(io, config);
  emulator.Start(
      [&](const nlohmann::ordered_json& ready) { SayReady(config.ready_file, ready); });
  boost::asio::signal_set signals(io, SIGINT, SIGTERM);
  signals.async_wait([&](const boost::system::error_code&, int) {
    emulator.Stop();
    io.stop();
  });
  io.run();
}

}  // namespace server
