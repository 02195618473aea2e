#include "server/tools/explain/explain_download.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "engine/ota/agent_report.h"
#include "engine/ota/stream.h"
#include "engine/plain_words.h"
#include "server/calls/required.h"
#include "storage/jobs/jobs.h"
#include "storage/ota/streams.h"

namespace server {

using nlohmann::json;

namespace {

// AWS's agent, as it was seen.
constexpr std::chrono::seconds kRepeatsAfter{10};
constexpr std::int64_t kMostRepeats = 32;

// That the job's document tells devices of; empty where it has none.
std::string StreamOf(const std::string& document) {
  const json parsed = json::parse(document, nullptr, false);
  const json::json_pointer name("/afr_ota/streamname");
  if (!parsed.is_object() || !parsed.contains(name)) return {};
  const json& stream = parsed.at(name);
  return stream.is_string() ? stream.get<std::string>() : std::string();
}

std::string Ago(engine::Instant at, engine::Instant now) {
  return at >= now ? "just now" : engine::PlainDuration(now - at) + " ago";
}

class Download {
 public:
  Download(Context& c, const engine::LastDownload& last) : c_(c), last_(last) {}

  ExplainedDownload Explain() {
    const auto stream = storage::Streams(c_.store).Find(last_.stream_id);
    const engine::StreamFile* const file =
        stream && last_.request ? stream->Find(last_.request->file_id) : nullptr;
    explained_.shown = {{"stream", last_.stream_id}, {"at", engine::PlainInstant(last_.at)}};
    if (last_.request) {
      explained_.shown["file"] = last_.request->file_id;
      explained_.shown["block"] = last_.first_block;
    }
    if (file != nullptr) {
      const auto size = static_cast<std::uint64_t>(last_.request->block_bytes);
      if (size > 0) {
        explained_.shown["blocks"] = (file->size + size - 1) / size;
      }
    }
    if (last_.missing) explained_.shown["missing"] = *last_.missing;
    if (!last_.refusal.empty()) explained_.shown["refusal"] = last_.refusal;
    Tell();
    return std::move(explained_);
  }

 private:
  void Say(std::string sentence) { explained_.sentences.push_back(std::move(sentence)); }

  void Tell() {
    std::string sentence = "Its device last asked stream " + last_.stream_id + " for ";
    sentence += last_.request ? "block " + std::to_string(last_.first_block) : "blocks";
    if (explained_.shown.contains("blocks")) {
      sentence += " of " + explained_.shown["blocks"].dump();
    }
    sentence += ", " + Ago(last_.at, c_.now);
    if (last_.missing) sentence += "; it lacked " + engine::PlainCount(*last_.missing, "block");
    Say(sentence + (last_.refusal.empty() ? "." : ", and was refused: " + last_.refusal));
    TellOfRepeats();
    TellOfTooMuch();
  }

  void TellOfRepeats() {
    const std::int64_t left = std::max<std::int64_t>(kMostRepeats - last_.times + 1, 0);
    if (last_.times > 1) {
      Say("It has asked for the same " + std::to_string(last_.times) +
          " times: what it was sent has not reached it.");
    }
    Say("AWS's agent asks again after 10 seconds without a block, 32 times, and then reports "
        "FAILED \"aborted: 0x00000000\": this one gives up at " +
        engine::PlainInstant(last_.at + (left + 1) * kRepeatsAfter) + " if nothing comes.");
  }

  void TellOfTooMuch() {
    if (!last_.request || !last_.request->count) return;
    const engine::BlockRequest& request = *last_.request;
    if (*request.count * request.block_bytes <= engine::kMostBytesForRequest) return;
    Say("It asks for " + engine::PlainCount(*request.count, "block") + " of " +
        std::to_string(request.block_bytes) +
        " bytes at once; one request is answered with 131,072 bytes at most, and waiting for "
        "the "
        "others costs AWS's agent 10 seconds each time.");
  }

  Context& c_;
  const engine::LastDownload& last_;
  ExplainedDownload explained_;
};

}  // namespace

ExplainedDownload ExplainDownload(Context& c, const engine::JobExecution& execution,
                                  const std::optional<engine::LastDownload>& last) {
  const auto job = storage::Jobs(c.store).Find(execution.job_id);
  const std::string stream = job ? StreamOf(job->document) : std::string();
  ExplainedDownload explained;
  const std::string self_test = engine::SelfTestOf(execution.status_details);
  if (!self_test.empty()) {
    explained.sentences = {"Its device waits for the end of the update since " +
                           engine::PlainInstant(execution.last_updated_at) + ": " + self_test +
                           "."};
    return explained;
  }
  if (stream.empty()) return explained;
  if (last && last->stream_id == stream) return Download(c, *last).Explain();
  explained.sentences = {"Its device has not asked stream " + stream +
                         " for a block yet, as far as this process remembers."};
  return explained;
}

}  // namespace server
