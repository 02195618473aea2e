// The emulator's figures, as Prometheus reads them. Labels have few values: no names of things,
// jobs or clients.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "server/journal/entry.h"

namespace server {

// What is counted when somebody asks; by status, and by listener.
struct Gauges {
  std::map<std::string, std::int64_t> jobs, executions, connections;
  std::int64_t messages_waiting = 0;  // for the broker to take or to acknowledge
  bool ready = true;
};

class Metrics {
 public:
  explicit Metrics(const std::string& version);
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // A listener of the journal's. A reset sets nothing back.
  void Record(const Entry& entry);

  // In the text format of Prometheus.
  std::string Text(const Gauges& gauges);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace server
