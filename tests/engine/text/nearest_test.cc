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

}  // namespace
}  // namespace engine
