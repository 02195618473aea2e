// "j" or "c", and a request for blocks in JSON or CBOR: read, and answered by numbers of
// blocks.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "engine/error.h"
#include "engine/ota/block_request.h"
#include "engine/ota/stream_payload.h"

namespace {

constexpr std::int64_t kFileBytes = 24 << 20;

void Check(bool holds) {
  if (!holds) std::abort();
}

void CheckBlocks(const engine::BlockRequest& request) {
  const auto blocks = engine::BlocksFor(request, kFileBytes);
  const auto count = static_cast<std::int64_t>(blocks.size());
  Check(count * request.block_bytes <= engine::kMostBytesForRequest);
  Check(!request.count || count <= *request.count);
  std::int64_t last = request.offset - 1;
  for (const std::int64_t block : blocks) {
    Check(block > last && block * request.block_bytes < kFileBytes);
    last = block;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto format =
      input.front() == 'c' ? engine::StreamFormat::kCbor : engine::StreamFormat::kJson;
  const auto members = engine::ReadStreamRequest(input.substr(1), format);
  if (!members) return 0;
  // A request's members can be said again.
  Check(!engine::WriteStreamMessage(*members, format).empty());
  try {
    CheckBlocks(engine::ReadBlockRequest(*members));
  } catch (const engine::Error&) {
    return 0;
  }
  return 0;
}
