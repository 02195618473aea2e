// Whether a request to AWS IoT is signed, rightly and in time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/access/credentials.h"
#include "engine/access/sigv4.h"
#include "engine/instant.h"

namespace engine {

struct ReceivedRequest {
  std::string method;
  std::string path;     // as it came, encoded
  NamedValues query;    // decoded
  NamedValues headers;  // names in lower case
  std::string_view body;
};

// The one whose signature the request has, in the Authorization header or in the query. Throws
// Error, worded as AWS IoT answers. `services` are the names that it may be signed for;
// messages name the first. `issuer`: whose role sessions are good as well.
Credential VerifySignature(const ReceivedRequest& request,
                           const std::vector<std::string>& services,
                           const std::vector<Credential>& credentials, Instant now,
                           const KeyPair& issuer = {});

}  // namespace engine
