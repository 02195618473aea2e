// iot-jobs-local ota: takes a file to devices by an OTA update, and waits until they are done.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "api_spec/spec.h"
#include "engine/text/base64.h"
#include "engine/uuid.h"
#include "server/program/client/api_client.h"
#include "server/program/commands/commands.h"
#include "server/program/usage/groups.h"

namespace server {

namespace {

using nlohmann::json;

constexpr const char* kBucket = "firmware";
constexpr const char* kRole = "arn:aws:iam::123456789012:role/ota";  // which nobody assumes
constexpr std::chrono::milliseconds kBetweenLooks{200};

struct OtaOptions {
  std::string file;
  std::vector<std::string> things;
  std::string id;
  std::string version;
  std::string path = "firmware";
  std::vector<std::string> protocols;
  std::string certificate_path;  // empty: it is not signed
  bool no_wait = false;
  std::string endpoint = http::ApiClient::DefaultEndpoint();
  engine::KeyPair keys{"local", "local"};
  std::string region = "us-east-1";
};

std::string ContentOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  if (!file) throw std::runtime_error("cannot read " + path);
  return content.str();
}

std::string KeyOf(const OtaOptions& options) {
  return options.id + "/" + std::filesystem::path(options.file).filename().string();
}

void Upload(const http::ApiClient& client, const OtaOptions& options) {
  const auto& seed = api_spec::Spec::BuiltIn().Find(api_spec::Plane::kEmulator, "LoadSeed");
  client.Ask(seed, {{"files",
                     {{{"bucket", kBucket},
                       {"key", KeyOf(options)},
                       {"base64", engine::Base64(ContentOf(options.file))}}}}});
}

json FileOf(const OtaOptions& options) {
  json file = {
      {"fileName", options.path},
      {"fileType", 0},
      {"fileLocation", {{"s3Location", {{"bucket", kBucket}, {"key", KeyOf(options)}}}}}};
  if (!options.version.empty()) file["fileVersion"] = options.version;
  if (!options.certificate_path.empty()) {
    file["codeSigning"]["startSigningJobParameter"]["signingProfileParameter"] = {
        {"certificatePathOnDevice", options.certificate_path}};
  }
  return file;
}

// Throws what the update failed by.
void Create(const http::ApiClient& client, const OtaOptions& options) {
  json targets = json::array();
  for (const std::string& thing : options.things) {
    targets.push_back(client.Call("DescribeThing", {{"thingName", thing}}).at("thingArn"));
  }
  json input = {{"otaUpdateId", options.id},
                {"targets", std::move(targets)},
                {"files", json::array({FileOf(options)})},
                {"roleArn", kRole}};
  if (!options.protocols.empty()) input["protocols"] = options.protocols;
  client.Call("CreateOTAUpdate", input);
  const json made =
      client.Call("GetOTAUpdate", {{"otaUpdateId", options.id}}).at("otaUpdateInfo");
  if (made.contains("errorInfo")) {
    throw std::runtime_error("the update could not be made: " +
                             made["errorInfo"]["message"].get<std::string>());
  }
  std::cout << "OTA update " << options.id << ": job " << made["awsIotJobId"].get<std::string>()
            << std::endl;
}

bool HasEnded(const std::string& status) {
  return status != "QUEUED" && status != "IN_PROGRESS";
}

// "IN_PROGRESS receive 64/74".
std::string Told(const json& execution) {
  std::string line = execution["status"].get<std::string>();
  const json details =
      execution.value("statusDetails", json::object()).value("detailsMap", json::object());
  for (const auto& [name, value] : details.items()) {
    line.append(" ").append(name).append(" ").append(value.get<std::string>());
  }
  return line;
}

// Tells of each change until all have ended; whether all have succeeded.
bool Wait(const http::ApiClient& client, const OtaOptions& options) {
  const std::string job = "AFR_OTA-" + options.id;
  std::map<std::string, std::string> last;
  for (;;) {
    std::vector<std::string> ended;
    for (const std::string& thing : options.things) {
      const json execution =
          client.Call("DescribeJobExecution", {{"jobId", job}, {"thingName", thing}})
              .at("execution");
      const std::string line = Told(execution);
      if (std::exchange(last[thing], line) != line) {
        std::cout << thing << ": " << line << std::endl;
      }
      const auto status = execution["status"].get<std::string>();
      if (HasEnded(status)) ended.push_back(status);
    }
    if (ended.size() == options.things.size()) {
      return std::ranges::all_of(ended, [](const auto& one) { return one == "SUCCEEDED"; });
    }
    std::this_thread::sleep_for(kBetweenLooks);
  }
}

int RunOta(OtaOptions options) {
  if (options.id.empty()) options.id = engine::NewUuid().substr(0, 8);
  const http::ApiClient client(options.endpoint, options.keys, options.region);
  Upload(client, options);
  Create(client, options);
  if (options.no_wait) return 0;
  return Wait(client, options) ? 0 : 1;
}

void AddOptions(CLI::App& ota, OtaOptions& options) {
  ota.add_option("file", options.file, "The file")->required();
  ota.add_option("--thing", options.things, "A device's thing; can be given several times")
      ->required();
  ota.add_option("--id", options.id, "The update's id; one is made up where nothing is said");
  ota.add_option("--file-version", options.version,
                 "Version of the file, shown with the update");
  ota.add_option("--path", options.path, "What the document names the file on the device")
      ->capture_default_str();
  ota.add_option("--protocol", options.protocols, "MQTT or HTTP; both, where both are given")
      ->check(CLI::IsMember({"MQTT", "HTTP"}));
  ota.add_option("--sign-for", options.certificate_path,
                 "Sign it with the emulator's --code-sign-key, for the certificate that the "
                 "device has at this path");
  ota.add_flag("--no-wait", options.no_wait, "Do not wait until the devices are done");
  ota.add_option("--endpoint", options.endpoint, "The running emulator's REST API")
      ->envname("IOT_JOBS_LOCAL_ENDPOINT")
      ->capture_default_str();
  ota.add_option("--region", options.region, "Region in ARNs")
      ->envname("IOT_JOBS_LOCAL_REGION")
      ->capture_default_str();
  ota.add_option("--access-key-id", options.keys.access_key_id, "To sign with")
      ->envname("IOT_JOBS_LOCAL_ACCESS_KEY_ID")
      ->capture_default_str();
  ota.add_option("--secret-access-key", options.keys.secret_access_key, "The secret to that")
      ->envname("IOT_JOBS_LOCAL_SECRET_ACCESS_KEY")
      ->capture_default_str();
}

}  // namespace

void AddOta(CLI::App& app, Command& given) {
  const auto options = std::make_shared<OtaOptions>();
  CLI::App* ota = app.add_subcommand(
      "ota",
      "Take a file to devices by an OTA update, and tell how they get on until all are done");
  ota->group(kAsks);
  AddOptions(*ota, *options);
  ota->footer(
      "iot-jobs-local ota build/app.bin --thing lamp\n"
      "iot-jobs-local ota build/app.bin --thing lamp --protocol HTTP --sign-for "
      "/certs/sign.crt");
  ota->callback([&given, options] { given = [options] { return RunOta(*options); }; });
}

}  // namespace server
