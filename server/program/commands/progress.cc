#include "server/program/commands/progress.h"

#include <unistd.h>

#include <exception>
#include <iostream>
#include <nlohmann/json.hpp>
#include <utility>

#include "server/program/client/api_client.h"
#include "server/program/usage/terminal.h"

namespace server {

namespace {

constexpr const char* kStartOfEmptyLine = "\r\033[K";

std::string Clock(const std::string& endpoint) {
  try {
    const auto clock =
        nlohmann::json::parse(http::ApiClient(endpoint, {}, "").Get("/_emulator/clock"));
    return "; the emulator's clock shows " + clock.at("now").get<std::string>();
  } catch (const std::exception&) {
    return "";  // what is waited for will say what is wrong
  }
}

}  // namespace

Progress::Progress(std::string endpoint) : endpoint_(std::move(endpoint)) {}

Progress::~Progress() {
  Clear();
}

void Progress::Tell(std::chrono::seconds waited) {
  if (!IsTerminal(STDERR_FILENO)) return;
  shown_ = true;
  std::cerr << kStartOfEmptyLine << "waiting for " << waited.count() << " s" << Clock(endpoint_)
            << std::flush;
}

void Progress::Clear() {
  if (std::exchange(shown_, false)) std::cerr << kStartOfEmptyLine << std::flush;
}

}  // namespace server
