// Topics that begin with $: what AWS IoT lets clients do with them.
#pragma once

#include <string_view>

namespace engine {

// The filter that is shared: what follows "$share/{group}/"; any other filter as it is.
std::string_view WithoutShare(std::string_view filter);

// Of topics and filters that begin with $. AWS: what it does not list as allowed ends the
// connection.
bool MayPublishToReserved(std::string_view topic);
// Ours: with wildcards in it, a filter need only begin as a topic that can be subscribed to.
bool MaySubscribeToReserved(std::string_view filter);

// Whether the topic is of a service that is emulated, so that what is published there is a
// request, or an answer to one.
bool IsOfEmulatedService(std::string_view topic);
// Whether it is a request to such a service. AWS: these are delivered to nobody else.
bool IsRequestToService(std::string_view topic);
// "device shadows", if nobody here answers what is published to the topic; else empty.
std::string_view ServiceNotEmulated(std::string_view topic);

}  // namespace engine
