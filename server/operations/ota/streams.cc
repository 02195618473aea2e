// Streams: what operators make, change and list.
#include "storage/ota/streams.h"

#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "engine/identity/role_alias.h"
#include "server/calls/answer.h"
#include "server/calls/input.h"
#include "server/operations/ota/stream_files.h"
#include "server/operations/page_token.h"
#include "server/operations/registry/tags.h"
#include "server/operations/tables.h"
#include "storage/ota/ota_updates.h"

namespace server {

using engine::Error;
using engine::ErrorCode;
using engine::Stream;

namespace {

Stream RequireStream(Context& c, const std::string& id) {
  auto stream = storage::Streams(c.store).Find(id);
  if (!stream) throw Error(ErrorCode::kResourceNotFound, "Stream " + id + " cannot be found.");
  return *std::move(stream);
}

json Summary(const Context& c, const Stream& stream) {
  json shown = {{"streamId", stream.id},
                {"streamArn", ArnOf(c, "stream", stream.id)},
                {"streamVersion", stream.version}};
  if (stream.description) shown["description"] = *stream.description;
  return shown;
}

json CreateStream(Context& c, const json& in) {
  storage::Streams streams(c.store);
  Stream stream{.id = Text(in, "streamId"),
                .description = Maybe<std::string>(in, "description"),
                .role_arn = Text(in, "roleArn"),
                .created_at = c.now,
                .updated_at = c.now};
  engine::RoleNameIn(stream.role_arn);
  if (streams.Find(stream.id)) {
    throw Error(ErrorCode::kResourceAlreadyExists, "Stream " + stream.id + " already exists.",
                {{"resourceId", stream.id}, {"resourceArn", ArnOf(c, "stream", stream.id)}});
  }
  stream.files = ReadStreamFiles(c, in.at("files"));
  streams.Insert(stream);
  KeepTags(c, "stream", stream.id, in);
  return Summary(c, stream);
}

json DescribeStream(Context& c, const json& in) {
  const Stream stream = RequireStream(c, Text(in, "streamId"));
  json shown = Summary(c, stream);
  shown["roleArn"] = stream.role_arn;
  shown["createdAt"] = Seconds(stream.created_at);
  shown["lastUpdatedAt"] = Seconds(stream.updated_at);
  shown["files"] = json::array();
  for (const engine::StreamFile& file : stream.files) {
    json location = {{"bucket", file.location.bucket}, {"key", file.location.key}};
    if (!file.location.version.empty()) location["version"] = file.location.version;
    shown["files"].push_back({{"fileId", file.id}, {"s3Location", std::move(location)}});
  }
  return {{"streamInfo", std::move(shown)}};
}

// Ours: every change raises the version; objects are looked at again where files are given.
json UpdateStream(Context& c, const json& in) {
  Stream stream = RequireStream(c, Text(in, "streamId"));
  if (in.contains("description")) stream.description = Text(in, "description");
  stream.role_arn = in.value("roleArn", stream.role_arn);
  engine::RoleNameIn(stream.role_arn);
  if (in.contains("files")) stream.files = ReadStreamFiles(c, in["files"]);
  stream.version = stream.version % engine::kHighestStreamVersion + 1;
  stream.updated_at = c.now;
  storage::Streams(c.store).Update(stream);
  return Summary(c, stream);
}

json ListStreams(Context& c, const json& in) {
  const bool ascending = Flag(in, "ascendingOrder");
  const std::string list = ascending ? "ListStreams ascending" : "ListStreams";
  const auto page = storage::Streams(c.store).List(ascending, PageFrom(in, list));
  json output = {{"streams", json::array()}};
  for (const Stream& stream : page.rows) output["streams"].push_back(Summary(c, stream));
  if (page.next) output["nextToken"] = PageToken(list, *page.next);
  return output;
}

json DeleteStream(Context& c, const json& in) {
  const Stream stream = RequireStream(c, Text(in, "streamId"));
  if (storage::OtaUpdates(c.store).AnyOfStream(stream.id)) {
    throw Error(ErrorCode::kDeleteConflict,
                "Stream " + stream.id + " is used by an OTA update.");
  }
  storage::Streams(c.store).Delete(stream.id);
  return json::object();
}

}  // namespace

OperationTable StreamOperations() {
  return {{"CreateStream", CreateStream},
          {"DescribeStream", DescribeStream},
          {"UpdateStream", UpdateStream},
          {"ListStreams", ListStreams},
          {"DeleteStream", DeleteStream}};
}

}  // namespace server
