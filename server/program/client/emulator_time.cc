#include "server/program/client/emulator_time.h"

#include <spdlog/spdlog.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "server/program/client/api_client.h"

namespace server {

namespace {

constexpr std::chrono::milliseconds kBetweenQuestions{200};

}  // namespace

EmulatorTime::EmulatorTime(const std::string& endpoint) : endpoint_(endpoint) {
  Ask();
  follower_ = std::thread([this] { Follow(); });
}

EmulatorTime::~EmulatorTime() {
  {
    const std::scoped_lock lock(mutex_);
    ended_ = true;
  }
  ends_.notify_all();
  if (follower_.joinable()) follower_.join();
}

engine::Instant EmulatorTime::Now() const {
  const std::scoped_lock lock(mutex_);
  return clock_.Now();
}

void EmulatorTime::Ask() {
  const auto shown =
      nlohmann::json::parse(http::ApiClient(endpoint_, {}, "").Get("/_emulator/clock"));
  engine::Clock clock;
  clock.SetScale(shown.at("scale").get<double>());
  clock.Set(engine::FromMilliseconds(shown.at("epochMilliseconds").get<std::int64_t>()));
  const std::scoped_lock lock(mutex_);
  clock_ = clock;
}

// While nothing answers, the clock goes on as it did.
void EmulatorTime::Follow() {
  bool answers = true;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      if (ends_.wait_for(lock, kBetweenQuestions, [this] { return ended_; })) return;
    }
    try {
      Ask();
      answers = true;
    } catch (const std::exception& problem) {
      if (answers) spdlog::warn("the emulator's clock can't be read: {}", problem.what());
      answers = false;
    }
  }
}

}  // namespace server
