#include "engine/access/signature_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/engine/refusal.h"

namespace engine {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const Instant kNow = *ParseInstant("2026-01-01T12:00:00Z");
const engine::KeyPair kKeys{"AKIA1", "secret"};

// As a client sends it: signed at `signed_at` for a service.
struct Client {
  engine::KeyPair keys = kKeys;
  Instant signed_at = kNow;
  std::string service = "iot";
  std::string token{};
  std::string path = "/things/a%3Ab";
  std::string body = "{}";

  ReceivedRequest Sign() const {
    ReceivedRequest request{
        .method = "POST",
        .path = path,
        .query = {{"maxResults", "5"}},
        .headers = {{"host", "localhost:4580"}, {"x-amz-date", SignatureTime(signed_at)}},
        .body = body};
    if (!token.empty()) request.headers.emplace_back("x-amz-security-token", token);
    const SignedRequest what{request.method, request.path, request.query, request.headers,
                             Sha256Hex(body)};
    request.headers.emplace_back(
        "authorization",
        Authorization(what, {SignatureTime(signed_at), "us-east-1", service}, keys));
    return request;
  }

  ReceivedRequest Presign(const std::string& expires) const {
    ReceivedRequest request{
        .method = "GET",
        .path = path,
        .query = {{"X-Amz-Algorithm", "AWS4-HMAC-SHA256"},
                  {"X-Amz-Credential", keys.access_key_id + "/" +
                                           SignatureTime(signed_at).substr(0, 8) +
                                           "/us-east-1/iot/aws4_request"},
                  {"X-Amz-Date", SignatureTime(signed_at)},
                  {"X-Amz-Expires", expires},
                  {"X-Amz-SignedHeaders", "host"}},
        .headers = {{"host", "localhost:4580"}}};
    const SignedRequest what{request.method, request.path, request.query, request.headers,
                             Sha256Hex("")};
    request.query.emplace_back("X-Amz-Signature",
                               Signature(what, {SignatureTime(signed_at), "us-east-1", service},
                                         keys.secret_access_key));
    return request;
  }
};

std::string Check(const ReceivedRequest& request,
                  const std::vector<Credential>& known = {{.keys = kKeys}}) {
  return Refusal([&] { VerifySignature(request, {"iot", "execute-api"}, known, kNow); });
}

ReceivedRequest WithAuthorization(const std::string& value) {
  ReceivedRequest request = Client().Sign();
  request.headers.back().second = value;
  return request;
}

// The example of AWS's guide, "Create a signed AWS API request", which every SDK agrees with.
TEST(SignatureCheck, TakesTheRequestOfAwsExample) {
  const ReceivedRequest request{
      .method = "GET",
      .path = "/",
      .query = {{"Action", "ListUsers"}, {"Version", "2010-05-08"}},
      .headers = {
          {"content-type", "application/x-www-form-urlencoded; charset=utf-8"},
          {"host", "iam.amazonaws.com"},
          {"x-amz-date", "20150830T123600Z"},
          {"authorization",
           "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
           "SignedHeaders=content-type;host;x-amz-date, Signature="
           "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"}}};
  const std::vector<Credential> known{
      {.keys = {"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}, .user_name = "me"}};
  EXPECT_EQ(
      VerifySignature(request, {"iam"}, known, *ParseInstant("2015-08-30T12:36:00Z")).user_name,
      "me");
}

TEST(SignatureCheck, TakesWhatIsSignedByAKnownKey) {
  EXPECT_EQ(Check(Client().Sign()), "accepted");
  EXPECT_EQ(Check(Client{.service = "execute-api"}.Sign()), "accepted");
  EXPECT_EQ(Check(Client().Presign("60")), "accepted");
}

TEST(SignatureCheck, RefusesWhatIsNotSigned) {
  EXPECT_EQ(Check({.method = "GET", .path = "/things"}),
            "MissingAuthenticationToken: Missing Authentication Token");
}

TEST(SignatureCheck, RefusesAKeyThatNobodyHas) {
  EXPECT_EQ(Check(Client{.keys = {"AKIA2", "secret"}}.Sign()),
            "UnrecognizedClient: The security token included in the request is invalid.");
}

TEST(SignatureCheck, RefusesAWrongSecretAndShowsWhatShouldHaveBeenSigned) {
  const std::string refusal = Check(Client{.keys = {"AKIA1", "wrong"}}.Sign());
  EXPECT_THAT(refusal,
              StartsWith("InvalidSignature: The request signature we calculated does not match "
                         "the signature you provided. Check your AWS Secret Access Key and "
                         "signing method. Consult the service documentation for details.\n\n"
                         "The Canonical String for this request should have been\n"
                         "'POST\n/things/a%253Ab\nmaxResults=5\nhost:localhost:4580\n"));
  EXPECT_THAT(refusal, HasSubstr("The String-to-Sign should have been\n'AWS4-HMAC-SHA256\n"
                                 "20260101T120000Z\n20260101/us-east-1/iot/aws4_request\n"));
}

TEST(SignatureCheck, RefusesWhatWasChangedOnTheWay) {
  const Client client;
  ReceivedRequest request = client.Sign();
  request.body = "{ }";
  EXPECT_THAT(Check(request), StartsWith("InvalidSignature: "));
  request = client.Sign();
  request.query[0].second = "6";
  EXPECT_THAT(Check(request), StartsWith("InvalidSignature: "));
  request = client.Sign();
  request.headers[0].second = "elsewhere";
  EXPECT_THAT(Check(request), StartsWith("InvalidSignature: "));
}

TEST(SignatureCheck, AllowsFiveMinutesOfSkew) {
  using std::chrono::seconds;
  EXPECT_EQ(Check(Client{.signed_at = kNow - seconds(300)}.Sign()), "accepted");
  EXPECT_EQ(Check(Client{.signed_at = kNow + seconds(300)}.Sign()), "accepted");
  EXPECT_EQ(Check(Client{.signed_at = kNow - seconds(301)}.Sign()),
            "InvalidSignature: Signature expired: 20260101T115459Z is now earlier than "
            "20260101T115500Z (20260101T120000Z - 5 min.)");
  EXPECT_EQ(Check(Client{.signed_at = kNow + seconds(301)}.Sign()),
            "InvalidSignature: Signature not yet current: 20260101T120501Z is still later than "
            "20260101T120500Z (20260101T120000Z + 5 min.)");
}

TEST(SignatureCheck, APresignedRequestLivesAsLongAsItSays) {
  using std::chrono::seconds;
  EXPECT_EQ(Check(Client{.signed_at = kNow - seconds(3600)}.Presign("3600")), "accepted");
  EXPECT_EQ(Check(Client{.signed_at = kNow - seconds(91)}.Presign("90")),
            "InvalidSignature: Signature expired: 20260101T115829Z is now earlier than "
            "20260101T115830Z (20260101T120000Z - 90 sec.)");
  EXPECT_EQ(Check(Client().Presign("604801")),
            "IncompleteSignature: X-Amz-Expires must be a number of seconds from 1 to 604800, "
            "got '604801'.");
}

TEST(SignatureCheck, ASessionNeedsItsToken) {
  const std::vector<Credential> known{
      {.keys = kKeys, .session_token = "t", .expires = kNow + std::chrono::seconds(1)}};
  EXPECT_EQ(Check(Client{.token = "t"}.Sign(), known), "accepted");
  EXPECT_THAT(Check(Client{.token = "u"}.Sign(), known), StartsWith("UnrecognizedClient: "));
  EXPECT_THAT(Check(Client().Sign(), known), StartsWith("UnrecognizedClient: "));
  EXPECT_THAT(Check(Client{.token = "t"}.Sign()), StartsWith("UnrecognizedClient: "));
}

TEST(SignatureCheck, ASessionEndsWhenItExpires) {
  const std::vector<Credential> known{{.keys = kKeys, .session_token = "t", .expires = kNow}};
  EXPECT_EQ(Check(Client{.token = "t"}.Sign(), known),
            "ExpiredToken: The security token included in the request is expired");
}

TEST(SignatureCheck, ATokenMayBeAddedToAUrlThatIsSigned) {
  const std::vector<Credential> known{{.keys = kKeys, .session_token = "t"}};
  ReceivedRequest request = Client().Presign("60");
  request.query.emplace_back("X-Amz-Security-Token", "t");
  EXPECT_EQ(Check(request, known), "accepted");
}

TEST(SignatureCheck, RefusesAnotherServicesScope) {
  EXPECT_EQ(Check(Client{.service = "s3"}.Sign()),
            "InvalidSignature: Credential should be scoped to correct service: 'iot'.");
}

TEST(SignatureCheck, RefusesAnotherDaysScope) {
  EXPECT_EQ(
      Check(WithAuthorization("AWS4-HMAC-SHA256 Credential=AKIA1/20260102/us-east-1/iot/"
                              "aws4_request, SignedHeaders=host;x-amz-date, Signature=0")),
      "InvalidSignature: Date in Credential scope does not match YYYYMMDD from ISO-8601 "
      "version "
      "of date from HTTP: '20260102' != '20260101', from '20260101T120000Z'.");
}

TEST(SignatureCheck, SaysWhatAHeaderLacks) {
  EXPECT_EQ(Check(WithAuthorization("AWS4-HMAC-SHA256 Signature=0")),
            "IncompleteSignature: Authorization header requires 'Credential' parameter. "
            "Authorization header requires 'SignedHeaders' parameter. "
            "Authorization=AWS4-HMAC-SHA256 Signature=0");
  EXPECT_EQ(
      Check(WithAuthorization("AWS4-HMAC-SHA256 nonsense")),
      "IncompleteSignature: 'nonsense' not a valid key=value pair (missing equal-sign) in "
      "Authorization header: 'AWS4-HMAC-SHA256 nonsense'.");
  EXPECT_EQ(Check(WithAuthorization("Bearer a=b")),
            "IncompleteSignature: Unsupported AWS 'algorithm': 'Bearer'.");
  EXPECT_EQ(
      Check(WithAuthorization("AWS4-HMAC-SHA256 Credential=AKIA1/x, SignedHeaders=host, "
                              "Signature=0")),
      "IncompleteSignature: Credential must have exactly 5 slash-delimited elements, e.g. "
      "keyid/date/region/service/term, got 'AKIA1/x'.");
  ReceivedRequest undated = Client().Sign();
  undated.headers.erase(undated.headers.begin() + 1);
  EXPECT_THAT(
      Check(undated),
      StartsWith("IncompleteSignature: Authorization header requires existence of either "
                 "a 'X-Amz-Date' or a 'Date' header. Authorization=AWS4-HMAC-SHA256 "));
}

TEST(SignatureCheck, SaysWhatAQueryLacks) {
  EXPECT_EQ(Check({.method = "GET",
                   .path = "/",
                   .query = {{"X-Amz-Signature", "0"},
                             {"X-Amz-Date", "x"},
                             {"X-Amz-Algorithm", "x"},
                             {"X-Amz-SignedHeaders", "host"}}}),
            "IncompleteSignature: AWS query-string parameters must include 'X-Amz-Credential'. "
            "Re-examine the query-string parameters.");
}

TEST(SignatureCheck, TheHostMustBeSigned) {
  EXPECT_EQ(Check(WithAuthorization("AWS4-HMAC-SHA256 Credential=AKIA1/20260101/us-east-1/iot/"
                                    "aws4_request, SignedHeaders=x-amz-date, Signature=0")),
            "InvalidSignature: 'Host' or ':authority' must be a 'SignedHeader' in the AWS "
            "Authorization.");
}

}  // namespace
}  // namespace engine
