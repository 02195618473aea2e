#include "server/program/environment.h"

#include <nlohmann/json.hpp>

namespace server {

Environment EnvironmentOf(const nlohmann::ordered_json& ready, const Config& config) {
  const auto http = ready.at("http").get<std::string>();
  Environment environment{{"AWS_ACCESS_KEY_ID", config.settings.keys.access_key_id},
                          {"AWS_SECRET_ACCESS_KEY", config.settings.keys.secret_access_key},
                          {"AWS_REGION", config.settings.region},
                          {"AWS_DEFAULT_REGION", config.settings.region},
                          {"IOT_JOBS_LOCAL_ENDPOINT", http},
                          {"IOT_JOBS_LOCAL_HTTP_URL", http},
                          {"IOT_JOBS_LOCAL_CA", ready.at("ca").get<std::string>()}};
  // The object store is at the REST API's port, unless it has one of its own.
  for (const char* service : {"IOT", "IOT_JOBS_DATA_PLANE", "IOT_DATA_PLANE", "STS", "S3"}) {
    environment[std::string("AWS_ENDPOINT_URL_") + service] = http;
  }
  for (const auto& [member, variable] :
       {std::pair("s3", "AWS_ENDPOINT_URL_S3"), std::pair("mqtt", "IOT_JOBS_LOCAL_MQTT_URL"),
        std::pair("mqtts", "IOT_JOBS_LOCAL_MQTTS_URL"),
        std::pair("ws", "IOT_JOBS_LOCAL_WS_URL"),
        std::pair("https", "IOT_JOBS_LOCAL_HTTPS_URL")}) {
    if (ready.contains(member)) environment[variable] = ready[member].get<std::string>();
  }
  return environment;
}

}  // namespace server
