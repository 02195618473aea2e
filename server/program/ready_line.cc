#include "server/program/ready_line.h"

#include <cstdio>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace server {

std::string Url(const char* scheme, const std::string& bind, int port) {
  std::string host = bind;
  if (bind == "0.0.0.0" || bind == "::") host = "127.0.0.1";
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  return std::string(scheme) + "://" + host + ":" + std::to_string(port);
}

void WriteReadyFile(const std::optional<std::string>& file,
                    const nlohmann::ordered_json& line) {
  if (!file) return;
  // Written beside and moved: who waits for the file never reads half of it.
  const std::string beside = *file + ".part";
  std::ofstream(beside) << line.dump() << "\n";
  if (std::rename(beside.c_str(), file->c_str()) != 0) {
    throw std::runtime_error("cannot write the ready file " + *file +
                             ": choose another --ready-file");
  }
}

void SayReady(const std::optional<std::string>& file, const nlohmann::ordered_json& line) {
  WriteReadyFile(file, line);
  std::cout << line.dump() << std::endl;
}

}  // namespace server
