// Which clients are connected to the broker.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/registry/connectivity.h"

namespace storage {

class Store;

class Connectivity {
 public:
  explicit Connectivity(Store& store) : store_(store) {}

  // A client that no thing is called after is forgotten when it disconnects. Dynamic groups
  // look at a thing that has disconnected; for one that has come, someone has to say when.
  void Set(const std::string& client_id, const engine::Connectivity& connectivity);
  std::optional<engine::Connectivity> Find(const std::string& client_id);
  std::vector<std::string> ConnectedClients();

 private:
  Store& store_;
};

}  // namespace storage
