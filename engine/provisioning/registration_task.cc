#include "engine/provisioning/registration_task.h"

#include <algorithm>

#include "engine/error.h"
#include "engine/text/json_depth.h"
#include "engine/wire_names.h"

namespace engine {

namespace {

using nlohmann::json;

constexpr WireNames<RegistrationStatus, 5> kStatuses{{
    {RegistrationStatus::kInProgress, "InProgress"},
    {RegistrationStatus::kCompleted, "Completed"},
    {RegistrationStatus::kFailed, "Failed"},
    {RegistrationStatus::kCancelling, "Cancelling"},
    {RegistrationStatus::kCancelled, "Cancelled"},
}};

std::string LineOf(const RegistrationTask& task, const char* member, json value) {
  return json({{"lineNumber", task.lines + 1},
               {"offset", task.position},
               {member, std::move(value)}})
             .dump(-1, ' ', false, json::error_handler_t::replace) +
         "\n";
}

}  // namespace

std::string_view Name(RegistrationStatus status) {
  return NameIn(kStatuses, status);
}

RegistrationStatus RegistrationStatusFrom(std::string_view name) {
  return ValueIn(kStatuses, name).value();
}

int PercentDone(const RegistrationTask& task) {
  if (task.status == RegistrationStatus::kCompleted) return 100;
  if (task.size == 0) return 0;
  return static_cast<int>(std::min<std::int64_t>(task.position * 100 / task.size, 100));
}

json RegistrationIn(const RegistrationTask& task, std::string_view line) {
  json parameters = NestsTooDeeply(line) ? json() : json::parse(line, nullptr, false);
  if (!parameters.is_object()) RefuseRequest("The line is not a JSON object of parameters.");
  return {{"templateBody", task.template_body}, {"parameters", std::move(parameters)}};
}

// AWS: where CertificatePem and ResourceArns stand is known from what people read them with;
// the members around them are ours.
std::string ResultLine(const RegistrationTask& task, const json& registered) {
  return LineOf(task, "response",
                {{"CertificatePem", registered.value("certificatePem", "")},
                 {"ResourceArns", registered.value("resourceArns", json::object())}});
}

std::string ErrorLine(const RegistrationTask& task, std::string_view code,
                      const std::string& message) {
  return LineOf(task, "error", {{"code", code}, {"message", message}});
}

}  // namespace engine
