#include "engine/text/base64.h"

#include <gtest/gtest.h>

namespace engine {
namespace {

TEST(Base64, ComesBackAsItWas) {
  for (const std::string bytes : {"", "a", "ab", "abc", "\xff\xfe", "a=b"}) {
    EXPECT_EQ(FromBase64(Base64(bytes)), bytes);
  }
  EXPECT_EQ(FromBase64("YWI="), "ab");
}

TEST(Base64, IsNothingElse) {
  for (const char* text :
       {"a", "YWI", "YW=I", "Y===", "====", "a b=", " YWI", "YWI\n", "*WI=", "YWI=YWI="}) {
    EXPECT_EQ(FromBase64(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace engine
