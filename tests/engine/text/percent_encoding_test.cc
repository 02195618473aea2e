#include "engine/text/percent_encoding.h"

#include <gtest/gtest.h>

namespace engine {
namespace {

TEST(PercentEncoding, EveryByteOfAKeyHasItsPlaceInAUrl) {
  EXPECT_EQ(UriEncode("a b/~_-.%\xc3\xa9+", true), "a%20b/~_-.%25%C3%A9%2B");
  EXPECT_EQ(UriEncode("a/b", false), "a%2Fb");
}

TEST(PercentEncoding, EveryByteComesBack) {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  EXPECT_EQ(UriDecode(UriEncode(bytes, false)), bytes);
  EXPECT_EQ(UriDecode(UriEncode(bytes, true)), bytes);
  EXPECT_EQ(UriDecode("a+b%c3%A9\xff{"), "a+b\xc3\xa9\xff{");
}

TEST(PercentEncoding, TwoDigitsFollowAPercentSign) {
  for (const char* wrong : {"%", "a%2", "%zz", "%2/", "%+1", "%-1", "%0x1", "% 1", "%%41"}) {
    EXPECT_EQ(UriDecode(wrong), std::nullopt) << wrong;
  }
}

}  // namespace
}  // namespace engine
