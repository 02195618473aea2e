// What the bytes of one direction of a relayed connection pass through.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace net {

class Stage {
 public:
  Stage() = default;
  virtual ~Stage() = default;
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  // What goes on of the next bytes: these, others in their place, or none for now. Valid until
  // the next call. Nothing: the relay is to end.
  virtual std::optional<std::string_view> Pass(std::string_view bytes) = 0;
};

// In the order in which bytes pass them; owned by the connection.
using Stages = std::vector<Stage*>;

// As one stage.
std::optional<std::string_view> Pass(const Stages& stages, std::string_view bytes);

}  // namespace net
