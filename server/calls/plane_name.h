// What the log and the metrics call a plane.
#pragma once

#include "api_spec/spec.h"

namespace server {

const char* PlaneName(api_spec::Plane plane);

}  // namespace server
