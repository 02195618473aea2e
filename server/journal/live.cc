#include "server/journal/live.h"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "engine/error.h"
#include "server/journal/account.h"

namespace server {

namespace {

constexpr std::size_t kEntriesAtOnce = 100;

// Where a follower stands.
class Follower {
 public:
  Follower(const Journal& journal, EntryFilter filter, bool as_text)
      : journal_(journal), filter_(std::move(filter)), as_text_(as_text) {}

  std::string Next() {
    std::string text;
    for (std::size_t told = 0; told < kEntriesAtOnce && filter_.since < journal_.count();) {
      const auto entries = journal_.Since(filter_.since, kEntriesAtOnce);
      if (entries.empty()) {
        text += Omitted(journal_.count() - filter_.since);
        filter_.since = journal_.count();
      }
      for (const Entry* entry : entries) {
        if (entry->number > filter_.since) text += Omitted(entry->number - filter_.since);
        filter_.since = entry->number;
        if (Matches(*entry, filter_)) text += Shown(*entry);
        filter_.since = entry->number + 1;
        ++told;
      }
    }
    return text;
  }

 private:
  std::string Shown(const Entry& entry) const {
    const nlohmann::json told = Told(entry);
    if (as_text_) {
      return told["at"].get<std::string>() + "  " + told["text"].get<std::string>() + "\n";
    }
    return "id: " + std::to_string(entry.number) + "\nevent: " + KindOf(entry) +
           "\ndata: " + told.dump() + "\n\n";
  }

  // The journal has forgotten them; they may have been for others.
  std::string Omitted(std::uint64_t count) const {
    if (as_text_) return "(" + std::to_string(count) + " entries are forgotten)\n";
    return "event: omitted\ndata: {\"count\":" + std::to_string(count) + "}\n\n";
  }

  const Journal& journal_;
  EntryFilter filter_;
  const bool as_text_;
};

}  // namespace

Live::Live(Journal& journal) : journal_(journal) {
  journal.OnEntry([this](const Entry&) {
    for (const auto& one : streams_) {
      const auto stream = one.lock();
      if (stream && stream->wake) stream->wake();
    }
  });
}

std::shared_ptr<EventStream> Live::Follow(EntryFilter filter, bool as_text) {
  std::erase_if(streams_, [](const auto& stream) { return stream.expired(); });
  if (streams_.size() >= kMost) {
    throw engine::Error(engine::ErrorCode::kServiceUnavailable,
                        std::to_string(kMost) + " others follow the journal already.");
  }
  const auto follower = std::make_shared<Follower>(journal_, std::move(filter), as_text);
  auto stream = std::make_shared<EventStream>(
      EventStream{.media_type = as_text ? "text/plain; charset=utf-8" : "text/event-stream",
                  .next = [follower] { return follower->Next(); },
                  .heartbeat = as_text ? "" : ":\n\n"});
  streams_.push_back(stream);
  return stream;
}

}  // namespace server
