#include "engine/text/json_depth.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace engine {
namespace {

std::string Cbor(const nlohmann::json& value) {
  const auto bytes = nlohmann::json::to_cbor(value);
  return {bytes.begin(), bytes.end()};
}

TEST(JsonDepth, CborMayNestAHundredLevels) {
  EXPECT_FALSE(CborNestsTooDeeply(std::string(99, '\x81') + '\x80'));
  EXPECT_TRUE(CborNestsTooDeeply(std::string(100, '\x81') + '\x80'));
  EXPECT_FALSE(CborNestsTooDeeply(Cbor({{"a", {1, -2, 0.5, "text", nullptr, true}}})));
}

TEST(JsonDepth, WhatIsNoCborIsTooDeepAsWell) {
  EXPECT_TRUE(CborNestsTooDeeply("\xff"));
  EXPECT_TRUE(CborNestsTooDeeply(std::string(1000000, '\x81')));
}

}  // namespace
}  // namespace engine
