#include "server/service/notices.h"

#include <iterator>
#include <map>
#include <string>
#include <utility>

#include "engine/messages/pending_notices.h"
#include "server/service/job_documents.h"
#include "storage/changes.h"
#include "storage/jobs/job_executions.h"
#include "storage/jobs/jobs.h"
#include "storage/registry/things.h"
#include "storage/store.h"

namespace server {

namespace {

// The documents that devices are shown, each job read once.
class Documents {
 public:
  explicit Documents(Context& context) : c_(context) {}

  std::string Of(const engine::JobExecution& execution) {
    auto found = jobs_.find(execution.job_id);
    if (found == jobs_.end()) {
      found =
          jobs_
              .emplace(execution.job_id, storage::Jobs(c_.store).Find(execution.job_id).value())
              .first;
    }
    return DocumentFor(c_, found->second, execution);
  }

 private:
  Context& c_;
  std::map<std::string, engine::Job> jobs_;
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
                         ? storage::JobExecutions(c.store).Pending(
                               list, engine::kMostPendingShown, engine::kMoreInWindowsShown)
                         : storage::JobExecutions(c.store).Pending(list, 1);
    // AWS: a deleted thing is told nothing.
    if (change.list_changed && !storage::Things(c.store).Has(thing)) continue;
    if (change.FrontChanged() && !change.pending.empty()) {
      change.front_document = documents.Of(change.pending.front());
    }
    auto told = engine::PendingNotices(thing, change, c.now);
    std::move(told.begin(), told.end(), std::back_inserter(notices));
  }
  return notices;
}

}  // namespace server
