#include "engine/uuid.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace engine {
namespace {

TEST(Uuid, IsOfVersionFourAndNeverTheSame) {
  const std::regex form("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string uuid = NewUuid();
    EXPECT_TRUE(std::regex_match(uuid, form)) << uuid;
    EXPECT_TRUE(seen.insert(uuid).second) << uuid;
  }
}

TEST(Uuid, OfATextIsTheSameEachTimeAndAnotherForAnotherText) {
  EXPECT_EQ(UuidOf("lamp"), UuidOf("lamp"));
  EXPECT_NE(UuidOf("lamp"), UuidOf("lamp 2"));
  const std::regex form("[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  EXPECT_TRUE(std::regex_match(UuidOf("lamp"), form)) << UuidOf("lamp");
}

TEST(Token, IsOf64HexadecimalDigitsAndNeverTheSame) {
  EXPECT_TRUE(std::regex_match(NewToken(), std::regex("[0-9a-f]{64}")));
  EXPECT_NE(NewToken(), NewToken());
}

}  // namespace
}  // namespace engine
