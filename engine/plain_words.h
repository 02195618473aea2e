// Instants, spans and counts as people write them.
#pragma once

#include <cstdint>
#include <string>

#include "engine/instant.h"

namespace engine {

// "2026-01-01T12:03:00Z"; milliseconds only where there are some.
std::string PlainInstant(Instant at);
// "Monday 2026-01-05T02:00:00Z".
std::string PlainDay(Instant at);
// "2 days 1 hour", "3 minutes 5 seconds": the two largest units.
std::string PlainDuration(Duration length);
// "1 thing", "2 things".
std::string PlainCount(std::int64_t count, const std::string& noun);

}  // namespace engine
