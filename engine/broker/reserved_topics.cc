#include "engine/broker/reserved_topics.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <span>

#include "engine/text/split.h"

namespace engine {

namespace {

// Of a topic, or what of them follows the name of a service.
using Levels = std::span<const std::string_view>;

// What a client may publish under $aws/{things/{thingName}/}{name}/, from the level `name` on.
struct ReservedService {
  std::string_view name;
  bool is_of_a_thing;
  bool (*takes)(Levels below);
  std::string_view not_emulated;  // empty: it is
  bool can_be_heard = false;      // AWS: requests to it may be subscribed to as well
};

bool IsOneOf(std::string_view level, std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, level) != names.end();
}

bool IsAnswer(Levels below) {
  return IsOneOf(below.back(), {"accepted", "rejected"});
}

// Published by the Jobs service alone, below $aws/things/{thingName}/jobs/.
bool IsOfJobsService(Levels below) {
  if (IsAnswer(below)) return true;
  const std::string_view only = below.front();
  return below.size() == 1 &&
         (only == "notify" || only == "notify-next" || only.starts_with("notify-namespace-") ||
          only.starts_with("notify-next-namespace-"));
}

bool IsFormat(std::string_view level) {
  return level == "json" || level == "cbor";
}

constexpr std::array kServices{
    ReservedService{"jobs", true, [](Levels below) { return !IsOfJobsService(below); }, ""},
    ReservedService{"shadow", true,
                    [](Levels below) {
                      return IsOneOf(below.back(), {"get", "update", "delete"});
                    },
                    "device shadows", true},
    ReservedService{"defender", true, [](Levels below) { return !IsAnswer(below); }, ""},
    ReservedService{"streams", true,
                    [](Levels below) {
                      return below.size() == 3 && IsOneOf(below[1], {"get", "describe"});
                    },
                    ""},
    ReservedService{"certificates", false,
                    [](Levels below) {
                      return below.size() == 2 &&
                             IsOneOf(below[0], {"create", "create-from-csr"}) &&
                             IsFormat(below[1]);
                    },
                    ""},
    ReservedService{"provisioning-templates", false,
                    [](Levels below) {
                      return below.size() == 3 && below[1] == "provision" && IsFormat(below[2]);
                    },
                    ""},
    ReservedService{"rules", false, [](Levels) { return true; }, "rules"},
    ReservedService{"device_location", false, [](Levels below) { return !IsAnswer(below); },
                    "device location"},
    // "{devices}/{deviceId}/executions/{executionId}/response/{format}"; answers have one more.
    ReservedService{"commands", false,
                    [](Levels below) {
                      return below.size() > 4 && below[4] == "response" &&
                             (below.size() == 5 ||
                              !IsOneOf(below[5], {"accepted", "rejected"}));
                    },
                    "commands"},
    ReservedService{"greengrass", true, [](Levels) { return true; }, "Greengrass"},
    ReservedService{"greengrassv2", true, [](Levels) { return true; }, "Greengrass"},
    // Ours: AWS lists them elsewhere than the other reserved topics.
    ReservedService{"iotfleetwise", false, [](Levels) { return true; }, "FleetWise", true},
};

// Where the levels of a service begin: behind its own name.
std::size_t LevelsBefore(const ReservedService& service) {
  return service.is_of_a_thing ? 4 : 2;
}

const ReservedService* FindService(Levels levels) {
  const bool is_of_a_thing = levels.size() > 3 && levels[1] == "things";
  const auto found = std::ranges::find_if(kServices, [&](const ReservedService& service) {
    return service.is_of_a_thing == is_of_a_thing && levels.size() > LevelsBefore(service) &&
           levels[LevelsBefore(service) - 1] == service.name;
  });
  return found == kServices.end() ? nullptr : &*found;
}

Levels Below(const ReservedService& service, Levels levels) {
  return levels.subspan(LevelsBefore(service));
}

// Of a topic, which may be anything.
const ReservedService* FindService(std::string_view topic) {
  if (!topic.starts_with("$aws/")) return nullptr;
  return FindService(PiecesOf(topic, '/'));
}

}  // namespace

std::string_view WithoutShare(std::string_view filter) {
  constexpr std::string_view kShare = "$share/";
  if (!filter.starts_with(kShare)) return filter;
  const std::size_t slash = filter.find('/', kShare.size());
  return slash == filter.npos ? filter : filter.substr(slash + 1);
}

bool MayPublishToReserved(std::string_view topic) {
  const Pieces levels = PiecesOf(topic, '/');
  if (levels.front() != "$aws") return false;
  const ReservedService* service = FindService(levels);
  return service != nullptr && service->takes(Below(*service, levels));
}

bool MaySubscribeToReserved(std::string_view filter) {
  filter = WithoutShare(filter);
  if (!filter.starts_with('$')) return true;
  const Pieces levels = PiecesOf(filter, '/');
  if (levels.front() != "$aws" || levels.size() < 2) return false;
  if (!IsOneOf(levels[1],
               {"#", "+", "things", "events", "certificates", "provisioning-templates",
                "device_location", "commands", "sitewise", "iotwireless", "iotfleetwise"})) {
    return false;
  }
  if (filter.find_first_of("+#") != filter.npos) return true;
  const ReservedService* service = FindService(levels);
  return service == nullptr || service->can_be_heard ||
         !service->takes(Below(*service, levels));
}

bool IsOfEmulatedService(std::string_view topic) {
  const ReservedService* service = FindService(topic);
  return service != nullptr && service->not_emulated.empty();
}

bool IsRequestToService(std::string_view topic) {
  if (!topic.starts_with("$aws/")) return false;
  const Pieces levels = PiecesOf(topic, '/');
  const ReservedService* service = FindService(levels);
  return service != nullptr && service->not_emulated.empty() &&
         service->takes(Below(*service, levels));
}

std::string_view ServiceNotEmulated(std::string_view topic) {
  const ReservedService* service = FindService(topic);
  return service == nullptr ? std::string_view() : service->not_emulated;
}

}  // namespace engine
