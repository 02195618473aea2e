#include "net/listener.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <stdexcept>
#include <string>

#include "net/port_holder.h"

namespace net {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

ListenAddress At(const std::string& bind, int port) {
  return {.bind = bind, .port = port, .flag = "--this-port", .protocol = "this"};
}

TEST(Listener, NamesTheFlagOfAPortThatIsTaken) {
  boost::asio::io_context io;
  const Listener first(io, At("127.0.0.1", 0));
  EXPECT_THAT([&] { Listener(io, At("127.0.0.1", first.port())); },
              ThrowsMessage<std::runtime_error>(
                  HasSubstr("is taken by " + HolderOf(first.port()) +
                            ": end that, or choose another port with --this-port (0 takes "
                            "any free one)")));
  EXPECT_THAT(HolderOf(first.port()),
              testing::EndsWith("(process " + std::to_string(::getpid()) + ")"));
}

TEST(Listener, NamesTheFlagOfAnAddressThatIsNone) {
  boost::asio::io_context io;
  EXPECT_THAT([&] { Listener(io, At("localhost", 0)); },
              ThrowsMessage<std::runtime_error>(
                  HasSubstr("'localhost' is not an IP address to listen on: --bind takes")));
}

TEST(Listener, SaysWhatForItCannotListen) {
  boost::asio::io_context io;
  EXPECT_THAT([&] { Listener(io, At("192.0.2.1", 0)); },
              ThrowsMessage<std::runtime_error>(
                  HasSubstr("cannot listen for this on 192.0.2.1 port 0: ")));
}

}  // namespace
}  // namespace net
