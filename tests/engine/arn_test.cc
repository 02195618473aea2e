#include "engine/arn.h"

#include <gtest/gtest.h>

namespace engine {
namespace {

TEST(Arn, IsTakenApartAndPutTogetherAgain) {
  const std::string text = "arn:aws:iot:eu-west-1:123456789012:thinggroup/all_lamps-1";
  const auto arn = ParseArn(text);
  ASSERT_TRUE(arn);
  EXPECT_EQ(arn->region, "eu-west-1");
  EXPECT_EQ(arn->account_id, "123456789012");
  EXPECT_EQ(arn->kind, "thinggroup");
  EXPECT_EQ(arn->name, "all_lamps-1");
  EXPECT_EQ(arn->Text(), text);
}

TEST(Arn, NamesMayHoldColons) {
  const auto arn = ParseArn("arn:aws:iot:us-east-1:123456789012:thing/floor:2:lamp");
  ASSERT_TRUE(arn);
  EXPECT_EQ(arn->name, "floor:2:lamp");
}

TEST(Arn, OtherTextsAreNone) {
  for (const char* text :
       {"", "lamp", "arn:", "arn:aws:iot:us-east-1", "arn:aws:iot:us-east-1:123456789012",
        "arn:aws:iot:us-east-1:123456789012:thing", "arn:aws:iot:us-east-1:123456789012:thing/",
        "arn:aws:iot:us-east-1:123456789012:/lamp", "arn:aws:s3:us-east-1:123456789012:thing/x",
        "ARN:AWS:IOT:us-east-1:123456789012:thing/x"}) {
    EXPECT_FALSE(ParseArn(text)) << text;
  }
}

}  // namespace
}  // namespace engine
