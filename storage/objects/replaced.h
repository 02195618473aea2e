// Files of content that are no longer an object's, but still read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <vector>

#include "storage/objects/object_content.h"

namespace storage {

// A file is removed once nobody reads it. Readers may outlive this.
class Replaced {
 public:
  explicit Replaced(std::uint64_t most_bytes);

  // While what it gives lives, these are read.
  std::shared_ptr<void> Reading(const std::vector<Segment>& segments);
  void Remove(const Segment& segment);

 private:
  struct State {
    std::map<std::filesystem::path, int> readers;
    std::list<Segment> waiting;  // the first to be removed first
    std::uint64_t bytes = 0;     // of those
  };

  static void Ended(State& state, const std::vector<Segment>& segments);

  const std::uint64_t most_bytes_;
  const std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace storage
