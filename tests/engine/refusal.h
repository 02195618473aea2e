// What a rule refuses with, as one line to compare.
#pragma once

#include <string>

#include "engine/error.h"

namespace engine {

// "InvalidRequest: <message>", or "accepted".
template <typename Rule>
std::string Refusal(const Rule& rule) {
  try {
    rule();
  } catch (const Error& refusal) {
    return std::string(Name(refusal.code)) + ": " + refusal.what();
  }
  return "accepted";
}

// The name of the error alone, or "accepted".
template <typename Rule>
std::string RefusalName(const Rule& rule) {
  const std::string refusal = Refusal(rule);
  return refusal.substr(0, refusal.find(':'));
}

}  // namespace engine
