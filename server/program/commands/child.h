// A program that this one has started.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "server/program/environment.h"

namespace server {

class Child {
 public:
  enum class Output { kOurs, kOurErrors };  // where its stdout goes

  Child() = default;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // With `environment` in place of what this process has of the same names. An error number,
  // or 0.
  int Start(const std::vector<std::string>& words, const Environment& environment,
            Output output);

  void Pass(int signal) const;

  // Its exit status, once it has ended; 128 and the signal's number when a signal ended it.
  bool HasEnded(int& status);

 private:
  pid_t pid_ = -1;
};

}  // namespace server
