#include "engine/access/signature_check.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "engine/access/role_session.h"
#include "engine/error.h"
#include "engine/text/split.h"

namespace engine {

namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr std::chrono::minutes kAllowedSkew{5};
constexpr std::int64_t kLongestLife = 604800;  // AWS: a week

// What a request says of its own signature.
struct Claim {
  std::vector<std::string> credential;  // key id, date, region, service, "aws4_request"
  std::vector<std::string> signed_headers;
  std::string signature;
  std::string time;
  std::string token;
  std::optional<std::int64_t> lives_seconds;  // of a presigned request
};

[[noreturn]] void Incomplete(const std::string& message) {
  throw Error(ErrorCode::kIncompleteSignature, message);
}

std::optional<std::string> Find(const NamedValues& values, std::string_view name) {
  for (const auto& [candidate, value] : values) {
    if (candidate == name) return value;
  }
  return std::nullopt;
}

std::vector<std::string> ReadCredential(const std::string& text) {
  std::vector<std::string> credential = Split(text, '/');
  if (credential.size() != 5) {
    Incomplete(std::string("Credential must have exactly 5 slash-delimited elements, e.g. "
                           "keyid/date/region/service/term, got '") += text + "'.");
  }
  return credential;
}

// "AWS4-HMAC-SHA256 Credential=..., SignedHeaders=..., Signature=...", commas and blanks alike.
Claim ReadHeader(const ReceivedRequest& request, const std::string& authorization) {
  const std::size_t blank = authorization.find(' ');
  if (authorization.substr(0, blank) != kAlgorithm) {
    Incomplete(std::string("Unsupported AWS 'algorithm': '") +=
               authorization.substr(0, blank) + "'.");
  }
  NamedValues members;
  std::string rest = blank == std::string::npos ? "" : authorization.substr(blank);
  std::replace(rest.begin(), rest.end(), ' ', ',');
  for (const std::string& piece : Split(rest, ',')) {
    if (piece.empty()) continue;
    const std::size_t equals = piece.find('=');
    if (equals == std::string::npos) {
      std::string wrong = "'";
      wrong.append(piece)
          .append(
              "' not a valid key=value pair (missing equal-sign) in Authorization header: '")
          .append(authorization)
          .append("'.");
      Incomplete(wrong);
    }
    members.emplace_back(piece.substr(0, equals), piece.substr(equals + 1));
  }
  std::string missing;
  for (const char* member : {"Credential", "Signature", "SignedHeaders"}) {
    if (Find(members, member)) continue;
    missing.append("Authorization header requires '").append(member).append("' parameter. ");
  }
  auto date = Find(request.headers, "x-amz-date");
  if (!date) date = Find(request.headers, "date");
  if (!date) {
    missing +=
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
  }
  if (!missing.empty()) Incomplete(missing + "Authorization=" + authorization);
  return {.credential = ReadCredential(*Find(members, "Credential")),
          .signed_headers = Split(*Find(members, "SignedHeaders"), ';'),
          .signature = *Find(members, "Signature"),
          .time = *date,
          .token = Find(request.headers, "x-amz-security-token").value_or("")};
}

Claim ReadQuery(const ReceivedRequest& request) {
  std::string missing;
  for (const char* member : {"X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders",
                             "X-Amz-Date", "X-Amz-Algorithm"}) {
    if (Find(request.query, member)) continue;
    missing.append("AWS query-string parameters must include '").append(member).append("'. ");
  }
  if (!missing.empty()) Incomplete(missing + "Re-examine the query-string parameters.");
  if (const auto algorithm = *Find(request.query, "X-Amz-Algorithm"); algorithm != kAlgorithm) {
    Incomplete(std::string("Unsupported AWS 'algorithm': '") += algorithm + "'.");
  }
  Claim claim{.credential = ReadCredential(*Find(request.query, "X-Amz-Credential")),
              .signed_headers = Split(*Find(request.query, "X-Amz-SignedHeaders"), ';'),
              .signature = *Find(request.query, "X-Amz-Signature"),
              .time = *Find(request.query, "X-Amz-Date"),
              .token = Find(request.query, "X-Amz-Security-Token").value_or("")};
  if (const auto text = Find(request.query, "X-Amz-Expires")) {
    std::int64_t seconds = 0;
    const char* const end = text->data() + text->size();
    const auto [stop, failure] = std::from_chars(text->data(), end, seconds);
    if (failure != std::errc() || stop != end || seconds < 1 || seconds > kLongestLife) {
      Incomplete("X-Amz-Expires must be a number of seconds from 1 to 604800, got '" + *text +
                 "'.");
    }
    claim.lives_seconds = seconds;
  }
  return claim;
}

std::string InWords(std::chrono::seconds span) {
  const auto seconds = span.count();
  return seconds % 60 == 0 ? std::to_string(seconds / 60) + " min."
                           : std::to_string(seconds) + " sec.";
}

void CheckTime(const Claim& claim, Instant now) {
  const auto signed_at = ParseSignatureTime(claim.time);
  if (!signed_at) {
    Incomplete(std::string("Date must be in ISO-8601 'basic format'. Got '") +=
               claim.time + "'. See http://en.wikipedia.org/wiki/ISO_8601");
  }
  const std::chrono::seconds life =
      claim.lives_seconds ? std::chrono::seconds(*claim.lives_seconds) : kAllowedSkew;
  if (*signed_at < now - life) {
    throw Error(ErrorCode::kInvalidSignature,
                "Signature expired: " + claim.time + " is now earlier than " +
                    SignatureTime(now - life) + " (" + SignatureTime(now) + " - " +
                    InWords(life) + ")");
  }
  if (*signed_at > now + kAllowedSkew) {
    throw Error(ErrorCode::kInvalidSignature,
                "Signature not yet current: " + claim.time + " is still later than " +
                    SignatureTime(now + kAllowedSkew) + " (" + SignatureTime(now) + " + " +
                    InWords(kAllowedSkew) + ")");
  }
}

// The region is free: state is one for all regions.
void CheckScope(const Claim& claim, const std::vector<std::string>& services) {
  std::string wrong;
  if (claim.credential[2].empty()) wrong += "Credential should be scoped to a valid region. ";
  if (std::find(services.begin(), services.end(), claim.credential[3]) == services.end()) {
    wrong += "Credential should be scoped to correct service: '" + services.front() + "'. ";
  }
  if (claim.credential[4] != "aws4_request") {
    wrong += "Credential should be scoped with a valid terminator: 'aws4_request', not '" +
             claim.credential[4] + "'. ";
  }
  if (const std::string date = claim.time.substr(0, 8); claim.credential[1] != date) {
    wrong +=
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
        "HTTP: '" +
        claim.credential[1] + "' != '" + date + "', from '" + claim.time + "'. ";
  }
  if (wrong.empty()) return;
  wrong.pop_back();
  throw Error(ErrorCode::kInvalidSignature, wrong);
}

// Ours: a role may do what the user of its name may.
std::optional<IamPolicy> PolicyOfRole(const std::string& role,
                                      const std::vector<Credential>& credentials) {
  const auto user = std::ranges::find(credentials, role, &Credential::user_name);
  return user == credentials.end() ? std::nullopt : user->policy;
}

Credential FindCredential(const Claim& claim, const std::vector<Credential>& credentials,
                          const KeyPair& issuer) {
  const auto found =
      std::find_if(credentials.begin(), credentials.end(), [&](const Credential& credential) {
        return credential.keys.access_key_id == claim.credential[0] &&
               SameSignature(credential.session_token, claim.token);
      });
  if (found != credentials.end()) return *found;
  auto issued = issuer.secret_access_key.empty()
                    ? std::nullopt
                    : FindIssued(issuer, claim.credential[0], claim.token);
  if (!issued) {
    throw Error(ErrorCode::kUnrecognizedClient,
                "The security token included in the request is invalid.");
  }
  issued->policy = PolicyOfRole(issued->role, credentials);
  return *std::move(issued);
}

// Several headers of one name count as one, their values joined.
std::string Joined(const NamedValues& headers, const std::string& name) {
  std::string joined;
  bool first = true;
  for (const auto& [candidate, value] : headers) {
    if (candidate != name) continue;
    if (!std::exchange(first, false)) joined += ',';
    joined += value;
  }
  return joined;
}

// Who changes them on their way would change what is asked.
void CheckHeadersSigned(const ReceivedRequest& request, const Claim& claim) {
  for (const auto& [name, value] : request.headers) {
    // Added by load balancers.
    if (!name.starts_with("x-amzn-") || name == "x-amzn-trace-id") continue;
    if (std::ranges::find(claim.signed_headers, name) != claim.signed_headers.end()) continue;
    // Ours: AWS's wording is known of S3 alone.
    throw Error(ErrorCode::kInvalidSignature,
                "There were headers present in the request which were not signed: " + name);
  }
}

void CheckSignature(const ReceivedRequest& request, const Claim& claim,
                    const std::string& secret_access_key) {
  SignedRequest expected{.method = request.method, .path = request.path};
  for (const auto& member : request.query) {
    if (member.first != "X-Amz-Signature") expected.query.push_back(member);
  }
  for (const std::string& name : claim.signed_headers) {
    expected.headers.emplace_back(name, Joined(request.headers, name));
  }
  // The hash of what came, whatever x-amz-content-sha256 says: a body that was changed on its
  // way must not pass.
  expected.payload_hash = Sha256Hex(request.body);
  const SignatureScope scope{claim.time, claim.credential[2], claim.credential[3]};
  if (SameSignature(claim.signature, Signature(expected, scope, secret_access_key))) return;
  // AWS: IoT's clients add the session token to a URL that is signed already.
  SignedRequest without_token = expected;
  if (std::erase_if(
          without_token.query,
          [](const auto& member) { return member.first == "X-Amz-Security-Token"; }) != 0 &&
      SameSignature(claim.signature, Signature(without_token, scope, secret_access_key))) {
    return;
  }
  const SignedTexts texts = TextsOf(expected, scope);
  throw Error(ErrorCode::kInvalidSignature,
              std::string("The request signature we calculated does not match the signature "
                          "you provided. Check your AWS Secret Access Key and signing method. "
                          "Consult the service documentation for details.\n\n"
                          "The Canonical String for this request should have been\n'") +=
              texts.canonical_request + "'\n\nThe String-to-Sign should have been\n'" +
              texts.string_to_sign + "'\n");
}

}  // namespace

Credential VerifySignature(const ReceivedRequest& request,
                           const std::vector<std::string>& services,
                           const std::vector<Credential>& credentials, Instant now,
                           const KeyPair& issuer) {
  const auto authorization = Find(request.headers, "authorization");
  const bool presigned =
      std::any_of(request.query.begin(), request.query.end(), [](const auto& member) {
        return member.first == "X-Amz-Algorithm" || member.first == "X-Amz-Signature" ||
               member.first == "X-Amz-Credential";
      });
  if (!authorization && !presigned) {
    throw Error(ErrorCode::kMissingAuthenticationToken, "Missing Authentication Token");
  }
  const Claim claim = authorization ? ReadHeader(request, *authorization) : ReadQuery(request);
  if (std::find(claim.signed_headers.begin(), claim.signed_headers.end(), "host") ==
      claim.signed_headers.end()) {
    throw Error(ErrorCode::kInvalidSignature,
                "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  CheckHeadersSigned(request, claim);
  CheckTime(claim, now);
  CheckScope(claim, services);
  Credential credential = FindCredential(claim, credentials, issuer);
  CheckSignature(request, claim, credential.keys.secret_access_key);
  if (credential.expires && now >= *credential.expires) {
    throw Error(ErrorCode::kExpiredToken,
                "The security token included in the request is expired");
  }
  return credential;
}

}  // namespace engine
