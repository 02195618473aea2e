#include "server/journal/log/log_line.h"

#include <nlohmann/json.hpp>

namespace server {
namespace {

LogFormat current = LogFormat::kText;

}  // namespace

void SetLogFormat(LogFormat format) {
  current = format;
}

LogFormat CurrentLogFormat() {
  return current;
}

std::string AsMembers(const nlohmann::ordered_json& members) {
  nlohmann::ordered_json kept = nlohmann::ordered_json::object();
  for (const auto& [name, value] : members.items()) {
    const auto* text = value.get_ptr<const std::string*>();
    if (text == nullptr || !text->empty()) kept[name] = value;
  }
  return kept.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string Quoted(std::string_view text) {
  const nlohmann::json quoted = text.empty() ? "-" : text;
  return quoted.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace server
