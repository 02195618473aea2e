#include "server/program/locations.h"

#include <charconv>
#include <filesystem>
#include <stdexcept>
#include <system_error>

namespace server {

BrokerLocation ReadBroker(const std::string& url) {
  constexpr std::string_view kScheme = "mqtt://";
  const std::invalid_argument wrong("--broker takes mqtt://host:port, not \"" + url + "\"");
  BrokerLocation broker;
  if (!url.starts_with(kScheme)) throw wrong;
  std::string_view rest = std::string_view(url).substr(kScheme.size());
  if (rest.ends_with('/')) rest.remove_suffix(1);
  const auto colon = rest.rfind(':');
  const bool has_port = colon != std::string_view::npos && !rest.ends_with(']');
  std::string_view host = rest.substr(0, has_port ? colon : rest.size());
  if (has_port) {
    const std::string_view port = rest.substr(colon + 1);
    const auto [end, failure] =
        std::from_chars(port.data(), port.data() + port.size(), broker.port);
    if (failure != std::errc{} || end != port.data() + port.size() || broker.port < 1 ||
        broker.port > 65535) {
      throw wrong;
    }
  }
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.empty()) throw wrong;
  broker.host = std::string(host);
  return broker;
}

std::string ReadS3Endpoint(const std::string& url) {
  constexpr std::string_view kScheme = "http://";
  const std::invalid_argument wrong("--s3-endpoint takes http://host:port, not \"" + url +
                                    "\"");
  if (!url.starts_with(kScheme)) throw wrong;
  std::string host = url.substr(kScheme.size());
  if (host.ends_with('/')) host.pop_back();
  if (host.empty() || host.find('/') != std::string::npos) throw wrong;
  // As clients write the host, and so as it is signed.
  if (host.ends_with(":80")) host.resize(host.size() - 3);
  return host;
}

std::pair<std::string, std::string> ReadBucket(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == 0 || equals == std::string::npos || equals + 1 == text.size()) {
    throw std::invalid_argument("--bucket takes NAME=DIRECTORY, not \"" + text + "\"");
  }
  std::error_code failure;
  const std::filesystem::path directory =
      std::filesystem::canonical(text.substr(equals + 1), failure);
  if (failure || !std::filesystem::is_directory(directory)) {
    throw std::invalid_argument("--bucket: there is no directory " + text.substr(equals + 1));
  }
  return {text.substr(0, equals), directory.string()};
}

std::pair<std::string, std::string> ReadHook(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == 0 || equals == std::string::npos || equals + 1 == text.size()) {
    throw std::invalid_argument("--hook takes NAME=URL or NAME=COMMAND, not \"" + text + "\"");
  }
  std::string target = text.substr(equals + 1);
  if (target.starts_with("https://")) {
    throw std::invalid_argument("--hook: URLs begin with http://, not as " + target);
  }
  return {text.substr(0, equals), std::move(target)};
}

}  // namespace server
