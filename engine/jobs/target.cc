#include "engine/jobs/target.h"

#include "engine/arn.h"
#include "engine/error.h"

namespace engine {

Target ParseTarget(std::string_view text) {
  const auto arn = ParseArn(text);
  if (arn && arn->kind == "thing") return {TargetKind::kThing, arn->name};
  if (arn && arn->kind == "thinggroup") return {TargetKind::kThingGroup, arn->name};
  throw Error(ErrorCode::kInvalidRequest,
              "Target " + std::string(text) + " is not the ARN of a thing or a thing group.");
}

}  // namespace engine
