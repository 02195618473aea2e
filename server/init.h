// --init: what is to be done before the emulator says that it is ready.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <deque>
#include <filesystem>
#include <functional>
#include <string>

#include "server/program/commands/child.h"
#include "server/program/environment.h"

namespace server {

// The files of a directory, by name: seeds are loaded, programs are run, one after another.
class Init {
 public:
  // Loads a seed's file. Throws std::runtime_error with a line for the user.
  using Load = std::function<void(const std::filesystem::path& file)>;

  // Throws std::runtime_error with a line for the user, for a directory that is none or has a
  // file of another kind. Hidden files and directories in it are passed over.
  Init(boost::asio::io_context& io, const std::string& directory, Load load);
  ~Init();  // ends the program that runs

  // Programs find the emulator by `environment`; what they write goes to stderr. `done` is
  // called once, after the last. Where one fails, std::runtime_error with a line for the user
  // comes out of the io_context.
  void Start(Environment environment, std::function<void()> done);

 private:
  void Next();
  void Run(const std::filesystem::path& program);
  void Wait(const std::filesystem::path& program);

  const Load load_;
  std::deque<std::filesystem::path> files_;
  boost::asio::signal_set ended_;
  Child child_;
  Environment environment_;
  std::function<void()> done_;
};

}  // namespace server
