#include "engine/text/base64.h"

#include <gtest/gtest.h>

namespace engine {
namespace {

TEST(Base64, ComesBackAsItWasWritten) {
  for (const std::string bytes : {"", "a", "ab", "abc", "abcd", "\xff\xfe\xfd"}) {
    EXPECT_EQ(FromBase64(Base64(bytes)), bytes);
  }
  EXPECT_EQ(FromBase64("AAAAAA=="), std::string(4, '\0'));
}

TEST(Base64, WhatIsNotInItIsNothing) {
  for (const char* text : {"x", "AAA", "AAAA=", "====", "A===", "AA=A", " AAAA", "AAAA\n",
                           "AB==", "\xff\xff\xff\xff", "AAAA-"}) {
    EXPECT_EQ(FromBase64(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace engine
