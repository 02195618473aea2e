#include "engine/text/hex.h"

#include <gtest/gtest.h>

#include <array>

namespace engine {
namespace {

TEST(HexDigits, StandForBytesBothWays) {
  const std::string bytes("\x00\x7f\x80\xff/a", 6);
  EXPECT_EQ(Hex(bytes), "007f80ff2f61");
  EXPECT_EQ(Hex(std::array<unsigned char, 2>{0xab, 1}), "ab01");
  EXPECT_EQ(FromHex("007f80FF2f61"), bytes);
  EXPECT_EQ(FromHex(""), "");
}

TEST(HexDigits, ComeInPairs) {
  for (const char* wrong : {"0", "abc", "0g", " 0", "-1", "0x"}) {
    EXPECT_EQ(FromHex(wrong), std::nullopt) << wrong;
  }
}

}  // namespace
}  // namespace engine
