#include "server/exec.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>
#include <nlohmann/json.hpp>

#include "server/emulator.h"
#include "server/journal/account.h"
#include "server/program/environment.h"
#include "server/program/log.h"
#include "server/program/ready_line.h"

namespace server {

namespace {

constexpr int kNoSuchCommand = 127;
constexpr int kCannotBeRun = 126;
constexpr int kEndedBySignal = 128;
constexpr std::size_t kLastWords = 25;

// Those that this process got, with the emulator's in place of those of the same name.
std::vector<std::string> EnvironmentWith(const Environment& ours) {
  std::vector<std::string> all;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string text = *variable;
    if (!ours.contains(text.substr(0, text.find('=')))) all.push_back(text);
  }
  for (const auto& [name, value] : ours) {
    std::string& variable = all.emplace_back(name);
    variable.append("=").append(value);
  }
  return all;
}

std::vector<char*> Pointers(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

class Beside {
 public:
  explicit Beside(const std::vector<std::string>& words) : words_(words) {}

  // An error number, or 0.
  int Start(const Environment& environment) {
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t usual;
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    const auto all = EnvironmentWith(environment);
    const int error = posix_spawnp(&pid_, words_.front().c_str(), nullptr, &attributes,
                                   Pointers(words_).data(), Pointers(all).data());
    posix_spawnattr_destroy(&attributes);
    if (error != 0) pid_ = -1;
    return error;
  }

  void Pass(int signal) const {
    if (pid_ > 0) ::kill(pid_, signal);
  }

  // Its exit status, once it has ended.
  bool HasEnded(int& status) {
    int how = 0;
    if (pid_ < 0 || ::waitpid(pid_, &how, WNOHANG) != pid_) return false;
    status = WIFEXITED(how) ? WEXITSTATUS(how) : kEndedBySignal + WTERMSIG(how);
    pid_ = -1;
    return true;
  }

 private:
  const std::vector<std::string>& words_;
  pid_t pid_ = -1;
};

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
  StartLog(config.log_level);
  boost::asio::io_context io(1);
  Emulator emulator(io, config);
  Beside child(command);
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
  boost::asio::signal_set asked(io, SIGINT, SIGTERM, SIGHUP);
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
    const int error = child.Start(EnvironmentOf(ready, config));
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
