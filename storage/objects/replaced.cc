#include "storage/objects/replaced.h"

#include <sys/stat.h>

#include <algorithm>
#include <system_error>

namespace storage {

namespace fs = std::filesystem;

namespace {

void RemoveFile(const fs::path& file) {
  std::error_code ignored;  // an orphan of the next run
  fs::remove(file, ignored);
}

// A file that is open keeps its blocks on the disk, but not those that are cut off. A copy
// shares them, which has a name of its own.
void RemoveFromReaders(const fs::path& file) {
  std::error_code ignored;
  if (fs::hard_link_count(file, ignored) == 1) fs::resize_file(file, 0, ignored);
  RemoveFile(file);
}

}  // namespace

Replaced::Replaced(std::uint64_t most_bytes) : most_bytes_(most_bytes) {}

std::shared_ptr<void> Replaced::Reading(const std::vector<Segment>& segments) {
  for (const Segment& segment : segments) ++state_->readers[segment.file];
  return {nullptr, [state = state_, segments](void*) { Ended(*state, segments); }};
}

void Replaced::Ended(State& state, const std::vector<Segment>& segments) {
  for (const Segment& segment : segments) {
    const auto readers = state.readers.find(segment.file);
    if (--readers->second > 0) continue;
    state.readers.erase(readers);
    state.waiting.remove_if([&](const Segment& waiting) {
      if (waiting.file != segment.file) return false;
      state.bytes -= waiting.size;
      RemoveFile(waiting.file);
      return true;
    });
  }
}

void Replaced::Remove(const Segment& segment) {
  if (!state_->readers.contains(segment.file)) return RemoveFile(segment.file);
  state_->waiting.push_back(segment);
  state_->bytes += segment.size;
  while (state_->bytes > most_bytes_) {
    const Segment& first = state_->waiting.front();
    state_->bytes -= first.size;
    RemoveFromReaders(first.file);
    state_->waiting.pop_front();
  }
}

}  // namespace storage
