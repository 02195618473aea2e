#include "mqtt_bridge/front/connack_stage.h"

#include <utility>

#include "mqtt_bridge/front/connack_packet.h"

namespace mqtt_bridge {

std::optional<std::string_view> ConnackStage::Pass(std::string_view bytes) {
  if (is_whole_) {
    if (!passed_.empty()) std::string().swap(passed_);
    return bytes;
  }
  begun_ += bytes;
  if (IsPartOfConnack(begun_)) return "";
  is_whole_ = true;
  passed_ = std::exchange(begun_, {});
  if (!client_.to_hear.empty()) passed_ = WithProperties(passed_, client_.to_hear);
  return passed_;
}

}  // namespace mqtt_bridge
