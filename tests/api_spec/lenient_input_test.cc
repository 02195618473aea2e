#include <gmock/gmock.h>

#include <string>
#include <utility>

#include "tests/api_spec/inputs.h"
#include "tests/api_spec/small_spec.h"

namespace api_spec {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(LenientInput, UnknownAndNullMembersAreDroppedAtAnyDepth) {
  const SmallSpec small(R"({"type": "object", "properties": {
      "pairs": {"type": "array", "items": {"$ref": "#/components/schemas/Pair"}},
      "name": {"$ref": "#/components/schemas/Name"}}})");
  EXPECT_EQ(Checked(small.operation,
                    {{"name", nullptr},
                     {"other", 1},
                     {"pairs", {{{"left", 1}, {"right", nullptr}, {"middle", {{"x", 1}}}}}}}),
            (Json{{"pairs", {{{"left", 1}}}}}));
}

TEST(LenientInput, WholeNumbersWrittenWithAFractionAreIntegers) {
  const Json input = Checked(Control("ListJobs"), {{"maxResults", 5.0}});
  EXPECT_TRUE(input.at("maxResults").is_number_integer());
}

TEST(LenientInput, NumbersInStatusDetailsBecomeText) {
  const Json input =
      Checked(Data("UpdateJobExecution"),
              Update({{"statusDetails", {{"uptime", 12.5}, {"count", 3}, {"low", -4}}}}));
  EXPECT_EQ(input.at("statusDetails"),
            (Json{{"uptime", "12.5"}, {"count", "3"}, {"low", "-4"}}));
}

TEST(LenientInput, StatusDetailsMayHaveLineBreaksAndMayBeEmpty) {
  EXPECT_EQ(Check(Data("UpdateJobExecution"),
                  Update({{"statusDetails", {{"stdout", "one\r\n\ttwo\n"}}}})),
            "");
  EXPECT_EQ(Check(Data("UpdateJobExecution"), Update({{"statusDetails", Json::object()}})), "");
}

TEST(LenientInput, DevicesMaySendNumbersAsText) {
  const Json input = Checked(Data("UpdateJobExecution"),
                             Update({{"expectedVersion", "2"}, {"executionNumber", "-7"}}));
  EXPECT_EQ(input.at("expectedVersion"), 2);
  EXPECT_EQ(input.at("executionNumber"), -7);
  for (const char* text : {"", "two", "2x", " 2", "2.0", "99999999999999999999"}) {
    EXPECT_EQ(Check(Data("UpdateJobExecution"), Update({{"expectedVersion", text}})),
              One("'" + std::string(text) + "'", "expectedVersion",
                  "Member must be an integer of at most 64 bits"));
  }
}

TEST(LenientInput, OperatorsMayNotSendNumbersAsText) {
  EXPECT_NE(Check(Control("CancelJobExecution"),
                  {{"jobId", "j"}, {"thingName", "t"}, {"expectedVersion", "2"}}),
            "");
}

TEST(HostileInput, LongValuesAreCutInTheMessage) {
  const std::string message =
      Check(Control("CreateJob"), JobWith("document", Repeat("ü", 40000)));
  EXPECT_LT(message.size(), 5000U);
  EXPECT_THAT(message, HasSubstr("ü...' at 'document'"));
}

TEST(HostileInput, ManyViolationsAreCountedButNotAllWrittenOut) {
  Json criteria = Json::array();
  for (int i = 0; i < 1000; ++i) criteria.push_back(Json::object());
  const std::string message =
      Check(Control("CreateJob"), JobWith("abortConfig", {{"criteriaList", criteria}}));
  EXPECT_THAT(message, StartsWith("4000 validation errors detected: "));
  EXPECT_LT(message.size(), 5000U);
}

TEST(HostileInput, DeeplyNestedValuesDoNotOverflowTheStack) {
  Json deep = "bottom";
  for (int i = 0; i < 200000; ++i) deep = Json::array({std::move(deep)});
  EXPECT_THAT(Check(Control("CreateJob"), JobWith("description", std::move(deep))),
              HasSubstr("Member must be a string"));
}

TEST(HostileInput, BytesThatAreNotUtf8DoNotSpoilTheMessage) {
  const std::string message = Check(Control("DescribeJob"), {{"jobId", "a\xff"}});
  EXPECT_NO_THROW(Json(message).dump());
  EXPECT_THAT(message, HasSubstr("at 'jobId' failed to satisfy constraint"));
}

TEST(RefusedMember, IsNamedWithWhatIsMissing) {
  const Json input =
      Checked(Control("UpdateIndexingConfiguration"),
              {{"thingIndexingConfiguration",
                {{"thingIndexingMode", "REGISTRY"}, {"filter", Json::object()}}}});
  const std::string sentence = RefusedMember(Control("UpdateIndexingConfiguration"), input);
  EXPECT_THAT(sentence, StartsWith("thingIndexingConfiguration.filter is not emulated yet: "));
  EXPECT_THAT(sentence, HasSubstr("see docs/differences.md"));
}

TEST(RefusedMember, IsNoneWhenOnlyEmulatedMembersAreSent) {
  EXPECT_EQ(RefusedMember(Control("CreateJob"), JobWith("description", "x")), "");
}

TEST(RefusedMember, IsFoundWithinListsAndObjects) {
  const SmallSpec small(R"({"type": "object", "properties": {"list": {
      "type": "array", "items": {"type": "object", "properties": {
        "fine": {"type": "string"}, "later": {"type": "string", "x-refused": "wait"}}}}}})");
  EXPECT_EQ(RefusedMember(small.operation,
                          {{"list", {{{"fine", "a"}}, {{"fine", "a"}, {"later", "b"}}}}}),
            "list.2.member.later is not emulated yet: wait; see docs/differences.md");
}

}  // namespace
}  // namespace api_spec
