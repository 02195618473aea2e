// A command that is asked something on its standard input and answers on its standard output.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <string>

namespace server {

struct CommandReply {
  std::string text;
  std::string problem;  // why there is none; else empty
};

// Runs a line for the shell. Calls `taken` once, later: when it has ended, or `patience` is
// over and it was killed. What this returns kills it at once; later it does nothing.
std::function<void()> Converse(boost::asio::io_context& io, const std::string& command,
                               std::string question, std::chrono::milliseconds patience,
                               std::function<void(CommandReply)> taken);

}  // namespace server
