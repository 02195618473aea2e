// Whether changes can be kept: a full disk, a file that can't be read.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "engine/instant.h"

namespace storage {

class StorageHealth {
 public:
  struct Trouble {
    engine::Instant since;
    std::string text;
  };

  // Does what changes the store, and notes how it went. Throws what `work` throws.
  void Watch(engine::Instant now, const std::function<void()>& work);

  // What was wrong at the last change; nothing: it was kept.
  const std::optional<Trouble>& trouble() const { return trouble_; }

 private:
  std::optional<Trouble> trouble_;
};

}  // namespace storage
