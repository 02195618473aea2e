#include "server/notices.h"

#include <iterator>
#include <map>
#include <string>
#include <utility>

namespace server {

namespace {

// The documents of jobs, each read once.
class Documents {
 public:
  explicit Documents(Context& context) : c_(context) {}

  const std::string& Of(const std::string& job_id) {
    auto found = documents_.find(job_id);
    if (found == documents_.end()) {
      found = documents_.emplace(job_id, c_.store.FindJob(job_id).value().document).first;
    }
    return found->second;
  }

 private:
  Context& c_;
  std::map<std::string, std::string> documents_;
};

}  // namespace

std::vector<engine::Notice> Notices(Context& c) {
  Documents documents(c);
  std::vector<engine::Notice> notices;
  for (const auto& [list, before] : c.store.Touched().pending) {
    const std::string& thing = list.thing_name;
    engine::PendingChange change{.namespace_id = list.namespace_id,
                                 .list_changed = before.ListChanged(),
                                 .front_before = before.front};
    change.pending = change.list_changed
                         ? c.store.PendingExecutions(list, engine::kMostPendingShown,
                                                     engine::kMoreInWindowsShown)
                         : c.store.PendingExecutions(list, 1);
    // AWS: a deleted thing is told nothing.
    if (change.list_changed && !c.store.FindThing(thing)) continue;
    if (change.FrontChanged() && !change.pending.empty()) {
      change.front_document = documents.Of(change.pending.front().job_id);
    }
    auto told = engine::PendingNotices(thing, change, c.now);
    std::move(told.begin(), told.end(), std::back_inserter(notices));
  }
  return notices;
}

}  // namespace server
