// A program run as a child that dies with us, even when we are killed.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

namespace mqtt_bridge {

// The child lives in a session of its own, so that Ctrl-C reaches only us, and dies with the
// thread that started it. The destructor kills it.
class ChildProcess {
 public:
  // Runs in `directory`; standard error comes to errors(). Throws std::system_error.
  ChildProcess(const std::vector<std::string>& command, const std::string& directory);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  pid_t pid() const { return pid_; }

  int pidfd() const { return pidfd_; }  // readable when the child has ended

  int errors() const { return errors_; }  // both belong to this object

  bool EndsWithin(std::chrono::milliseconds limit) const;
  // Asks it to end.
  void Terminate();
  // Asks, then kills after `grace`.
  void Stop(std::chrono::milliseconds grace);

 private:
  pid_t pid_ = -1;
  int pidfd_ = -1;
  int errors_ = -1;
};

// The program's path: as it stands if it has a slash, else from PATH and the sbin folders,
// where Debian keeps servers. Empty if there is none.
std::string FindProgram(const std::string& name);

}  // namespace mqtt_bridge
