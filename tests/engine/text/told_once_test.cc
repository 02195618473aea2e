#include "engine/text/told_once.h"

#include <gtest/gtest.h>

namespace engine {
namespace {

TEST(ToldOnce, SaysNothingTwice) {
  ToldOnce told(1000);
  EXPECT_TRUE(told.IsNew("lamp"));
  EXPECT_FALSE(told.IsNew("lamp"));
  EXPECT_TRUE(told.IsNew("lamp2"));
  told.Forget();
  EXPECT_TRUE(told.IsNew("lamp"));
}

TEST(ToldOnce, KeepsNoMoreThanItsBytes) {
  ToldOnce told(1000);
  const std::string long_name(600, 'x');
  EXPECT_TRUE(told.IsNew("lamp"));
  EXPECT_TRUE(told.IsNew(long_name + "1"));
  EXPECT_FALSE(told.IsNew(long_name + "1"));
  EXPECT_TRUE(told.IsNew(long_name + "2"));
  EXPECT_TRUE(told.IsNew("lamp"));
  const std::string too_long(2000, 'x');
  EXPECT_TRUE(told.IsNew(too_long));
  EXPECT_TRUE(told.IsNew(too_long));
}

}  // namespace
}  // namespace engine
