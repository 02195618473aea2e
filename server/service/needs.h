// What operations need before they can run, and that takes its time: keys, files, answers of
// others. Other requests are served meanwhile.
#pragma once

#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <utility>

#include "server/calls/call.h"

namespace server {

struct Context;

class Needs {
 public:
  using Take = std::function<void(Beforehand)>;
  // Begins to get it; calls `take` once, mostly later.
  using Get = std::function<void(Take take)>;
  // What the call needs, whose input has been checked; null: nothing. It may throw
  // engine::Error where the call is going to be refused.
  using Of = std::function<Get(Context&, const Call&)>;

  // Each operation has one need at most.
  void Add(std::initializer_list<const char*> operations, const Of& need) {
    for (const char* operation : operations) of_.emplace(operation, need);
  }

  // Null for an operation that never needs anything.
  const Of* Find(const std::string& operation) const {
    const auto found = of_.find(operation);
    return found == of_.end() ? nullptr : &found->second;
  }

 private:
  std::map<std::string, Of, std::less<>> of_;
};

}  // namespace server
