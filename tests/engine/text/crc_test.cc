#include "engine/text/crc.h"

#include <gtest/gtest.h>

#include <string>

namespace engine {
namespace {

// The catalogue's check values.
TEST(Crc, OfNineDigitsIsWhatTheCatalogueSays) {
  constexpr std::string_view kDigits = "123456789";
  EXPECT_EQ(Crc32().Extended(0, kDigits), 0xcbf43926U);
  EXPECT_EQ(Crc32c().Extended(0, kDigits), 0xe3069283U);
  EXPECT_EQ(Crc64Nvme().Extended(0, kDigits), 0xae8b14860a799888U);
}

TEST(Crc, OfAWholeFollowsFromItsPiecesHoweverItIsCut) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += static_cast<char>(i * i % 251);
  for (const Crc* crc : {&Crc32(), &Crc32c(), &Crc64Nvme()}) {
    const std::uint64_t whole = crc->Extended(0, text);
    for (std::size_t cut = 0; cut <= text.size(); cut += 13) {
      const std::string first = text.substr(0, cut);
      const std::string second = text.substr(cut);
      EXPECT_EQ(crc->Extended(crc->Extended(0, first), second), whole) << cut;
      EXPECT_EQ(crc->Joined(crc->Extended(0, first), crc->Extended(0, second), second.size()),
                whole)
          << cut;
    }
  }
}

}  // namespace
}  // namespace engine
