// Streams: what devices ask for.
#include <nlohmann/json.hpp>
#include <vector>

#include "engine/error.h"
#include "engine/ota/block_request.h"
#include "server/calls/input.h"
#include "server/operations/ota/stream_files.h"
#include "server/operations/tables.h"
#include "storage/ota/streams.h"

namespace server {

using engine::Error;
using engine::ErrorCode;

namespace {

constexpr std::size_t kLongestToken = 64;  // bytes

void CheckToken(const json& in) {
  if (in.contains("c") && Text(in, "c").size() > kLongestToken) {
    engine::RefuseRequest("The client token is longer than 64 bytes.");
  }
}

// Ours: any device may read any stream that its policies let it ask for; a thing of the topic's
// name need not exist.
engine::Stream RequireStream(Context& c, const std::string& id) {
  auto stream = storage::Streams(c.store).Find(id);
  if (!stream) throw Error(ErrorCode::kResourceNotFound, "The stream cannot be found.");
  return *std::move(stream);
}

json DescribeStreamToDevice(Context& c, const json& in) {
  CheckToken(in);
  const engine::Stream stream = RequireStream(c, Text(in, "streamId"));
  json output = {{"s", stream.version}, {"r", json::array()}};
  if (stream.description) output["d"] = *stream.description;
  for (const engine::StreamFile& file : stream.files) {
    output["r"].push_back({{"f", file.id}, {"z", file.size}});
  }
  return output;
}

// Blocks one after the other are read at once.
json ReadBlocks(Context& c, const storage::Object& object, std::int64_t block_bytes,
                const std::vector<std::int64_t>& blocks) {
  json read = json::array();
  const auto size = static_cast<std::uint64_t>(block_bytes);
  for (auto run = blocks.begin(); run != blocks.end();) {
    auto end = run + 1;
    while (end != blocks.end() && *end == *(end - 1) + 1) ++end;
    const std::uint64_t begin = static_cast<std::uint64_t>(*run) * size;
    const std::uint64_t wanted = static_cast<std::uint64_t>(end - run) * size;
    std::string bytes;
    c.objects.Read(object, begin, std::min(wanted, object.size - begin))
        ->ForEachPiece([&](std::string_view piece) { bytes += piece; });
    for (std::size_t at = 0; run != end; ++run, at += size) {
      std::string block = bytes.substr(at, size);
      const std::size_t length = block.size();
      read.push_back({{"i", *run}, {"l", length}, {"p", std::move(block)}});
    }
  }
  return read;
}

json GetStream(Context& c, const json& in) {
  CheckToken(in);
  const engine::BlockRequest request = engine::ReadBlockRequest(in);
  const engine::Stream stream = RequireStream(c, Text(in, "streamId"));
  if (request.stream_version && *request.stream_version != stream.version) {
    throw Error(ErrorCode::kVersionConflict,
                "The stream's version is " + std::to_string(stream.version) + ".");
  }
  const engine::StreamFile* const file = stream.Find(request.file_id);
  if (file == nullptr) {
    throw Error(ErrorCode::kResourceNotFound,
                "The stream has no file " + std::to_string(request.file_id) + ".");
  }
  const storage::Object object = ObjectOf(c, *file);
  const auto blocks = engine::BlocksFor(request, object.size);
  return {{"f", file->id}, {"blocks", ReadBlocks(c, object, request.block_bytes, blocks)}};
}

}  // namespace

OperationTable StreamBlockOperations() {
  return {{"DescribeStream", DescribeStreamToDevice}, {"GetStream", GetStream}};
}

}  // namespace server
