// The console to browsers: its files below /console/, and the way there from the port's root.
#pragma once

#include <optional>
#include <span>

#include "server/console/assets.h"
#include "server/http/message/message.h"
#include "server/http/message/target.h"

namespace console {

// Nothing for what is not the console's. A path without an ending is a page of it, which its
// script tells apart.
std::optional<http::Response> Answer(std::span<const Asset> assets,
                                     const http::Request& request, const http::Target& target);

}  // namespace console
