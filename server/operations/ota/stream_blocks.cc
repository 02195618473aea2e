// Streams: what devices ask for.
#include "server/operations/ota/stream_blocks.h"

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

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
constexpr std::uint64_t kLargestRange = std::uint64_t{1} << 20;

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

// Reads a part of a file.
using ReadPart = std::function<std::string(std::uint64_t begin, std::uint64_t length)>;

// Blocks one after the other are read at once.
json ReadBlocks(const WantedBlocks& wanted, const ReadPart& read_part) {
  json read = json::array();
  const std::vector<std::int64_t>& blocks = wanted.blocks;
  const std::uint64_t size = wanted.block_bytes;
  for (auto run = blocks.begin(); run != blocks.end();) {
    auto end = run + 1;
    while (end != blocks.end() && *end == *(end - 1) + 1) ++end;
    const std::uint64_t begin = static_cast<std::uint64_t>(*run) * size;
    const std::uint64_t length = static_cast<std::uint64_t>(end - run) * size;
    const std::string bytes = read_part(begin, std::min(length, wanted.file.size - begin));
    for (std::size_t at = 0; run != end; ++run, at += size) {
      std::string block = bytes.substr(at, size);
      const std::size_t block_length = block.size();
      read.push_back({{"i", *run}, {"l", block_length}, {"p", std::move(block)}});
    }
  }
  return read;
}

ReadPart Reader(Context& c, const WantedBlocks& wanted, const storage::Object& object) {
  if (c.settings.s3_host.empty()) {
    return [&c, &object](std::uint64_t begin, std::uint64_t length) {
      std::string bytes;
      c.objects.Read(object, begin, length)->ForEachPiece([&](std::string_view piece) {
        bytes += piece;
      });
      return bytes;
    };
  }
  const std::string& bytes = c.caller.beforehand->objects.front().bytes;
  if (bytes.size() != wanted.end() - wanted.begin()) {
    throw Error(ErrorCode::kServiceUnavailable, "The S3 server has sent another range.");
  }
  return [&bytes, first = wanted.begin()](std::uint64_t begin, std::uint64_t length) {
    return bytes.substr(begin - first, length);
  };
}

json GetStream(Context& c, const json& in) {
  const WantedBlocks wanted = BlocksWanted(c, in);
  const storage::Object object = ObjectOf(c, wanted.file);
  json output = {{"f", wanted.file.id}, {"blocks", json::array()}};
  if (!wanted.blocks.empty()) {
    output["blocks"] = ReadBlocks(wanted, Reader(c, wanted, object));
  }
  return output;
}

}  // namespace

std::uint64_t WantedBlocks::begin() const {
  return static_cast<std::uint64_t>(blocks.front()) * block_bytes;
}

std::uint64_t WantedBlocks::end() const {
  return std::min(static_cast<std::uint64_t>(blocks.back() + 1) * block_bytes, file.size);
}

WantedBlocks BlocksWanted(Context& c, const json& in) {
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
  WantedBlocks wanted{.file = *file,
                      .block_bytes = static_cast<std::uint64_t>(request.block_bytes),
                      .blocks = engine::BlocksFor(request, file->size)};
  // Ours: of an S3 server elsewhere one range is read, and what lies behind it is left out.
  if (!c.settings.s3_host.empty()) {
    while (!wanted.blocks.empty() && wanted.end() - wanted.begin() > kLargestRange) {
      wanted.blocks.pop_back();
    }
  }
  return wanted;
}

OperationTable StreamBlockOperations() {
  return {{"DescribeStream", DescribeStreamToDevice}, {"GetStream", GetStream}};
}

}  // namespace server
