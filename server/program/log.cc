#include "server/program/log.h"

#include <poll.h>
#include <spdlog/details/null_mutex.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <climits>
#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "server/program/usage/terminal.h"

namespace server {
namespace {

constexpr const char* kTime = "%Y-%m-%dT%H:%M:%S.%eZ";

// Members, of lines that have them; of others their text.
class JsonFormatter : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& line) override {
    beginning_.format(message, line);
    const std::string_view text(message.payload.data(), message.payload.size());
    const std::string members =
        text.starts_with('{')
            ? std::string(text.substr(1))
            : "\"message\":" +
                  nlohmann::json(text).dump(-1, ' ', false,
                                            nlohmann::json::error_handler_t::replace) +
                  "}";
    line.append(members.data(), members.data() + members.size());
    line.push_back('\n');
  }

  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<JsonFormatter>();
  }

 private:
  spdlog::pattern_formatter beginning_{
      R"({"time":")" + std::string(kTime) + R"(","level":"%l",)",
      spdlog::pattern_time_type::utc, ""};
};

// Never waits: an emulator whose log nobody reads goes on, and says later what is missing.
class StandardError : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    if (paints_ && message.level >= spdlog::level::warn &&
        message.color_range_end > message.color_range_start) {
      PaintLevel(message, line);
    }
    if (dropped_ > 0 && TakesMore()) {
      Write(std::to_string(std::exchange(dropped_, 0)) +
            " lines of the log are missing: nobody has read standard error\n");
    }
    if (!TakesMore()) {
      ++dropped_;
      return;
    }
    Write({line.data(), line.size()});
  }

  void flush_() override {}

 private:
  static void PaintLevel(const spdlog::details::log_msg& message, spdlog::memory_buf_t& line) {
    const std::string plain(line.data() + message.color_range_start,
                            message.color_range_end - message.color_range_start);
    const std::string painted =
        Painted(STDERR_FILENO,
                message.level == spdlog::level::warn ? Paint::kYellow : Paint::kRed, plain);
    std::string whole(line.data(), line.size());
    whole.replace(message.color_range_start, plain.size(), painted);
    line.clear();
    line.append(whole.data(), whole.data() + whole.size());
  }

  // A pipe that says so has room for PIPE_BUF bytes.
  static bool TakesMore() {
    pollfd error{.fd = STDERR_FILENO, .events = POLLOUT, .revents = 0};
    return ::poll(&error, 1, 0) == 1;
  }

  static void Write(std::string line) {
    if (line.size() > PIPE_BUF) line.replace(PIPE_BUF - 1, std::string::npos, "\n");
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
  }

  const bool paints_ = ShowsColours(STDERR_FILENO);
  std::uint64_t dropped_ = 0;
};

}  // namespace

void StartLog(const std::string& level, LogFormat format) {
  SetLogFormat(format);
  auto log =
      std::make_shared<spdlog::logger>("iot-jobs-local", std::make_shared<StandardError>());
  if (format == LogFormat::kJson) {
    log->set_formatter(std::make_unique<JsonFormatter>());
  } else {
    log->set_pattern(std::string(kTime) + " %^%l%$ %v", spdlog::pattern_time_type::utc);
  }
  log->set_level(spdlog::level::from_str(level));
  spdlog::set_default_logger(std::move(log));
}

}  // namespace server
