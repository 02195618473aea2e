#include "mqtt_bridge/broker/broker.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/streambuf.hpp>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <istream>
#include <iterator>
#include <optional>
#include <random>
#include <stdexcept>
#include <utility>

#include "engine/text/split.h"
#include "mqtt_bridge/broker/broker_configuration.h"
#include "mqtt_bridge/broker/child_process.h"
#include "mqtt_bridge/broker/held_port.h"

namespace mqtt_bridge {

namespace {

using boost::asio::posix::stream_descriptor;
using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kStartLimit{30000};
constexpr milliseconds kLongestLook{50};
constexpr milliseconds kStopLimit{500};
constexpr milliseconds kFirstPause{50};
constexpr milliseconds kLongestPause{1000};
constexpr milliseconds kLongLife{5000};  // after which a death counts as the first again
constexpr int kTriesForAFreePort = 10;

std::string RandomHex() {
  std::random_device random;
  std::string text;
  for (int i = 0; i < 4; ++i)
    text += fmt::format("{:08x}", static_cast<std::uint32_t>(random()));
  return text;
}

bool Accepts(const std::string& socket_path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, socket_path.c_str(), socket_path.size() + 1);
  const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool connected =
      ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(socket);
  return connected;
}

// What Mosquitto says of its start and of clients that come and go. The rest is as it should
// be: as root the broker stays root, since its socket lies in root's private directory; and a
// Unix socket has no TCP options.
bool IsNoNews(std::string_view line) {
  constexpr std::string_view kBeginnings[] = {"New ",
                                              "Client ",
                                              "mosquitto version ",
                                              "Config loaded from ",
                                              "Opening ",
                                              "Expiring client ",
                                              "Bad ",
                                              "Warning: Mosquitto should not be run as root"};
  return line.empty() || line.find("Unable to set TCP_NODELAY") != line.npos ||
         std::ranges::any_of(kBeginnings,
                             [&](std::string_view text) { return line.starts_with(text); });
}

void Log(const std::string& line) {
  // Mosquitto knows no more of it: its first packet was no CONNECT.
  if (line == "Client <unknown> disconnected due to protocol error.") {
    spdlog::warn(
        "a client speaks no MQTT to the port for MQTT without TLS, and is turned away: "
        "TLS has a port of its own (mqtts://), and so has HTTP (http://)");
    return;
  }
  if (IsNoNews(line)) return;
  spdlog::log(line.starts_with("Error") ? spdlog::level::err : spdlog::level::warn,
              "mosquitto: {}", line);
}

// One life of the child: its log lines go to ours until its end is noticed.
class Life : public std::enable_shared_from_this<Life> {
 public:
  Life(boost::asio::io_context& io, const std::vector<std::string>& command,
       const std::string& directory)
      : child(command, directory),
        end_(io, ::fcntl(child.pidfd(), F_DUPFD_CLOEXEC, 0)),
        errors_(io, ::fcntl(child.errors(), F_DUPFD_CLOEXEC, 0)) {}

  void Watch(std::function<void()> on_end) {
    end_.async_wait(stream_descriptor::wait_read,
                    [self = shared_from_this(), on_end = std::move(on_end)](auto error) {
                      if (!error) on_end();
                    });
    ReadLine();
  }

  void Abandon() {
    end_.close();
    errors_.close();
  }

  // All that the child said that is of interest, once it has ended.
  std::string LastWords() {
    std::string said;
    char chunk[1024];
    for (ssize_t count; (count = ::read(child.errors(), chunk, sizeof chunk)) > 0;) {
      said.append(chunk, static_cast<std::size_t>(count));
    }
    std::string words;
    for (const std::string& line : engine::Split(said, '\n')) {
      if (!IsNoNews(line)) words += line + "\n";
    }
    return words;
  }

  const steady_clock::time_point began = steady_clock::now();
  ChildProcess child;

 private:
  void ReadLine() {
    boost::asio::async_read_until(errors_, buffer_, '\n',
                                  [self = shared_from_this()](auto error, std::size_t) {
                                    std::istream lines(&self->buffer_);
                                    std::string line;
                                    if (std::getline(lines, line)) Log(line);
                                    if (!error) self->ReadLine();
                                  });
  }

  stream_descriptor end_, errors_;
  boost::asio::streambuf buffer_;
};

}  // namespace

class Broker::Impl : public std::enable_shared_from_this<Broker::Impl> {
 public:
  Impl(boost::asio::io_context& io, BrokerSettings settings)
      : io_(io),
        settings_(std::move(settings)),
        emulator_id_(RandomHex()),
        stamp_(RandomHex()),
        retry_(io) {
    settings_.directory = std::filesystem::absolute(settings_.directory);
    settings_.plugin_path = std::filesystem::absolute(settings_.plugin_path);
    socket_path_ = settings_.directory + "/" + kSocketFile;
    if (socket_path_.size() >= sizeof(sockaddr_un::sun_path)) {
      throw std::runtime_error(
          fmt::format("{} is too long for a Unix socket's path ({} bytes at most): choose a "
                      "shorter directory",
                      socket_path_, sizeof(sockaddr_un::sun_path) - 1));
    }
    if (::access(settings_.plugin_path.c_str(), R_OK) != 0) {
      throw std::runtime_error(fmt::format("the Mosquitto plugin {} can't be read: {}",
                                           settings_.plugin_path, std::strerror(errno)));
    }
    program_ = FindProgram(settings_.executable);
    if (program_.empty()) {
      throw std::runtime_error(fmt::format(
          "'{}' is not installed (Debian: apt-get install mosquitto); or use a broker that is "
          "already running, with --broker mqtt://host:port",
          settings_.executable));
    }
  }

  // Returns when the broker accepts connections.
  void Start() {
    for (int tries = 1;; ++tries) {
      if (settings_.plain)
        port_.emplace(io_, settings_.bind, settings_.mqtt_port, "--mqtt-port");
      Launch();
      if (BecomesReady()) break;
      const std::string words = life_->LastWords();
      // Somebody else took the port between our look and the broker's.
      const bool lost = settings_.mqtt_port == 0 && tries < kTriesForAFreePort &&
                        words.find("already in use") != words.npos;
      if (!lost) throw std::runtime_error("mosquitto did not start: " + words);
    }
    Watch();
  }

  void Stop() {
    stopped_ = true;
    retry_.cancel();
    if (!life_) return;
    life_->Abandon();
    // Mosquitto looks at signals when something happens, else after up to 100 ms.
    life_->child.Terminate();
    Accepts(socket_path_);
    life_->child.Stop(kStopLimit);
    life_.reset();
    ::unlink(socket_path_.c_str());
  }

  int port() const { return port_ ? port_->port() : 0; }

  const std::string& socket_path() const { return socket_path_; }

  int pid() const { return life_ ? life_->child.pid() : 0; }

  void Restart() {
    if (life_) ::kill(life_->child.pid(), SIGKILL);
  }

  Address EmulatorAddress() const { return {socket_path_, 0, emulator_id_, stamp_}; }

 private:
  void Launch() {
    ::unlink(socket_path_.c_str());
    WritePrivateFile(
        settings_.directory + "/" + kConfigurationFile,
        ConfigurationText({.bind = settings_.bind,
                           .port = port_ ? std::optional(port_->port()) : std::nullopt,
                           .plugin_path = settings_.plugin_path,
                           .emulator_id = emulator_id_,
                           .stamp = stamp_,
                           .refuses_unintroduced = settings_.refuses_unintroduced,
                           .lifted = settings_.lifted}));
    life_ = std::make_shared<Life>(
        io_, std::vector<std::string>{program_, "-c", kConfigurationFile}, settings_.directory);
  }

  bool BecomesReady() {
    milliseconds pause{
        1};  // ever longer: where many start at once, nobody is to keep them from it
    while (!life_->child.EndsWithin(pause)) {
      if (Accepts(socket_path_)) return true;
      const auto waited = steady_clock::now() - life_->began;
      pause =
          std::clamp(duration_cast<milliseconds>(waited / 8), milliseconds(1), kLongestLook);
      if (waited > kStartLimit) {
        life_->child.Stop(kStopLimit);
        life_->child.EndsWithin(kStopLimit);
        break;
      }
    }
    return false;
  }

  void Watch() {
    life_->Watch([weak = weak_from_this()] {
      if (const auto self = weak.lock(); self && !self->stopped_) self->Ended();
    });
  }

  void Ended() {
    if (steady_clock::now() - life_->began > kLongLife) pause_ = milliseconds(0);
    spdlog::warn("mosquitto (pid {}) has ended; starting it again", pid());
    life_.reset();
    StartAgainIn(pause_);
    pause_ = std::clamp(2 * pause_, kFirstPause, kLongestPause);
  }

  // Same port, same socket, same secret: everybody reconnects to what they know.
  void StartAgain() {
    try {
      Launch();
      Watch();
    } catch (const std::exception& error) {
      spdlog::error("mosquitto can't be started again: {}", error.what());
      StartAgainIn(kLongestPause);
    }
  }

  void StartAgainIn(milliseconds pause) {
    retry_.expires_after(pause);
    retry_.async_wait([weak = weak_from_this()](auto error) {
      if (const auto self = weak.lock(); self && !error && !self->stopped_) self->StartAgain();
    });
  }

  boost::asio::io_context& io_;
  BrokerSettings settings_;
  const std::string emulator_id_;
  const std::string stamp_;
  std::string socket_path_;
  std::string program_;
  std::optional<HeldPort> port_;
  std::shared_ptr<Life> life_;
  boost::asio::steady_timer retry_;
  milliseconds pause_{0};
  bool stopped_ = false;
};

Broker::Broker(boost::asio::io_context& io, BrokerSettings settings)
    : impl_(std::make_shared<Impl>(io, std::move(settings))) {
  impl_->Start();
}

Broker::~Broker() {
  impl_->Stop();
}

int Broker::mqtt_port() const {
  return impl_->port();
}

std::string Broker::socket_path() const {
  return impl_->socket_path();
}

Address Broker::EmulatorAddress() const {
  return impl_->EmulatorAddress();
}

int Broker::pid() const {
  return impl_->pid();
}

void Broker::Restart() {
  impl_->Restart();
}

}  // namespace mqtt_bridge
