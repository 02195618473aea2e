#include "server/service/documents/object_url.h"

#include "engine/access/session_token.h"
#include "engine/access/sigv4.h"

namespace server {

namespace {

// Where a device finds the object store.
std::string PublicHost(const Context& c) {
  if (!c.settings.s3_host.empty()) return c.settings.s3_host;
  const std::string& own = c.settings.own_host;
  const std::string& given = c.settings.public_host;
  if (!given.empty()) {
    const std::size_t bracket = given.find(']');  // an IPv6 address has colons of its own
    const bool has_port =
        given.find(':', bracket == std::string::npos ? 0 : bracket) != std::string::npos;
    return has_port ? given : given + own.substr(own.rfind(':'));
  }
  if (c.caller.host.empty()) return own;
  return c.caller.port.empty() ? c.caller.host : c.caller.host + ":" + c.caller.port;
}

// Ours: an S3 server elsewhere has one region, whatever the document says.
std::string RegionOf(const Context& c, const engine::S3Location& location) {
  const bool own = c.settings.s3_host.empty() && !location.region.empty();
  return own ? location.region : c.settings.region;
}

}  // namespace

std::string ObjectUrl(const Context& c, const std::string& method,
                      const engine::S3Location& location, std::int64_t expires_in_seconds) {
  engine::Presigning presigning{.method = method,
                                .host = PublicHost(c),
                                .path = "/" + location.bucket + "/" + location.key,
                                .region = RegionOf(c, location),
                                .expires_in_seconds = expires_in_seconds,
                                .now = c.now};
  if (!location.version.empty()) presigning.query = {{"versionId", location.version}};
  if (c.settings.session_token) {
    presigning.query.emplace_back("X-Amz-Security-Token",
                                  engine::SessionToken(engine::SignatureTime(c.now)));
  }
  return engine::PresignedUrl(presigning, c.settings.keys);
}

}  // namespace server
