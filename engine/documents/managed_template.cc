#include "engine/documents/managed_template.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/error.h"

namespace engine {

namespace {

constexpr std::string_view kOpening = "${aws:iot:parameter:";

std::string Placeholder(const std::string& key) {
  return std::string(kOpening) + key + "}";
}

DocumentParameter Required(const char* key, const char* description, const char* example) {
  return {.key = key, .description = description, .example = example};
}

DocumentParameter RunAsUser() {
  return {.key = "runAsUser",
          .description = "The user to run as; the device's default user when not given.",
          .example = "user1",
          .optional = true,
          .longest = 256};
}

DocumentParameter PathToHandler() {
  return {.key = "pathToHandler",
          .description = "The folder of the handler; the device's default when not given.",
          .example = "/path/to/handler/script",
          .optional = true,
          .longest = 4096};
}

std::string Document(const std::string& action, const char* type,
                     nlohmann::ordered_json input) {
  nlohmann::ordered_json document;
  document["version"] = "1.0";
  document["steps"].push_back({{"action",
                                {{"name", action},
                                 {"type", type},
                                 {"input", std::move(input)},
                                 {"runAsUser", Placeholder("runAsUser")}}}});
  return document.dump();
}

// A template whose document runs a script that the device has.
ManagedTemplate Handled(const std::string& action, const char* description, const char* handler,
                        std::vector<DocumentParameter> arguments) {
  nlohmann::ordered_json input{{"handler", handler}};
  for (const auto& argument : arguments) input["args"].push_back(Placeholder(argument.key));
  input["path"] = Placeholder("pathToHandler");
  ManagedTemplate managed{.name = "AWS-" + action,
                          .description = description,
                          .parameters = std::move(arguments),
                          .document = Document(action, "runHandler", std::move(input))};
  managed.parameters.push_back(RunAsUser());
  managed.parameters.push_back(PathToHandler());
  return managed;
}

std::vector<ManagedTemplate> MakeTemplates() {
  const auto packages =
      Required("packages", "The packages, separated by spaces.", "package1 package2");
  const auto services =
      Required("services", "The services, separated by spaces.", "service1 service2");
  return {
      Handled("Download-File", "Downloads a file to the device.", "download-file.sh",
              {Required("downloadUrl", "Where to download the file from.",
                        "https://www.example.com/index.html"),
               Required("filePath", "Where to put the file.", "/path/to/index.html")}),
      Handled("Install-Application", "Installs packages on the device.", "install-packages.sh",
              {packages}),
      Handled("Reboot", "Reboots the device.", "reboot.sh", {}),
      Handled("Remove-Application", "Removes packages from the device.", "remove-packages.sh",
              {packages}),
      Handled("Restart-Application", "Stops and starts services of the device.",
              "restart-services.sh", {services}),
      {.name = "AWS-Run-Command",
       .description = "Runs a command on the device.",
       .parameters = {Required("command", "The command and its arguments, separated by commas.",
                               "systemctl,restart,ssh"),
                      RunAsUser()},
       .document =
           Document("Run-Command", "runCommand", {{"command", Placeholder("command")}})},
      Handled("Start-Application", "Starts services of the device.", "start-services.sh",
              {services}),
      Handled("Stop-Application", "Stops services of the device.", "stop-services.sh",
              {services}),
  };
}

constexpr int kLongestDocument = 32768;

bool IsTooLong(const std::string& text, int longest) {
  const auto characters = std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  return longest > 0 && characters > longest;
}

void CheckValues(const ManagedTemplate& managed, const nlohmann::json& values) {
  const auto named = [&](const std::string& key) {
    return std::ranges::find(managed.parameters, key, &DocumentParameter::key) !=
           managed.parameters.end();
  };
  for (const auto& [key, value] : values.items()) {
    if (!named(key))
      RefuseRequest("Template " + managed.name + " has no parameter " + key + ".");
  }
  for (const DocumentParameter& parameter : managed.parameters) {
    const auto value = values.find(parameter.key);
    if (value == values.end()) {
      if (!parameter.optional)
        RefuseRequest("Parameter " + parameter.key + " must be provided.");
    } else if (IsTooLong(value->get_ref<const std::string&>(), parameter.longest)) {
      RefuseRequest("The value of parameter " + parameter.key + " does not match " +
                    parameter.Regex() + ".");
    }
  }
}

// As it stands in a JSON string.
std::string Escaped(const std::string& value) {
  const std::string quoted = nlohmann::json(value).dump();
  return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

std::string DocumentParameter::Regex() const {
  return longest > 0 ? "(.){0," + std::to_string(longest) + "}" : "(.*?)";
}

const std::vector<ManagedTemplate>& ManagedTemplates() {
  static const std::vector<ManagedTemplate> kTemplates = MakeTemplates();
  return kTemplates;
}

const ManagedTemplate* FindManagedTemplate(std::string_view name) {
  const auto& all = ManagedTemplates();
  const auto found = std::ranges::find(all, name, &ManagedTemplate::name);
  return found == all.end() ? nullptr : &*found;
}

std::string FillDocument(const ManagedTemplate& managed, const std::string& document,
                         const nlohmann::json& values) {
  CheckValues(managed, values);
  std::string filled;
  std::size_t done = 0;
  // One pass, so that a placeholder within a value stays what it is.
  for (std::size_t at; (at = document.find(kOpening, done)) != std::string::npos;) {
    const std::size_t key_at = at + kOpening.size();
    const std::size_t end = document.find('}', key_at);
    if (end == std::string::npos) break;
    const std::string key = document.substr(key_at, end - key_at);
    filled.append(document, done, at - done);
    done = end + 1;
    if (std::ranges::find(managed.parameters, key, &DocumentParameter::key) ==
        managed.parameters.end()) {
      filled.append(document, at, done - at);
    } else if (const auto value = values.find(key); value != values.end()) {
      filled += Escaped(value->get_ref<const std::string&>());
    }
  }
  filled.append(document, done);
  if (IsTooLong(filled, kLongestDocument)) {
    RefuseRequest(
        "With its parameters filled in, the job document has more than 32768 characters.");
  }
  return filled;
}

}  // namespace engine
