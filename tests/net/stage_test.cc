#include "net/stage.h"

#include <gtest/gtest.h>

#include <string>

namespace net {
namespace {

// Adds its letter; holds back what is short, and ends at an "x".
class Letter : public Stage {
 public:
  explicit Letter(char letter) : letter_(letter) {}

  std::optional<std::string_view> Pass(std::string_view bytes) override {
    ++calls;
    if (bytes.find('x') != std::string_view::npos) return std::nullopt;
    held_ += bytes;
    if (held_.size() < 3) return "";
    passed_ = std::exchange(held_, {}) + letter_;
    return passed_;
  }

  int calls = 0;

 private:
  const char letter_;
  std::string held_, passed_;
};

TEST(Stages, PassBytesOnInTheirOrder) {
  Letter a('a'), b('b');
  EXPECT_EQ(Pass({&a, &b}, "abc"), "abcab");
  EXPECT_EQ(Pass({}, "as they are"), "as they are");
}

TEST(Stages, MayHoldBytesBack) {
  Letter a('a'), b('b');
  EXPECT_EQ(Pass({&a, &b}, "12"), "");
  EXPECT_EQ(b.calls, 0);
  EXPECT_EQ(Pass({&a, &b}, "3"), "123ab");
}

TEST(Stages, MayEndTheConnection) {
  Letter a('a'), b('b');
  EXPECT_EQ(Pass({&a, &b}, "x"), std::nullopt);
  EXPECT_EQ(b.calls, 0);
}

}  // namespace
}  // namespace net
