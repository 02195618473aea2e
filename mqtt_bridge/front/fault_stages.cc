#include "mqtt_bridge/front/fault_stages.h"

namespace mqtt_bridge {

namespace {

using engine::FaultKind;

constexpr unsigned int kConnackType = 0x20;
constexpr unsigned int kPubackType = 0x40;
constexpr unsigned int kPingrespType = 0xd0;

std::optional<FaultKind> LossOf(unsigned int type) {
  if (type == kConnackType) return FaultKind::kNoConnack;
  if (type == kPubackType) return FaultKind::kNoPuback;
  if (type == kPingrespType) return FaultKind::kNoPingresp;
  return std::nullopt;
}

}  // namespace

std::optional<std::string_view> PacketLossStage::Pass(std::string_view bytes) {
  if (client_.is_stalled) return "";
  if (!is_losing_ && !clients_.MayFail()) return bounds_.Pass(bytes);
  passed_.clear();
  while (!bytes.empty()) {
    if (bounds_.IsBetweenPackets()) is_losing_ = Loses(bytes.front());
    const std::string_view piece = bytes.substr(0, bounds_.Take(bytes));
    if (!is_losing_) passed_ += piece;
    bytes.remove_prefix(piece.size());
  }
  if (bounds_.IsBetweenPackets()) is_losing_ = false;
  return passed_;
}

bool PacketLossStage::Loses(char first_byte) {
  const unsigned int type = static_cast<unsigned char>(first_byte) & 0xf0U;
  if (client_.is_stalled) return true;
  if (type != kConnackType && clients_.Fails(client_, FaultKind::kStall)) {
    client_.is_stalled = true;
    return true;
  }
  const auto loss = LossOf(type);
  return loss && clients_.Fails(client_, *loss);
}

std::optional<std::string_view> StallStage::Pass(std::string_view bytes) {
  if (has_connected_ && !client_.is_stalled && clients_.Fails(client_, FaultKind::kStall)) {
    client_.is_stalled = true;
  }
  has_connected_ = true;
  return client_.is_stalled ? std::string_view() : bytes;
}

}  // namespace mqtt_bridge
