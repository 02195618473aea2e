#include "mqtt_bridge/front/connect_stage.h"

#include <utility>

#include "mqtt_bridge/front/connect_packet.h"

namespace mqtt_bridge {

std::optional<std::string_view> ConnectStage::Pass(std::string_view bytes) {
  if (is_whole_) {
    if (!passed_.empty()) std::string().swap(passed_);
    return bytes;
  }
  begun_ += bytes;
  if (IsPartOfConnect(begun_)) return "";
  is_whole_ = true;
  auto packet = ReadConnect(begun_);
  if (!packet) Clients::WarnOfOtherProtocol(client_, begun_);
  if (!packet || !clients_.Admit(client_, *packet, begun_)) return std::nullopt;
  passed_ = std::exchange(begun_, {});
  return passed_;
}

}  // namespace mqtt_bridge
