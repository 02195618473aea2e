// What the emulator and its broker's plugin say to each other: both sides include this. Topics
// below $CONTROL reach nobody else.
#pragma once

namespace mqtt_bridge {

// Emulator to plugin: an answer for one client. The user property client-id says for whom,
// response-topic on which topic. Of a request, the property that is named by the plugin's
// option `stamp` says who sent it; a last will has none.
inline constexpr const char* kAnswersTopic = "$CONTROL/iot-jobs/v1";
// Emulator to plugin: a connection's number, a space, and what it may do from now on.
inline constexpr const char* kPermissionsTopic = "$CONTROL/iot-jobs/v1/permissions";
// Emulator to plugin: end the connection of the client in the user property, "with" its last
// will or "without".
inline constexpr const char* kDisconnectTopic = "$CONTROL/iot-jobs/v1/disconnect";
// Emulator to plugin: which user properties go with what things publish, a JSON object. Plugin
// to emulator: it knows of none.
inline constexpr const char* kEnrichmentTopic = "$CONTROL/iot-jobs/v1/enrichment";
// Plugin to emulator: "connected 4 60 clean 127.0.0.1" (the version of MQTT and the keep-alive
// as CONNECT has them, "clean" or "kept" for its session, and the address, if there is one) or
// "disconnected CONNECTION_LOST", of the client in the user property.
inline constexpr const char* kPresenceTopic = "$CONTROL/iot-jobs/v1/presence";
// Plugin to emulator: "subscribed 1 a/+" (the QoS and the filter), "kept 1 a/+" for what is
// known from before, or "unsubscribed 0 a/+", of the client in the user property.
inline constexpr const char* kSubscriptionTopic = "$CONTROL/iot-jobs/v1/subscription";
// Plugin to emulator: what was refused to whom and why, a JSON object.
inline constexpr const char* kRefusalTopic = "$CONTROL/iot-jobs/v1/refusal";
// Plugin to emulator: what the client in the user property has published elsewhere than to a
// service: the topic, a zero byte, the length of the payload, a zero byte,
// and the payload or its beginning.
inline constexpr const char* kHeardTopic = "$CONTROL/iot-jobs/v1/heard";

// Of messages below $CONTROL either way: which client they are about.
inline constexpr const char* kClientIdProperty = "client-id";

}  // namespace mqtt_bridge
