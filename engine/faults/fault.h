// What is to go wrong on purpose: what a fault is looking for, what it does there, and how
// often.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "engine/instant.h"

namespace engine {

// Where a fault can strike. What is done there is for whoever asks.
enum class FaultPlace {
  kCall,           // an operation of AWS's API, in the place of doing it
  kRequest,        // the same on its way in, before anything is done
  kAnswer,         // its answer on the way out, when all is done
  kNotice,         // a message of the service's, or one that was published for an operator
  kObjectRequest,  // S3's, as kCall
  kObjectAnswer,   // S3's, as kAnswer
  kConnection,     // a packet of a client's connection, or its CONNECT
};

enum class FaultKind {
  kError,
  kThrottle,
  kEmpty,
  kDelay,
  kDrop,
  kDuplicate,
  kReorder,
  kCorrupt,
  kDisconnect,
  kStall,
  kRestartBroker,
  kRefuseConnect,
  kNoConnack,
  kNoPuback,
  kNoPingresp,
};

enum class FaultDirection { kIn, kOut };  // as the emulator sees it

enum class Transport { kHttp, kMqtt };

// When a connection ends: in the place of an answer, in its middle, or behind it.
enum class Cut { kInstead, kHalfway, kAfter };

// Empty members match everything.
struct FaultMatch {
  std::string plane{};  // "control", "data", "iot-data", "credentials", "s3"
  std::string operation{}, thing{}, job{};
  std::string status{};  // that a device asks for
  std::string topic{};   // a filter of MQTT's
  std::optional<Transport> over{};
  std::optional<FaultDirection> direction{};
};

struct FaultEffect {
  FaultKind kind = FaultKind::kDrop;
  std::string error{}, message{};  // of kError: as AWS names it, and what it says
  Duration delay{};
  std::int64_t rate = 0;  // of kThrottle: requests a second; of an object, bytes a second
  Cut cut = Cut::kInstead;
};

struct Fault {
  FaultMatch match{};
  FaultEffect effect{};
  double probability = 1;
  std::optional<std::int64_t> count{};  // how often it strikes at most
  std::optional<Duration> lasts{};
  std::uint64_t seed = 1;
};

// Something that a fault may strike; what is not known of it is empty.
struct Occasion {
  FaultPlace place = FaultPlace::kCall;
  Transport over = Transport::kHttp;
  std::string plane{}, operation{}, thing{}, job{}, status{};
  std::string topic{};                       // over MQTT
  std::optional<FaultKind> of_connection{};  // what could go wrong with this packet
};

// The status that an operation of devices asks for by its input; else empty.
std::string StatusAskedFor(const std::string& operation, const nlohmann::json& input);

// "refuseConnect" for kRefuseConnect.
std::string_view Name(FaultKind kind);
std::optional<FaultKind> ParseFaultKind(std::string_view name);
std::string_view Name(Cut cut);
std::optional<Cut> ParseCut(std::string_view name);

// Whether the effect can be had there, with requests or with answers.
bool Strikes(const FaultEffect& effect, FaultDirection direction, FaultPlace place,
             Transport over);
// As asked for; else on the way in for what stands in the place of doing something, else on the
// way out.
FaultDirection DirectionOf(const Fault& fault);
bool Matches(const Fault& fault, const Occasion& occasion);

}  // namespace engine
