#include "server/devices/index_lag.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace server {
namespace {

TEST(IndexLagTest, IndexesTheFirstAtOnceWhereTooManyWait) {
  boost::asio::io_context io;
  std::vector<std::string> indexed;
  IndexLag lag(
      io, [&](const std::string& client_id) { indexed.push_back(client_id.substr(0, 1)); });
  const std::string long_name(60'000, 'x');
  lag.Came("a" + long_name);
  lag.Came("b" + long_name);
  EXPECT_TRUE(indexed.empty());
  for (int i = 0; i < 17; ++i) lag.Came("c" + long_name);
  ASSERT_GE(indexed.size(), 2U);
  EXPECT_LT(indexed.size(), 5U);
  EXPECT_EQ(indexed.front(), "a");
  lag.Stop();
}

}  // namespace
}  // namespace server
