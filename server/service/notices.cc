#include "server/service/notices.h"

#include <iterator>
#include <map>
#include <string>
#include <utility>

#include "engine/messages/pending_notices.h"
#include "server/service/documents/job_documents.h"
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
  storage::JobExecutions executions(c.store);
  for (const auto& [thing, before] : c.store.Touched().pending) {
    engine::PendingChange change;
    for (const std::string& namespace_id : before.ChangedLists()) {
      change.changed.push_back(
          {namespace_id, executions.Pending({thing, namespace_id}, engine::kMostPendingShown,
                                            engine::kMoreInWindowsShown)});
    }
    // AWS: a deleted thing is told nothing.
    if (!change.changed.empty() && !storage::Things(c.store).Has(thing)) continue;
    if (before.front) {
      change.front_before = before.front->key;
      change.namespace_before = before.front->namespace_id;
    }
    change.front = executions.Next(thing);
    if (change.front && change.FrontChanged()) {
      change.front_document = documents.Of(*change.front);
    }
    auto told = engine::PendingNotices(thing, change, c.now);
    std::move(told.begin(), told.end(), std::back_inserter(notices));
  }
  return notices;
}

}  // namespace server
