#include "engine/text/shortened.h"

#include <gtest/gtest.h>

namespace engine {
namespace {

TEST(Shortened, CutsNoCharacterInTwo) {
  EXPECT_EQ(Shortened("abc", 3), "abc");
  EXPECT_EQ(Shortened("abcd", 3), "abc");
  EXPECT_EQ(Shortened("ab\u00e9", 3), "ab");
  EXPECT_EQ(Shortened("ab\u00e9", 4), "ab\u00e9");
  EXPECT_EQ(Shortened("\U0001f4a1", 3), "");
}

}  // namespace
}  // namespace engine
