// The program's flags, a row each.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "server/program/config.h"

namespace CLI {
class App;
}

namespace server {

// What flags say that a Config holds in another form.
struct FlagTexts {
  bool no_plain_mqtt = false;
  std::vector<std::string> auth{"certificate"};
  std::string rollout = "paced";
  std::string limits = "aws";
  std::string log_format = "text";
  std::string broker, s3_endpoint, credentials;
  std::vector<std::string> buckets, hooks;
  std::string ca_certificate, ca_key, server_certificate, server_key, code_sign_key;
};

struct Flag {
  using Value = std::variant<bool*, int*, std::optional<int>*, std::string*,
                             std::optional<std::string>*, std::vector<std::string>*>;

  std::string name;  // "--http-port"
  std::string help;
  Value value;  // where it goes; what is there is the default. Numbers are ports
  std::vector<std::string> choices{};   // nothing else, if there are any
  bool is_list = false;                 // several with commas between
  std::vector<std::string> excludes{};  // flags that it can't be given with
  // What is wrong with a value, and what it is to be.
  std::string (*check)(const std::string& text) = nullptr;
  std::string takes{};
  std::string group{};
};

// All of them, by group.
std::vector<Flag> FlagsOf(Config& config, FlagTexts& texts);

// "IOT_JOBS_LOCAL_HTTP_PORT" for "--http-port".
std::string EnvironmentName(std::string_view flag);

// The values outlive `app`.
void AddFlags(CLI::App& app, const std::vector<Flag>& flags);

}  // namespace server
