// Those who follow the journal, each at its own pace.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "server/calls/event_stream.h"
#include "server/journal/filter.h"
#include "server/journal/journal.h"

namespace server {

class Live {
 public:
  static constexpr std::size_t kMost = 100;

  explicit Live(Journal& journal);

  // What the filter lets through, from its `since` on: server-sent events whose data are what
  // Told says and whose ids are the entries' numbers, or lines for people. Nothing is kept for
  // who reads slowly but the journal: what that has forgotten meanwhile is told as a number.
  // Throws ServiceUnavailable when too many follow already.
  std::shared_ptr<EventStream> Follow(EntryFilter filter, bool as_text);

 private:
  Journal& journal_;
  std::vector<std::weak_ptr<EventStream>> streams_;
};

}  // namespace server
