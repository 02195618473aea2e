// Of each device the last it asked, and the last it was told: by the journal, for explanations.
#pragma once

#include <list>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <unordered_map>

#include "engine/instant.h"
#include "engine/jobs/execution_key.h"
#include "engine/messages/notice.h"
#include "engine/ota/download_progress.h"
#include "server/journal/entry.h"

namespace server {

// A device's last request.
struct LastRequest {
  engine::Instant at;
  const api_spec::Operation* operation = nullptr;
  bool over_mqtt = false;  // else HTTP
  std::string refusal;     // empty: it was accepted
};

// The last notify-next that was sent to a thing.
struct LastTold {
  engine::Instant at;
  std::string topic;
  std::optional<engine::ExecutionKey> next;  // nothing: that no execution is pending
};

// Of the ten thousand things that were heard of last; nothing but explanations depends on it.
class LastHeard {
 public:
  struct OfThing {
    std::optional<LastRequest> request;
    std::optional<LastTold> told;
    std::optional<engine::LastDownload> download;
  };

  explicit LastHeard(engine::Instant since) : since_(since) {}

  void Hear(const Entry& entry);
  void Hear(engine::Instant at, const engine::Notice& notice);
  // A device's request for blocks, of these members; `refusal` is null where it was answered.
  void HearDownload(engine::Instant at, const nlohmann::json& members,
                    const engine::Error* refusal);

  const OfThing* Find(const std::string& thing) const;

  // When the memory begins.
  engine::Instant since() const { return since_; }

  void Forget(engine::Instant now);

 private:
  struct Kept {
    OfThing heard;
    std::list<std::string>::iterator place;
  };

  void Hear(engine::Instant at, const CallEntry& call);
  OfThing& Of(const std::string& thing);

  engine::Instant since_;
  std::unordered_map<std::string, Kept> things_;
  std::list<std::string> order_;  // heard of last comes first
};

}  // namespace server
