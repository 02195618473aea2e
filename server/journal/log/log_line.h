// A line of the log about one thing that happened: words, or members for programs.
#pragma once

#include <spdlog/spdlog.h>

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace server {

enum class LogFormat { kText, kJson };

// For the whole program, as spdlog's logger is.
void SetLogFormat(LogFormat format);
LogFormat CurrentLogFormat();

// As the line's members; empty ones are left out. spdlog's formatter adds time and level.
std::string AsMembers(const nlohmann::ordered_json& members);

// `words` and `members` give what there is to say in either form; only one of them is asked.
template <typename Words, typename Members>
void LogLine(spdlog::level::level_enum level, const Words& words, const Members& members) {
  if (!spdlog::should_log(level)) return;
  if (CurrentLogFormat() == LogFormat::kText) {
    spdlog::log(level, "{}", words());
  } else {
    spdlog::log(level, "{}", AsMembers(members()));
  }
}

// Callers' text on one line of the log; a dash for none.
std::string Quoted(std::string_view text);

}  // namespace server
