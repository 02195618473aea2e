#include "server/run.h"

#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "server/emulator.h"
#include "server/program/end_signals.h"
#include "server/program/log.h"
#include "server/program/ready_line.h"
#include "server/program/start_memory.h"

namespace server {

namespace {

// Standard input, whose end is to be known; what comes before is nobody's.
class Input {
 public:
  Input(boost::asio::io_context& io, std::function<void()> on_end)
      : stream_(io, ::dup(STDIN_FILENO)), on_end_(std::move(on_end)) {}

  void Read() {
    stream_.async_wait(stream_.wait_read, [this](const boost::system::error_code& error) {
      char unread[512];
      if (error || ::read(stream_.native_handle(), unread, sizeof unread) <= 0) {
        on_end_();
      } else {
        Read();
      }
    });
  }

 private:
  boost::asio::posix::stream_descriptor stream_;
  std::function<void()> on_end_;
};

}  // namespace

void RunEmulator(const Config& config) {
  StartLog(config.log_level, config.log_format);
  boost::asio::io_context io(1);
  Emulator emulator(io, config);
  emulator.Start([&](const nlohmann::ordered_json& ready) {
    SayReady(config.ready_file, ready);
    GiveBackStartMemory();
  });
  EndSignals signals(io);
  const auto stop = [&] {
    emulator.Stop();
    io.stop();
  };
  signals.async_wait([&](const boost::system::error_code&, int) { stop(); });
  std::optional<Input> input;
  if (config.until_stdin_closes) input.emplace(io, stop).Read();
  io.run();
}

}  // namespace server
