// An answer that never ends by itself: what happens, as it happens.
#pragma once

#include <functional>
#include <string>

namespace server {

struct EventStream {
  const char* media_type = nullptr;
  // What has come since it was last asked for; empty when nothing has.
  std::function<std::string()> next{};
  // What keeps the connection open while nothing comes.
  std::string heartbeat{};
  // To be called whenever there may be more.
  std::function<void()> wake{};
};

}  // namespace server
