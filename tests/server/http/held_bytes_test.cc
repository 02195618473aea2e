#include "server/http/connections/held_bytes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class HeldBytesTest : public testing::Test {
 protected:
  std::unique_ptr<HeldBytes::Share> Share(const std::string& name) {
    return std::make_unique<HeldBytes::Share>(held_, [this, name] { closed_.push_back(name); });
  }

  HeldBytes held_{100};
  std::vector<std::string> closed_;
};

TEST_F(HeldBytesTest, ClosesThoseWhoHaveHeldForLongest) {
  const auto first = Share("first"), second = Share("second"), third = Share("third");
  first->Hold(40);
  second->Hold(40);
  first->Hold(20);
  third->Hold(40);
  EXPECT_THAT(closed_, IsEmpty());
  third->Hold(90);
  EXPECT_THAT(closed_, ElementsAre("first", "second"));
}

TEST_F(HeldBytesTest, LetsOneHoldMoreThanAll) {
  const auto large = Share("large"), next = Share("next");
  large->Hold(1000);
  EXPECT_THAT(closed_, IsEmpty());
  next->Hold(1);
  EXPECT_THAT(closed_, ElementsAre("large"));
}

TEST_F(HeldBytesTest, ForgetsWhoHasEnded) {
  const auto next = Share("next");
  {
    const auto ended = Share("ended");
    ended->Hold(90);
  }
  next->Hold(90);
  EXPECT_THAT(closed_, IsEmpty());
}

}  // namespace
}  // namespace http
