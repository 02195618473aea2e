// Mosquitto's strings, which come from malloc.
#pragma once

#include <cstdlib>
#include <memory>
#include <string_view>

struct Free {
  void operator()(char* text) const { std::free(text); }
};

using Text = std::unique_ptr<char, Free>;

inline std::string_view OrEmpty(const char* text) {
  return text == nullptr ? std::string_view() : text;
}
