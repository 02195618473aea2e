// Things and thing groups in the model, and what their changes mean for continuous jobs.
#include <algorithm>

#include "tests/model/model.h"

namespace model {

namespace {

std::string ZoneIn(const json& input) {
  const json payload = input.value("attributePayload", json::object());
  return payload.value("attributes", json::object()).value("zone", "");
}

// "attributes.zone:north" to "north".
std::string ZoneAskedFor(const json& input) {
  const std::string query = input["queryString"];
  return query.substr(query.find(':') + 1);
}

}  // namespace

void Model::CreateThing(const json& input) {
  const auto [thing, is_new] = things_.emplace(input["thingName"], ZoneIn(input));
  if (!is_new && thing->second != ZoneIn(input)) throw Refused{"ResourceAlreadyExists"};
  FormDynamicGroups();
}

void Model::UpdateThing(const json& input) {
  NeedThing(input["thingName"]);
  things_[input["thingName"]] = ZoneIn(input);
  FormDynamicGroups();
}

void Model::DeleteThing(const json& input) {
  const std::string name = input["thingName"];
  things_.erase(name);
  std::erase_if(members_, [&](const auto& member) { return member.second == name; });
  for (Job& job : jobs_) std::erase(job.waiting, name);
  for (Execution& execution : executions_) {
    if (execution.thing == name && execution.status == "QUEUED") End(execution, "REMOVED");
  }
}

void Model::CreateGroup(const json& input) {
  const std::string name = input["thingGroupName"];
  const std::string parent = input.value("parentGroupName", "");
  if (groups_.contains(name)) {
    if (groups_[name] != parent) throw Refused{"ResourceAlreadyExists"};
    return;
  }
  if (!parent.empty() && !groups_.contains(parent)) throw Refused{"InvalidRequest"};
  groups_[name] = parent;
}

void Model::DeleteGroup(const json& input) {
  const std::string name = input["thingGroupName"];
  for (const auto& [group, parent] : groups_) {
    if (parent == name) throw Refused{"InvalidRequest"};
  }
  const Members before = members_;
  std::erase_if(members_, [&](const auto& member) { return member.first == name; });
  groups_.erase(name);
  for (const auto& [group, thing] : before) {
    if (group == name) LeaveJobs(thing);
  }
}

// All or nothing; a thing leaves before it joins, so that it can move within a hierarchy.
void Model::Move(const std::string& thing, const json& out, const json& in) {
  NeedThing(thing);
  for (const json& list : {out, in}) {
    for (const std::string group : list) NeedGroup(group);
  }
  for (const auto& [group, zone] : dynamic_) {
    for (const json& list : {out, in}) {
      if (std::count(list.begin(), list.end(), group) > 0) throw Refused{"InvalidRequest"};
    }
  }
  Members members = members_;
  for (const std::string group : out) members.erase({group, thing});
  std::vector<std::string> joined;
  for (const std::string group : in) {
    if (members.contains({group, thing})) continue;
    for (const auto& [other, member] : members) {
      if (member == thing && RootOf(other) == RootOf(group)) throw Refused{"InvalidRequest"};
    }
    members.insert({group, thing});
    joined.push_back(group);
  }
  members_ = members;
  JoinJobs(thing, joined);
  LeaveJobs(thing);
}

void Model::CreateDynamicGroup(const json& input) {
  const std::string name = input["thingGroupName"];
  for (const auto& [group, zone] : dynamic_) {
    if (group == name && zone != ZoneAskedFor(input)) throw Refused{"ResourceAlreadyExists"};
    if (group == name) return;
  }
  groups_[name] = "";
  dynamic_.emplace_back(name, ZoneAskedFor(input));
  FormDynamicGroups();
}

void Model::UpdateDynamicGroup(const json& input) {
  NeedGroup(input["thingGroupName"]);
  for (auto& [group, zone] : dynamic_) {
    if (group == input["thingGroupName"]) zone = ZoneAskedFor(input);
  }
  FormDynamicGroups();
}

void Model::DeleteDynamicGroup(const json& input) {
  std::erase_if(dynamic_,
                [&](const auto& each) { return each.first == input["thingGroupName"]; });
  DeleteGroup(input);
}

void Model::FormDynamicGroups() {
  for (const auto& [thing, zone_of_thing] : things_) {
    std::vector<std::string> joined;
    for (const auto& [group, zone] : dynamic_) {
      if (zone != zone_of_thing) {
        members_.erase({group, thing});
      } else if (members_.insert({group, thing}).second) {
        joined.push_back(group);
      }
    }
    JoinJobs(thing, joined);
    LeaveJobs(thing);
  }
}

void Model::JoinJobs(const std::string& thing, const std::vector<std::string>& groups) {
  for (const std::string& group : groups) {
    for (const Job& job : jobs_) {
      if (AimsAt(job, group)) Join(job, thing);
    }
  }
}

// A member of a continuous job's target is queued at once, unless it is at it already.
void Model::Join(const Job& job, const std::string& thing) {
  if (!job.continuous || !job.IsActive() || !job.reached || job.over) return;
  const Execution* newest = Newest(job.id, thing);
  if (newest != nullptr && newest->Pending()) return;
  std::erase(FindJob(job.id).waiting, thing);
  Queue(job.id, thing);
}

// Takes from the thing what is queued for it, and what would be, by jobs that no longer aim
// at it.
void Model::LeaveJobs(const std::string& thing) {
  for (Job& job : jobs_) {
    if (!job.continuous || Reaches(job, thing)) continue;
    std::erase(job.waiting, thing);
    for (Execution& execution : executions_) {
      const bool of_both = execution.job == job.id && execution.thing == thing;
      if (of_both && execution.status == "QUEUED") End(execution, "REMOVED");
    }
  }
}

bool Model::Reaches(const Job& job, const std::string& thing) const {
  for (const std::string& target : job.targets) {
    if (target == "thing/" + thing) return true;
  }
  return std::any_of(members_.begin(), members_.end(), [&](const auto& member) {
    return member.second == thing && AimsAt(job, member.first);
  });
}

// Whether one of the job's targets is the group, or holds it.
bool Model::AimsAt(const Job& job, const std::string& group) const {
  return std::any_of(job.targets.begin(), job.targets.end(), [&](const std::string& target) {
    return target.starts_with("thinggroup/") && IsWithin(group, target.substr(11));
  });
}

bool Model::IsWithin(const std::string& group, const std::string& ancestor) const {
  return !group.empty() && (group == ancestor || IsWithin(groups_.at(group), ancestor));
}

std::string Model::RootOf(std::string group) const {
  while (!groups_.at(group).empty()) group = groups_.at(group);
  return group;
}

void Model::NeedThing(const std::string& name) const {
  if (!things_.contains(name)) throw Refused{"ResourceNotFound"};
}

void Model::NeedGroup(const std::string& name) const {
  if (!groups_.contains(name)) throw Refused{"ResourceNotFound"};
}

}  // namespace model
