// What a device asks for of a stream's file, and which blocks answer it.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace engine {

// AWS: one request is answered with so many bytes at most, whatever it asks for.
inline constexpr std::int64_t kMostBytesForRequest = 131'072;

struct BlockRequest {
  std::optional<std::int64_t> stream_version;
  std::int64_t file_id = 0;
  std::int64_t block_bytes = 0;
  std::int64_t offset = 0;  // the first block's number
  std::optional<std::int64_t> count;
  std::optional<std::string> bitmap;  // bytes: the lowest bit of the first is block `offset`
};

// From the members f, l, o, n, s and b (in hexadecimal digits). Throws what AWS refuses with.
BlockRequest ReadBlockRequest(const nlohmann::json& members);

// The numbers of the blocks to send, rising. Throws InvalidRequest or ResourceNotFound where
// the file has not what is asked for.
std::vector<std::int64_t> BlocksFor(const BlockRequest& request, std::uint64_t file_bytes);

}  // namespace engine
