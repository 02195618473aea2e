#include "engine/faults/fault_presets.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace engine {

namespace {

using namespace std::chrono_literals;

const std::array<FaultPreset, 14> kPresets{{
    {"lost-final-update",
     "SUCCEEDED has reached AWS, and its answer does not reach the device, which has to find "
     "out whether it counts.",
     {.match = {.operation = "UpdateJobExecution", .status = "SUCCEEDED"},
      .effect = {.kind = FaultKind::kDrop},
      .count = 1}},
    {"notify-twice",
     "Messages at QoS 1 come at least once: here notify and notify-next come twice.",
     {.match = {.topic = "$aws/things/+/jobs/+", .direction = FaultDirection::kOut},
      .effect = {.kind = FaultKind::kDuplicate}}},
    {"version-race",
     "The connection ends in the place of an update's answer. The device connects again and "
     "repeats what has counted already: its expectedVersion meets VersionMismatch.",
     {.match = {.operation = "UpdateJobExecution", .over = Transport::kMqtt},
      .effect = {.kind = FaultKind::kDisconnect, .cut = Cut::kInstead},
      .count = 1}},
    {"throttle-storm",
     "For a minute, of all devices' requests one a second is answered, and all others are "
     "throttled.",
     {.match = {.plane = "data"},
      .effect = {.kind = FaultKind::kThrottle, .rate = 1},
      .lasts = 1min}},
    {"cut-while-working",
     "The connection ends as soon as the device has been told that its execution is "
     "IN_PROGRESS; the device works on, and has to come back to report.",
     {.match = {.plane = "data", .status = "IN_PROGRESS"},
      .effect = {.kind = FaultKind::kDisconnect, .cut = Cut::kAfter},
      .count = 1}},
    {"answer-never-comes",
     "A request is done, and nothing is heard of it; only a timeout of its own helps the "
     "device.",
     {.match = {.plane = "data"}, .effect = {.kind = FaultKind::kDrop}, .count = 1}},
    {"empty-next-after-notify",
     "AWS is eventually consistent: who asks right after a notify-next may be told that there "
     "is no job.",
     {.match = {.plane = "data"}, .effect = {.kind = FaultKind::kEmpty}, .count = 1}},
    {"expired-url",
     "The device was offline for longer than the presigned URL in its job document lasts.",
     {.match = {.plane = "s3", .operation = "GetObject"},
      .effect = {.kind = FaultKind::kError,
                 .error = "AccessDenied",
                 .message = "Request has expired"},
      .count = 1}},
    {"slow-download",
     "The device is on a weak network: files come at eight kilobytes a second.",
     {.match = {.plane = "s3", .operation = "GetObject"},
      .effect = {.kind = FaultKind::kThrottle, .rate = 8192}}},
    {"download-cut-at-half",
     "The connection ends in the middle of a download; the device may go on with a Range.",
     {.match = {.plane = "s3", .operation = "GetObject"},
      .effect = {.kind = FaultKind::kDisconnect, .cut = Cut::kHalfway},
      .count = 1}},
    {"clock-of-device-wrong",
     "A device without a battery for its clock signs requests of another time, which AWS does "
     "not take.",
     {.match = {.plane = "data", .over = Transport::kHttp},
      .effect = {.kind = FaultKind::kError,
                 .error = "InvalidSignature",
                 .message = "Signature expired: the time that it was made at is more than 5 "
                            "minutes before that of the server."}}},
    {"broker-restarts",
     "The broker ends while a request of a device's is under way, and is back a moment later. "
     "Every client has to connect and to subscribe again.",
     {.match = {.plane = "data", .over = Transport::kMqtt},
      .effect = {.kind = FaultKind::kRestartBroker},
      .count = 1}},
    {"lost-blocks",
     "A weak network loses blocks of a download over MQTT: of five, one. The device has to "
     "find "
     "out which, and to ask for them again.",
     {.match = {.operation = "GetStream", .topic = "$aws/things/+/streams/+/data/+"},
      .effect = {.kind = FaultKind::kDrop},
      .probability = 0.2}},
    {"stream-changed-under-way",
     "Somebody puts another file in the place of the one that a device is fetching: its next "
     "request for blocks is refused.",
     {.match = {.operation = "GetStream"},
      .effect = {.kind = FaultKind::kError, .error = "ETagMismatch"},
      .count = 1}},
}};

}  // namespace

std::span<const FaultPreset> FaultPresets() {
  return kPresets;
}

const FaultPreset* FindFaultPreset(std::string_view name) {
  const auto* const found = std::ranges::find(kPresets, name, &FaultPreset::name);
  return found == kPresets.end() ? nullptr : found;
}

}  // namespace engine
