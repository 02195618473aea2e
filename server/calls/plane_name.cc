#include "server/calls/plane_name.h"

namespace server {

const char* PlaneName(api_spec::Plane plane) {
  switch (plane) {
    case api_spec::Plane::kControl:
      return "control";
    case api_spec::Plane::kData:
      return "data";
    case api_spec::Plane::kIotData:
      return "iot-data";
    case api_spec::Plane::kCredentials:
      return "credentials";
    case api_spec::Plane::kMqtt:
      return "mqtt";
    case api_spec::Plane::kEmulator:
      return "emulator";
  }
  return "";
}

}  // namespace server
