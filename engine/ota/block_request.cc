#include "engine/ota/block_request.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/error.h"
#include "engine/text/hex.h"

namespace engine {

namespace {

using nlohmann::json;

constexpr std::int64_t kHighestFileId = 255;
constexpr std::int64_t kSmallestBlock = 256;
constexpr std::int64_t kHighestBlock = 98'304;  // of 256 bytes: 24 MiB
constexpr std::size_t kBitmapBytes = 12'288;    // has to be shorter

std::optional<std::int64_t> Number(const json& members, const char* name) {
  const auto found = members.find(name);
  if (found == members.end()) return std::nullopt;
  return found->get<std::int64_t>();
}

std::int64_t Needed(const json& members, const char* name) {
  const auto number = Number(members, name);
  if (!number) RefuseRequest(std::string("The request lacks ") + name + ".");
  return *number;
}

bool IsWithin(std::int64_t number, std::int64_t least, std::int64_t most) {
  return number >= least && number <= most;
}

std::optional<std::string> Bitmap(const json& members) {
  const auto found = members.find("b");
  if (found == members.end()) return std::nullopt;
  auto bytes = FromHex(found->get_ref<const std::string&>());
  if (!bytes) RefuseRequest("The block bitmap is not in hexadecimal digits.");
  if (bytes->size() >= kBitmapBytes) {
    throw Error(ErrorCode::kBlockBitmapLimitExceeded, "The block bitmap is too long");
  }
  return bytes;
}

bool IsSet(const std::string& bitmap, std::int64_t bit) {
  const auto byte = static_cast<std::size_t>(bit / 8);
  return byte < bitmap.size() &&
         (static_cast<unsigned char>(bitmap[byte]) >> (bit % 8) & 1) != 0;
}

}  // namespace

BlockRequest ReadBlockRequest(const json& members) {
  BlockRequest request{.stream_version = Number(members, "s"),
                       .file_id = Needed(members, "f"),
                       .block_bytes = Needed(members, "l"),
                       .offset = Number(members, "o").value_or(0),
                       .count = Number(members, "n"),
                       .bitmap = Bitmap(members)};
  if (!IsWithin(request.block_bytes, kSmallestBlock, kMostBytesForRequest)) {
    throw Error(ErrorCode::kBlockSizeOutOfBounds, "The block size is out of bounds");
  }
  if (!IsWithin(request.offset, 0, kHighestBlock)) {
    throw Error(ErrorCode::kOffsetOutOfBounds, "The block offset is out of bounds");
  }
  if (request.count && !IsWithin(*request.count, 0, kHighestBlock)) {
    throw Error(ErrorCode::kBlockCountLimitExceeded, "The number of blocks is out of bounds");
  }
  if (!IsWithin(request.file_id, 0, kHighestFileId)) {
    RefuseRequest("The file ID is out of bounds");
  }
  return request;
}

std::vector<std::int64_t> BlocksFor(const BlockRequest& request, std::uint64_t file_bytes) {
  const std::int64_t size = request.block_bytes;
  const std::int64_t there = (static_cast<std::int64_t>(file_bytes) + size - 1) / size;
  const std::int64_t most = kMostBytesForRequest / size;
  if (request.offset >= there) {
    throw Error(ErrorCode::kResourceNotFound,
                "The file has no block " + std::to_string(request.offset) + ".");
  }
  // AWS: who does not say how many asks for as many as an answer holds, and the file must have
  // them.
  if (!request.count && request.offset + most > there) {
    RefuseRequest("The data requested is out of the range of data available.");
  }
  const std::int64_t wanted = std::min(request.count.value_or(most), most);
  // Ours: what is asked for beyond the file's end is left out.
  std::vector<std::int64_t> blocks;
  for (std::int64_t block = request.offset;
       block < there && static_cast<std::int64_t>(blocks.size()) < wanted; ++block) {
    if (!request.bitmap || IsSet(*request.bitmap, block - request.offset)) {
      blocks.push_back(block);
    }
  }
  return blocks;
}

}  // namespace engine
