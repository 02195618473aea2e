// Inputs for operations of the built-in description, and the text of a violation.
#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "api_spec/check.h"
#include "api_spec/spec.h"

namespace api_spec {

using Json = nlohmann::json;

inline std::string Repeat(const std::string& text, std::size_t times) {
  std::string repeated;
  for (std::size_t i = 0; i < times; ++i) repeated += text;
  return repeated;
}

inline const Operation& Control(const std::string& name) {
  return Spec::BuiltIn().Find(Plane::kControl, name);
}

inline const Operation& Data(const std::string& name) {
  return Spec::BuiltIn().Find(Plane::kData, name);
}

inline std::string Check(const Operation& operation, Json input) {
  return CheckInput(operation, input);
}

// The input as an operation gets to see it.
inline Json Checked(const Operation& operation, Json input) {
  EXPECT_EQ(CheckInput(operation, input), "");
  return input;
}

inline std::string One(const std::string& value, const std::string& path,
                       const std::string& constraint) {
  return "1 validation error detected: Value " + value + " at '" + path +
         "' failed to satisfy constraint: " + constraint;
}

inline Json JobWith(const std::string& member, Json value) {
  Json input{{"jobId", "j"}, {"targets", {"arn"}}, {"document", "{}"}};
  input[member] = std::move(value);
  return input;
}

inline Json Update(Json more) {
  Json input{{"jobId", "j"}, {"thingName", "lamp"}, {"status", "IN_PROGRESS"}};
  input.update(more);
  return input;
}

}  // namespace api_spec
