// The object store over HTTP, as S3 answers.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "engine/access/sigv4.h"
#include "engine/instant.h"
#include "server/http/message/message.h"
#include "server/http/request_entry.h"
#include "storage/objects/objects.h"

namespace http {

class ObjectStore {
 public:
  // Presigned URLs must be signed with `keys`. Buckets belong to the account.
  ObjectStore(storage::Objects& objects, engine::KeyPair keys, std::string region,
              std::string account_id, std::function<engine::Instant()> now);

  // Hears of each call.
  void SetOnAnswer(OnAnswer on_answer) { on_answer_ = std::move(on_answer); }

  // For a port that it shares: it takes what is signed for S3, or sent to a host of S3's.
  Streaming Shared();
  // For a port of its own.
  Streaming Alone();

 private:
  class Call;

  storage::Objects& objects_;
  const engine::KeyPair keys_;
  const std::string region_;
  const std::string account_id_;
  const std::function<engine::Instant()> now_;
  OnAnswer on_answer_;
};

}  // namespace http
