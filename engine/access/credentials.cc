#include "engine/access/credentials.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

namespace engine {

namespace {

using nlohmann::json;

std::string Trimmed(const std::string& text) {
  constexpr char kBlanks[] = " \t\r";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

void CheckKeys(const Credential& credential) {
  if (credential.keys.access_key_id.empty() || credential.keys.secret_access_key.empty()) {
    throw std::invalid_argument("\"" + credential.user_name +
                                "\" lacks its access key id or its secret access key");
  }
}

// AWS's file: "[profile]", then "name = value" lines. What is no key (region, output) is for
// others.
std::vector<Credential> ParseProfiles(std::string_view text) {
  std::vector<Credential> credentials;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    line = Trimmed(line);
    if (line.empty() || line.front() == '#' || line.front() == ';') continue;
    if (line.front() == '[' && line.back() == ']') {
      credentials.emplace_back();
      credentials.back().user_name = Trimmed(line.substr(1, line.size() - 2));
      continue;
    }
    const std::size_t equals = line.find('=');
    if (equals == std::string::npos || credentials.empty()) {
      throw std::invalid_argument("neither [profile] nor name = value: " + line);
    }
    const std::string name = Trimmed(line.substr(0, equals));
    std::string value = Trimmed(line.substr(equals + 1));
    Credential& credential = credentials.back();
    if (name == "aws_access_key_id") {
      credential.keys.access_key_id = std::move(value);
    } else if (name == "aws_secret_access_key") {
      credential.keys.secret_access_key = std::move(value);
    } else if (name == "aws_session_token") {
      credential.session_token = std::move(value);
    }
  }
  return credentials;
}

Credential ReadCredential(const json& entry) {
  if (!entry.is_object()) throw std::invalid_argument("an entry is not an object");
  const auto text = [&](const char* member) {
    const json value = entry.value(member, json(""));
    if (!value.is_string()) throw std::invalid_argument(std::string(member) + " is not a text");
    return value.get<std::string>();
  };
  Credential credential{.keys = {text("AccessKeyId"), text("SecretAccessKey")},
                        .session_token = text("SessionToken"),
                        .user_name = text("UserName")};
  if (credential.user_name.empty()) credential.user_name = credential.keys.access_key_id;
  if (entry.contains("Expiration")) {
    credential.expires = ParseInstant(text("Expiration"));
    if (!credential.expires) throw std::invalid_argument("Expiration is not ISO 8601 in UTC");
  }
  if (entry.contains("Policy")) credential.policy.emplace(entry["Policy"]);
  return credential;
}

}  // namespace

std::string CallerArn(const Credential& credential, const std::string& account_id) {
  if (credential.role.empty()) {
    return "arn:aws:iam::" + account_id + ":user/" + credential.user_name;
  }
  return "arn:aws:sts::" + account_id + ":assumed-role/" + credential.role + "/" +
         credential.user_name;
}

std::vector<Credential> ParseCredentials(std::string_view text) {
  std::vector<Credential> credentials;
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  const json document = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (document.is_object()) {
    credentials.push_back(ReadCredential(document));
  } else if (document.is_array()) {
    for (const json& entry : document) credentials.push_back(ReadCredential(entry));
  } else if (first != std::string_view::npos && text[first] == '{') {
    throw std::invalid_argument("it begins as JSON, but is not");
  } else {
    credentials = ParseProfiles(text);
  }
  std::for_each(credentials.begin(), credentials.end(), CheckKeys);
  return credentials;
}

}  // namespace engine
