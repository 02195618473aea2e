// Which events are published, as the store keeps it.
#pragma once

#include "engine/messages/event_configurations.h"

namespace storage {

class Store;

class EventConfigurations {
 public:
  explicit EventConfigurations(Store& store) : store_(store) {}

  const engine::EventConfigurations& Find();
  void Keep(const engine::EventConfigurations& configurations);

 private:
  Store& store_;
};

}  // namespace storage
