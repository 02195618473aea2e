#include "server/program/flags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace server {
namespace {

using testing::HasSubstr;

// An environment variable for as long as this is there.
class Variable {
 public:
  Variable(std::string name, const std::string& value) : name_(std::move(name)) {
    setenv(name_.c_str(), value.c_str(), 1);
  }

  ~Variable() { unsetenv(name_.c_str()); }

  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const std::string name_;
};

std::string Text(const bool* value) {
  return *value ? "true" : "false";
}

std::string Text(const int* value) {
  return std::to_string(*value);
}

std::string Text(const std::string* value) {
  return *value;
}

template <typename T>
std::string Text(const std::optional<T>* value) {
  return *value ? Text(&**value) : "";
}

std::string Text(const std::vector<std::string>* value) {
  return value->size() == 1 ? value->front() : "";
}

std::string ValueOf(const Flag& flag) {
  return std::visit([](const auto* value) { return Text(value); }, flag.value);
}

// That the flag takes, and that is not its default.
std::string SampleFor(const Flag& flag) {
  if (!flag.choices.empty()) return flag.choices.back();
  if (flag.check != nullptr) return "210987654321";
  return std::holds_alternative<bool*>(flag.value) ? "true" : "47";
}

TEST(Flags, AreEnvironmentVariablesToo) {
  Config named;
  FlagTexts named_texts;
  for (std::size_t i = 0; i < FlagsOf(named, named_texts).size(); ++i) {
    Config config;
    FlagTexts texts;
    const std::vector<Flag> flags = FlagsOf(config, texts);
    const std::string sample = SampleFor(flags[i]);
    EXPECT_NE(ValueOf(flags[i]), sample) << flags[i].name;
    const Variable variable(EnvironmentName(flags[i].name), sample);
    CLI::App app;
    AddFlags(app, flags);
    app.parse(std::vector<std::string>());
    EXPECT_EQ(ValueOf(flags[i]), sample) << flags[i].name;
  }
}

TEST(Flags, HaveAnEnvironmentVariableOfTheSameName) {
  EXPECT_EQ(EnvironmentName("--mqtt-alpn-port"), "IOT_JOBS_LOCAL_MQTT_ALPN_PORT");
}

TEST(Flags, SayWhatTheyAreForHereAndInTheGuide) {
  std::ifstream file(SOURCE_DIR "/docs/guide/starting.md");
  const std::string guide{std::istreambuf_iterator<char>(file), {}};
  Config config;
  FlagTexts texts;
  for (const Flag& flag : FlagsOf(config, texts)) {
    EXPECT_NE(flag.help, "") << flag.name;
    EXPECT_THAT(guide, HasSubstr("`" + flag.name));
  }
}

}  // namespace
}  // namespace server
