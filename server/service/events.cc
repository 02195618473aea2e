#include "server/service/events.h"

#include <algorithm>
#include <string>
#include <utility>

#include "engine/messages/event_configurations.h"
#include "engine/messages/job_events.h"
#include "engine/messages/registry_events.h"
#include "engine/uuid.h"
#include "server/service/followed.h"
#include "storage/changes.h"
#include "storage/event_configurations.h"
#include "storage/execution_change.h"
#include "storage/jobs/job_executions.h"
#include "storage/jobs/jobs.h"
#include "storage/registry/thing_groups.h"
#include "storage/store.h"

namespace server {

namespace {

using engine::EventType;
using engine::JobEvent;
using engine::Notice;

// AWS: a UUID, but without dashes where the registry's events are concerned.
std::string IdOfRegistryEvent() {
  std::string id = engine::NewUuid();
  std::erase(id, '-');
  return id;
}

class EventWriter {
 public:
  EventWriter(Context& context, const Followed& followed) : c_(context), followed_(followed) {}

  std::vector<Notice> All();

 private:
  bool Enabled(EventType type) {
    return storage::EventConfigurations(c_.store).Find().Enabled(type);
  }

  void Add(Notice notice, std::string id) {
    notice.payload["eventId"] = std::move(id);
    notices_.push_back(std::move(notice));
  }

  void AddOfJobs(Notice notice) { Add(std::move(notice), engine::NewUuid()); }

  void AddOfRegistry(Notice notice) { Add(std::move(notice), IdOfRegistryEvent()); }

  void Jobs(bool beginnings);
  void Executions();
  void Things();
  void Types();
  void Groups();
  void Memberships();
  // From the root to the group itself.
  std::vector<engine::ThingGroup> Path(const std::string& group);

  Context& c_;
  const Followed& followed_;
  const engine::RegistryScene scene_{c_.settings.account_id, c_.caller.region, c_.now};
  std::vector<Notice> notices_;
};

void EventWriter::Jobs(bool beginnings) {
  for (const auto& [job_id, before] : c_.store.Touched().job_stages) {
    auto job = storage::Jobs(c_.store).Find(job_id);
    std::optional<engine::JobStage> after;
    if (job) {
      after = {job->status, job->backlog_at.has_value()};
    } else {
      job = followed_.erased.at(job_id);
    }
    for (const JobEvent event : engine::JobEvents(before, after)) {
      const bool begins =
          event == JobEvent::kCancellationInProgress || event == JobEvent::kDeletionInProgress;
      if (begins != beginnings) continue;
      AddOfJobs(engine::JobEventNotice(event, *job,
                                       storage::JobExecutions(c_.store).Count(job_id), c_.now));
    }
  }
}

void EventWriter::Executions() {
  for (const storage::ExecutionChange& change : followed_.executions) {
    const auto& execution = change.after ? change.after : change.deleted;
    if (change.after && engine::IsPending(change.after->status)) continue;
    const engine::Arn thing{scene_.region, scene_.account_id, "thing", execution->thing_name};
    AddOfJobs(engine::ExecutionEventNotice(*execution, !change.after, thing, c_.now));
  }
}

void EventWriter::Things() {
  for (const auto& [before, after] : c_.store.Touched().registry.things) {
    if (Enabled(EventType::kThing)) AddOfRegistry(engine::ThingEvent(before, after, scene_));
    if (!Enabled(EventType::kThingTypeAssociation)) continue;
    for (Notice& notice : engine::ThingTypeAssociationEvents(before, after, scene_)) {
      AddOfRegistry(std::move(notice));
    }
  }
}

void EventWriter::Types() {
  if (!Enabled(EventType::kThingType)) return;
  for (const auto& [before, after] : c_.store.Touched().registry.types) {
    AddOfRegistry(engine::ThingTypeEvent(before, after, scene_));
  }
}

std::vector<engine::ThingGroup> EventWriter::Path(const std::string& group) {
  std::vector<engine::ThingGroup> path;
  for (const std::string& name : storage::ThingGroups(c_.store).Lineage(group)) {
    if (auto found = storage::ThingGroups(c_.store).Find(name))
      path.push_back(*std::move(found));
  }
  std::reverse(path.begin(), path.end());
  return path;
}

void EventWriter::Groups() {
  for (const auto& [before, after] : c_.store.Touched().registry.groups) {
    const engine::ThingGroup& group = after ? *after : *before;
    const auto ancestors =
        group.parent ? Path(*group.parent) : std::vector<engine::ThingGroup>{};
    if (Enabled(EventType::kThingGroup)) {
      AddOfRegistry(engine::ThingGroupEvent(before, after, ancestors, scene_));
    }
    // AWS: a group's parent never changes.
    if (Enabled(EventType::kThingGroupHierarchy) && !ancestors.empty() && !(before && after)) {
      AddOfRegistry(engine::ThingGroupHierarchyEvent(ancestors.back(), group, !after, scene_));
    }
  }
}

void EventWriter::Memberships() {
  for (const engine::Membership& membership : c_.store.Touched().registry.memberships) {
    // Ours: derived from both ids, where AWS draws one anew each time that a thing joins.
    const std::string id = engine::UuidOf(membership.thing_id + membership.group_id);
    AddOfRegistry(engine::ThingGroupMembershipEvent(membership, id, scene_));
  }
}

std::vector<Notice> EventWriter::All() {
  if (Enabled(EventType::kJob)) Jobs(/*beginnings=*/true);
  if (Enabled(EventType::kJobExecution)) Executions();
  if (Enabled(EventType::kJob)) Jobs(/*beginnings=*/false);
  Things();
  Types();
  Groups();
  Memberships();
  return std::move(notices_);
}

}  // namespace

std::vector<Notice> Events(Context& c, const Followed& followed) {
  if (storage::EventConfigurations(c.store).Find().enabled.empty()) return {};
  return EventWriter(c, followed).All();
}

}  // namespace server
