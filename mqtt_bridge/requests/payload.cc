#include "mqtt_bridge/requests/payload.h"

#include <algorithm>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

namespace mqtt_bridge {

namespace {

using nlohmann::json;

constexpr std::string_view kDocument = "jobDocument";

// How an object is written: these members first, the others behind them by their names.
struct Form {
  std::vector<std::string_view> first;
  // Of the values of members that have a form, or whose elements have one.
  const Form* (*of)(std::string_view member) = [](std::string_view) -> const Form* {
    return nullptr;
  };
};

const Form* Summary(std::string_view) {
  static const Form kSummary{
      {"jobId", "queuedAt", "lastUpdatedAt", "startedAt", "executionNumber", "versionNumber"}};
  return &kSummary;
}

const Form* OfMember(std::string_view member) {
  static const Form kExecution{{"jobId", "status", "statusDetails", "queuedAt", "startedAt",
                                "lastUpdatedAt", "versionNumber", "executionNumber",
                                "approximateSecondsBeforeTimedOut", kDocument}};
  static const Form kState{{"status", "statusDetails", "versionNumber"}};
  static const Form kByStatus{{}, Summary};
  if (member == "execution") return &kExecution;
  if (member == "executionState") return &kState;
  if (member == "jobs") return &kByStatus;
  return member == "inProgressJobs" || member == "queuedJobs" ? Summary(member) : nullptr;
}

// AWS: as its logs show them; small devices read as far as they have room.
const Form& FormOf(const json& payload) {
  static const Form kAnswer{{"clientToken", "timestamp", "execution", "executionState",
                             kDocument, "jobs", "inProgressJobs", "queuedJobs"},
                            OfMember};
  static const Form kRejected{{"code", "message", "timestamp", "clientToken"}, OfMember};
  static const Form kEvent{{"eventType", "eventId", "timestamp", "operation", "accountId",
                            "jobId", "thingArn", "status"}};
  if (payload.contains("eventType")) return kEvent;
  return payload.contains("code") ? kRejected : kAnswer;
}

void Write(std::string& text, const json& value, const Form* form);

void WriteObject(std::string& text, const json& object, const Form& form) {
  char before = '{';
  const auto write = [&](const std::string& member, const json& value) {
    text += before;
    before = ',';
    text.append("\"").append(member).append("\":");
    if (member == kDocument && value.is_string()) {
      text += value.get_ref<const std::string&>();
    } else {
      Write(text, value, form.of(member));
    }
  };
  for (const std::string_view member : form.first) {
    const auto found = object.find(member);
    if (found != object.end()) write(found.key(), *found);
  }
  for (const auto& [member, value] : object.items()) {
    if (std::ranges::find(form.first, member) == form.first.end()) write(member, value);
  }
  text += before == '{' ? "{}" : "}";
}

void Write(std::string& text, const json& value, const Form* form) {
  if (form == nullptr || !value.is_structured()) {
    // Error messages may quote what a client sent.
    text += value.dump(-1, ' ', false, json::error_handler_t::replace);
  } else if (value.is_object()) {
    WriteObject(text, value, *form);
  } else {
    char before = '[';
    for (const json& element : value) {
      text += before;
      before = ',';
      Write(text, element, form);
    }
    text += before == '[' ? "[]" : "]";
  }
}

}  // namespace

std::string PayloadText(const json& payload) {
  std::string text;
  Write(text, payload, &FormOf(payload));
  return text;
}

}  // namespace mqtt_bridge
