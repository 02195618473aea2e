#include "net/relay.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/read.hpp>
#include <string>

namespace net {
namespace {

namespace asio = boost::asio;

// From `client` to `server`, over a relay that has ended.
class RelayTest : public testing::Test {
 protected:
  RelayTest() {
    asio::local::connect_pair(client_, from_);
    asio::local::connect_pair(to_, server_);
  }

  std::string Relayed(const std::string& said, const Stages& stages) {
    asio::write(client_, asio::buffer(said));
    client_.close();
    asio::co_spawn(io_, Relay(from_, stages, WriteTo(to_)), asio::detached);
    io_.run();
    to_.close();
    std::string heard;
    error_code end;
    asio::read(server_, asio::dynamic_buffer(heard), end);
    return heard;
  }

  asio::io_context io_;
  LocalSocket client_{io_}, from_{io_}, to_{io_}, server_{io_};
};

TEST_F(RelayTest, PassesOnWhatIsSaidUntilTheEnd) {
  const std::string much(40'000, 'x');  // several pieces
  EXPECT_EQ(Relayed(much, {}), much);
}

// Lets the first piece pass, twice.
class Twice : public Stage {
 public:
  std::optional<std::string_view> Pass(std::string_view bytes) override {
    if (!passed_.empty()) return std::nullopt;
    passed_ = std::string(bytes) + std::string(bytes);
    return passed_;
  }

 private:
  std::string passed_;
};

TEST_F(RelayTest, PassesOnWhatAStageMakesOfIt) {
  Twice twice;
  EXPECT_EQ(Relayed("ab", {&twice}), "abab");
}

TEST_F(RelayTest, EndsWhereAStageSaysSo) {
  Twice twice;
  const std::string piece(std::size_t{16} << 10, 'x');
  EXPECT_EQ(Relayed(piece + "more", {&twice}), piece + piece);
}

}  // namespace
}  // namespace net
