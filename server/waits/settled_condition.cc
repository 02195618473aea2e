#include <utility>

#include "engine/plain_words.h"
#include "server/service/service.h"
#include "server/waits/conditions.h"
#include "storage/registry/dynamic_groups.h"

namespace server {
namespace {

class SettledCondition final : public Condition {
 public:
  SettledCondition(Service& service, std::function<std::size_t()> messages_under_way)
      : service_(service), messages_under_way_(std::move(messages_under_way)) {}

  // What is due is done before anybody looks, unless the clock is being moved.
  Verdict Look(Context& c) override {
    if (service_.IsMoving()) return {.text = "the clock is being moved"};
    if (service_.HasBacklog()) return {.text = "a job's change is still under way"};
    if (const auto group = storage::DynamicGroups(c.store).NextBuilding()) {
      return {.text = "the dynamic group " + *group + " is being built"};
    }
    if (const std::size_t count = messages_under_way_()) {
      return {.text = engine::PlainCount(static_cast<std::int64_t>(count), "message") +
                      " on the way to the broker"};
    }
    return {.holds = true, .text = "nothing is due, and nothing is under way"};
  }

  // Messages arrive at the broker.
  bool HoldsUntold() const override { return true; }

 private:
  Service& service_;
  const std::function<std::size_t()> messages_under_way_;
};

}  // namespace

SharedCondition IsSettled(Service& service, std::function<std::size_t()> messages_under_way) {
  return std::make_shared<SettledCondition>(service, std::move(messages_under_way));
}

}  // namespace server
