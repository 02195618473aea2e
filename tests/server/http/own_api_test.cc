#include "server/http/own_api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/error.h"
#include "tests/server/http/emulator.h"

namespace http {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

std::string MessageOf(const Response& response) {
  return json::parse(response.body)["message"];
}

TEST(OwnApi, RefusesAMemberThatIsNotDescribedAndSaysWhatThereIs) {
  Emulator emulator;
  const Response query = emulator.Ask("GET", "/_emulator/timers?most=5");
  EXPECT_EQ(ErrorOf(query), "400 InvalidRequestException");
  EXPECT_EQ(MessageOf(query),
            "There is no most in the query of ListTimers; it takes format, maxResults there.");
  const Response body = emulator.Ask("POST", "/_emulator/reset", R"({"all":true})");
  EXPECT_EQ(ErrorOf(body), "400 InvalidRequestException");
  EXPECT_EQ(MessageOf(body), "There is no all in the body of Reset; it takes to there.");
}

TEST(OwnApi, RefusesAMemberInTheWrongPlaceOrNull) {
  Emulator emulator;
  for (const auto& [method, target, body, member] :
       {std::tuple{"GET", "/_emulator/timers", R"({"maxResults":5})", "maxResults"},
        {"POST", "/_emulator/clock?advance=1m", "", "advance"},
        {"POST", "/_emulator/clock", R"({"advance":"1m","scale":null})", "scale"},
        {"GET", "/_emulator/explain/things/lamp?thingName=fan", "", "thingName"}}) {
    const Response response = emulator.Ask(method, target, body);
    EXPECT_EQ(ErrorOf(response), "400 InvalidRequestException") << target;
    EXPECT_THAT(MessageOf(response), HasSubstr(member));
  }
}

TEST(OwnApi, RefusesWhatIsOfTheWrongTypeOrOutOfRangeInTheWordsOfTheOtherPlanes) {
  Emulator emulator;
  EXPECT_EQ(MessageOf(emulator.Ask("GET", "/_emulator/timers?maxResults=0")),
            "1 validation error detected: Value '0' at 'maxResults' failed to satisfy "
            "constraint: Member must have value greater than or equal to 1");
  EXPECT_THAT(MessageOf(emulator.Ask("POST", "/_emulator/clock", R"({"freeze":"yes"})")),
              HasSubstr("Value 'yes' at 'freeze'"));
  EXPECT_EQ(ErrorOf(emulator.Ask("GET", "/_emulator/clock?format=xml")),
            "400 InvalidRequestException");
}

TEST(OwnApi, EveryAnswerThatIsJsonHasAFormForPeople) {
  Emulator emulator;
  EXPECT_EQ(emulator.Ask("GET", "/_emulator/health?format=text").body,
            "The emulator, version 1.2.3, is well; its broker is connected.\n");
  EXPECT_EQ(emulator.Ask("GET", "/_emulator/clock?format=text").body,
            "2026-06-01T12:00:00.000Z, standing still\n");
  // It goes on meanwhile.
  EXPECT_THAT(emulator.Ask("POST", "/_emulator/clock?format=text", R"({"scale":60})").body,
              AllOf(StartsWith("2026-06-01T12:0"), EndsWith("Z, 60 seconds a second\n")));
  EXPECT_EQ(emulator.Ask("POST", "/_emulator/reset?format=text").body,
            "Everything is forgotten.\n");
  EXPECT_EQ(emulator.Ask("GET", "/_emulator/refusals?format=text").body,
            "Nothing was refused.\n");
}

TEST(OwnApi, TheCertificateIsAFileWhateverIsAccepted) {
  Emulator emulator;
  const Response response =
      emulator.Ask("GET", "/_emulator/ca.pem", "", {{"host", "a"}, {"accept", "text/plain"}});
  EXPECT_EQ(response.body, "the CA");
  EXPECT_EQ(response.Header("content-type"), "application/x-pem-file");
}

TEST(OwnApi, ARefusalInALaterPartIsAnsweredAsOne) {
  const Visitors visitors({}, {});
  const auto later = [](const auto&, const json&, std::string_view) {
    Response response;
    response.go_on = []() -> Response { engine::RefuseRequest("Too late."); };
    return response;
  };
  const OwnApi own(api_spec::Spec::BuiltIn(), later, visitors);
  const Target target = ParseTarget("/_emulator/clock");
  const Router router(api_spec::Spec::BuiltIn().operations());
  const Response first =
      own.Handle(router.Find("GET", target.path), {"GET", "/_emulator/clock", {}, ""}, target);
  ASSERT_TRUE(first.go_on);
  EXPECT_EQ(ErrorOf(first.go_on()), "400 InvalidRequestException");
}

TEST(OwnApi, AMisspeltMemberWithinAMemberIsRefusedByName) {
  Emulator emulator;
  for (const char* body :
       {R"({"never":{"staus":"FAILED"}})", R"({"inOrder":[{"job":"a"},{"staus":"b"}]})"}) {
    const Response response = emulator.Ask("POST", "/_emulator/verify", body);
    EXPECT_EQ(ErrorOf(response), "400 InvalidRequestException") << body;
    EXPECT_THAT(response.body, testing::HasSubstr("There is no staus in ")) << body;
  }
}

}  // namespace
}  // namespace http
