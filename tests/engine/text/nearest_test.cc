#include "engine/text/nearest.h"

#include <gtest/gtest.h>

namespace engine {
namespace {

TEST(Nearest, IsTheNameThatWasProbablyMeant) {
  EXPECT_EQ(Nearest("lapm", {"fan", "lamp", "door"}), "lamp");
  EXPECT_EQ(Nearest("lamp", {"door", "window"}), "");
  EXPECT_EQ(Nearest("lamp", {}), "");
  EXPECT_EQ(Distance("jobs", "job"), 1u);
}

TEST(Nearest, FindsTheNameThatDiffersInTheFewestLetters) {
  EXPECT_EQ(Nearest("helth", {"clock", "health", "heal"}), "health");
  EXPECT_EQ(Nearest("lamp-1", {"lamp-2", "lamp-11"}), "lamp-2");
}

TEST(Nearest, FindsNothingWhereNoneIsNear) {
  EXPECT_EQ(Nearest("ghost", {"clock", "timers"}), "");
  EXPECT_EQ(Nearest("ghost", {}), "");
}

}  // namespace
}  // namespace engine
