#include "server/exec.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>
#include <nlohmann/json.hpp>

#include "server/emulator.h"
#include "server/journal/account.h"
#include "server/program/commands/child.h"
#include "server/program/descriptors.h"
#include "server/program/end_signals.h"
#include "server/program/environment.h"
#include "server/program/log.h"
#include "server/program/ready_line.h"

namespace server {

namespace {

constexpr int kNoSuchCommand = 127;
constexpr int kCannotBeRun = 126;
constexpr int kEndedBySignal = 128;
constexpr std::size_t kLastWords = 25;

void TellLast(const Journal& journal) {
  std::cerr << "iot-jobs-local: the command has failed; what the emulator saw last:\n";
  const nlohmann::json entries = Account(journal, {}, kLastWords);
  for (const nlohmann::json& entry : entries) {
    std::cerr << "  " << entry["at"].get<std::string>() << "  "
              << entry["text"].get<std::string>() << "\n";
  }
  if (entries.empty()) std::cerr << "  nothing at all\n";
}

}  // namespace

int RunWithEmulator(const Config& config, const std::vector<std::string>& command) {
  StartLog(config.log_level, config.log_format);
  boost::asio::io_context io(1);
  Emulator emulator(io, config);
  Child child;
  int status = kEndedBySignal;
  boost::asio::signal_set ended(io, SIGCHLD);
  std::function<void()> wait = [&] {
    ended.async_wait([&](const boost::system::error_code& error, int) {
      if (error) return;
      if (child.HasEnded(status)) return io.stop();
      wait();
    });
  };
  wait();
  EndSignals asked(io);
  bool started = false;
  std::function<void()> pass = [&] {
    asked.async_wait([&](const boost::system::error_code& error, int signal) {
      if (error) return;
      status = kEndedBySignal + signal;
      if (!started) return io.stop();
      child.Pass(signal);
      pass();
    });
  };
  pass();
  emulator.Start([&](const nlohmann::ordered_json& ready) {
    WriteReadyFile(config.ready_file, ready);
    const int error = child.Start(command, EnvironmentOf(ready, config), Child::Output::kOurs);
    started = error == 0;
    if (started) return;
    std::cerr << "iot-jobs-local: " << command.front()
              << " cannot be run: " << std::strerror(error) << "\n";
    status = error == ENOENT ? kNoSuchCommand : kCannotBeRun;
    io.stop();
  });
  io.run();
  emulator.Stop();
  if (started && status != 0) TellLast(emulator.journal());
  return status;
}

}  // namespace server
