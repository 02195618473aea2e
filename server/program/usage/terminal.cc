#include "server/program/usage/terminal.h"

#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string_view>

namespace server {
namespace {

std::string_view Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

const char* CodeOf(Paint paint) {
  switch (paint) {
    case Paint::kBold:
      return "\033[1m";
    case Paint::kRed:
      return "\033[31m";
    case Paint::kYellow:
      return "\033[33m";
  }
  return "";
}

}  // namespace

bool IsTerminal(int descriptor) {
  return ::isatty(descriptor) == 1;
}

bool ShowsColours(int descriptor) {
  return IsTerminal(descriptor) && Variable("NO_COLOR").empty() && Variable("TERM") != "dumb";
}

std::string Painted(int descriptor, Paint paint, const std::string& text) {
  return ShowsColours(descriptor) ? CodeOf(paint) + text + "\033[0m" : text;
}

void Complain(const std::string& text) {
  std::cerr << Painted(STDERR_FILENO, Paint::kRed, "iot-jobs-local:") << " " << text
            << std::endl;
}

}  // namespace server
