// Streams in the store.
#pragma once

#include <optional>
#include <string>

#include "engine/ota/stream.h"
#include "storage/page.h"

namespace storage {

class Store;

// A view of the store: as cheap to make as a reference.
class Streams {
 public:
  explicit Streams(Store& store) : store_(store) {}

  std::optional<engine::Stream> Find(const std::string& id);
  void Insert(const engine::Stream& stream);
  void Update(const engine::Stream& stream);
  void Delete(const std::string& id);
  // By id, forwards or backwards, without their files.
  Page<engine::Stream> List(bool ascending, const PageRequest& page);

 private:
  void InsertFiles(const engine::Stream& stream);

  Store& store_;
};

}  // namespace storage
