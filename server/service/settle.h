// What follows from a change, until nothing more follows.
#pragma once

#include <vector>

#include "engine/messages/notice.h"
#include "server/calls/operation.h"
#include "server/service/followed.h"

namespace server {

// Executions of a job that one transaction releases, shows, cancels or deletes at most, and
// things of its rollout that it collects or forgets, or that it looks at for a dynamic group;
// the rest is backlog, so that no request waits long behind a large job or fleet.
inline constexpr int kMostAtOnce = 100;
inline constexpr int kMostForgottenAtOnce = 1000;

struct Settled {
  Followed followed;
  std::vector<engine::Notice> notices;  // what devices must hear, then events

  // What came after this.
  void Append(Settled next);
};

// Works out, from what the running transaction has changed, members of dynamic groups, retries,
// joins and leaves, cancellations, rollout, completion and deletion.
Settled Settle(Context& c);

}  // namespace server
