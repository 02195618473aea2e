// OTA updates in the store.
#pragma once

#include <optional>
#include <string>

#include "engine/ota/ota_update.h"
#include "storage/page.h"

namespace storage {

class Store;

// A view of the store: as cheap to make as a reference.
class OtaUpdates {
 public:
  explicit OtaUpdates(Store& store) : store_(store) {}

  std::optional<engine::OtaUpdate> Find(const std::string& id);
  void Insert(const engine::OtaUpdate& update);
  void Delete(const std::string& id);
  // Whether devices of any are told of the stream.
  bool AnyOfStream(const std::string& stream_id);
  // The newest first.
  Page<engine::OtaUpdate> List(const std::optional<engine::OtaStatus>& status,
                               const PageRequest& page);

 private:
  Store& store_;
};

}  // namespace storage
