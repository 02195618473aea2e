#include <algorithm>
#include <optional>
#include <utility>

#include "engine/broker/topic_filter.h"
#include "engine/plain_words.h"
#include "engine/text/nearest.h"
#include "server/journal/journal.h"
#include "server/waits/conditions.h"
#include "storage/changes.h"

namespace server {
namespace {

using nlohmann::json;

constexpr std::size_t kMostCompared = 100;

class MessageCondition final : public Condition {
 public:
  MessageCondition(WantedMessages wanted, const Journal& journal)
      : wanted_(std::move(wanted)), next_(wanted_.since), journal_(journal) {}

  void Hear(const Committed& committed) override {
    if (!committed.changes.erased_all) return;
    count_ = 0;
    last_.reset();
  }

  Verdict Look(Context&) override {
    Count();
    const std::string found = std::to_string(count_) + " of " + std::to_string(wanted_.count) +
                              " on " + wanted_.filter;
    if (last_) {
      return {.holds = count_ >= wanted_.count,
              .text = "messages: " + found + ", the last on " + last_->topic + " at " +
                      engine::PlainInstant(last_->at),
              .nearest = Shown(*last_)};
    }
    const std::optional<Heard> nearest = Nearest();
    if (!nearest) return {.text = "messages: " + found + "; nothing was published at all"};
    return {.text = "messages: " + found + "; the nearest was on " + nearest->topic + " at " +
                    engine::PlainInstant(nearest->at),
            .nearest = Shown(*nearest)};
  }

 private:
  struct Heard {
    std::string topic;
    engine::Instant at;
  };

  static Heard HeardOf(const Entry& entry) {
    return {std::get<MessageEntry>(entry.what).topic, entry.at};
  }

  json Shown(const Heard& heard) const {
    return {
        {"topic", heard.topic}, {"since", engine::PlainInstant(heard.at)}, {"count", count_}};
  }

  // What has come since it was last asked for.
  void Count() {
    const auto& entries = journal_.All<MessageEntry>();
    auto entry = std::ranges::lower_bound(entries, next_, {}, &Entry::number);
    for (; entry != entries.end(); ++entry) {
      if (!engine::MatchesFilter(wanted_.filter, std::get<MessageEntry>(entry->what).topic)) {
        continue;
      }
      ++count_;
      last_ = HeardOf(*entry);
    }
    next_ = std::max(next_, journal_.count());
  }

  std::optional<Heard> Nearest() const {
    const auto& entries = journal_.All<MessageEntry>();
    const Entry* nearest = nullptr;
    std::size_t least = 0;
    const auto compared = static_cast<std::ptrdiff_t>(std::min(entries.size(), kMostCompared));
    for (auto entry = entries.rbegin(); entry != entries.rbegin() + compared; ++entry) {
      const std::size_t distance =
          engine::Distance(wanted_.filter, std::get<MessageEntry>(entry->what).topic);
      if (nearest != nullptr && distance >= least) continue;
      nearest = &*entry;
      least = distance;
    }
    if (nearest == nullptr) return std::nullopt;
    return HeardOf(*nearest);
  }

  const WantedMessages wanted_;
  std::uint64_t next_;  // number of an entry
  const Journal& journal_;
  std::size_t count_ = 0;
  std::optional<Heard> last_;
};

}  // namespace

SharedCondition MessagesCame(WantedMessages wanted, const Journal& journal) {
  return std::make_shared<MessageCondition>(std::move(wanted), journal);
}

}  // namespace server
