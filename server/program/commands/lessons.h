// The lessons of docs/lessons, which `iot-jobs-local learn` runs; docs/lessons/README.md says
// what is in them.
#pragma once

#include <string_view>

namespace server {

// A JSON list, in the order of their numbers; made from the YAML files at build time.
std::string_view LessonsText();

}  // namespace server
