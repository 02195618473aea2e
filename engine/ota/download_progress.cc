#include "engine/ota/download_progress.h"

#include <bit>
#include <nlohmann/json.hpp>

namespace engine {

namespace {

void ReadBitmap(const std::string& bitmap, LastDownload& download) {
  std::int64_t missing = 0;
  for (std::size_t i = 0; i < bitmap.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bitmap[i]);
    if (missing == 0 && byte != 0) {
      download.first_block += static_cast<std::int64_t>(i) * 8 + std::countr_zero(byte);
    }
    missing += std::popcount(byte);
  }
  download.missing = missing;
}

}  // namespace

LastDownload Heard(Instant at, const nlohmann::json& members, const Error* refusal,
                   const std::optional<LastDownload>& before) {
  LastDownload download{.at = at, .stream_id = members.value("streamId", "")};
  if (refusal != nullptr) {
    download.refusal = std::string(Name(refusal->code)) + ": " + refusal->message;
  }
  try {
    download.request = ReadBlockRequest(members);
    download.first_block = download.request->offset;
    if (download.request->bitmap) ReadBitmap(*download.request->bitmap, download);
    download.request->bitmap.reset();
  } catch (const std::exception&) {
    return download;  // the refusal says what is wrong
  }
  if (before && before->request && before->stream_id == download.stream_id &&
      before->request->file_id == download.request->file_id &&
      before->first_block == download.first_block && before->missing == download.missing) {
    download.times = before->times + 1;
  }
  return download;
}

}  // namespace engine
