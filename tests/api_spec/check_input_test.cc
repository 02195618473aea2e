#include <gmock/gmock.h>

#include <string>
#include <utility>

#include "tests/api_spec/inputs.h"
#include "tests/api_spec/small_spec.h"

namespace api_spec {
namespace {

using testing::HasSubstr;

TEST(CheckInput, GoodInputIsLeftAsItIs) {
  const Json input = JobWith("timeoutConfig", {{"inProgressTimeoutInMinutes", 5}});
  EXPECT_EQ(Checked(Control("CreateJob"), input), input);
}

TEST(CheckInput, NumberBelowItsMinimum) {
  EXPECT_EQ(Check(Control("ListJobs"), {{"maxResults", 0}}),
            "1 validation error detected: Value '0' at 'maxResults' failed to satisfy "
            "constraint: Member must have value greater than or equal to 1");
}

TEST(CheckInput, NumberAboveItsMaximum) {
  EXPECT_EQ(Check(Control("ListJobs"), {{"maxResults", 251}}),
            One("'251'", "maxResults", "Member must have value less than or equal to 250"));
}

TEST(CheckInput, FractionsAreShownAsJavaDoes) {
  const Json rate{{"baseRatePerMinute", 1},
                  {"incrementFactor", 6},
                  {"rateIncreaseCriteria", {{"numberOfNotifiedThings", 1}}}};
  EXPECT_EQ(Check(Control("CreateJob"),
                  JobWith("jobExecutionsRolloutConfig", {{"exponentialRate", rate}})),
            One("'6.0'", "jobExecutionsRolloutConfig.exponentialRate.incrementFactor",
                "Member must have value less than or equal to 5"));
}

TEST(CheckInput, MissingRequiredMember) {
  EXPECT_EQ(Check(Control("CreateJob"), {{"jobId", "j"}}),
            One("null", "targets", "Member must not be null"));
}

TEST(CheckInput, TextTooLongTooShortOrIllPatterned) {
  EXPECT_EQ(Check(Control("DescribeJob"), {{"jobId", Repeat("a", 65)}}),
            One("'" + Repeat("a", 65) + "'", "jobId",
                "Member must have length less than or equal to 64"));
  EXPECT_EQ(
      Check(Control("DescribeJob"), {{"jobId", "a b"}}),
      One("'a b'", "jobId", "Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+"));
  EXPECT_EQ(Check(Control("DescribeJob"), {{"jobId", ""}}),
            "2 validation errors detected: Value '' at 'jobId' failed to satisfy constraint: "
            "Member must have length greater than or equal to 1; Value '' at 'jobId' failed to "
            "satisfy constraint: Member must satisfy regular expression pattern: "
            "[a-zA-Z0-9_-]+");
}

TEST(CheckInput, LengthCountsUnicodeCharacters) {
  EXPECT_EQ(Check(Control("CreateJob"), JobWith("description", Repeat("ü", 2028))), "");
  EXPECT_EQ(Check(Control("CreateJob"), JobWith("description", Repeat("🛋", 2028))), "");
  EXPECT_THAT(Check(Control("CreateJob"), JobWith("description", Repeat("ü", 2029))),
              HasSubstr("length less than or equal to 2028"));
}

TEST(CheckInput, JavaClassesAreAsciiAndShownAsAwsShowsThem) {
  const auto reason = [](const char* text) {
    return Check(Control("CancelJob"), {{"jobId", "j"}, {"reasonCode", text}});
  };
  EXPECT_EQ(reason("TOO_HOT_2"), "");
  const std::string pattern =
      "Member must satisfy regular expression pattern: [\\p{Upper}\\p{Digit}_]+";
  EXPECT_EQ(reason("hot"), One("'hot'", "reasonCode", pattern));
  EXPECT_EQ(reason("Ü"), One("'Ü'", "reasonCode", pattern));
}

TEST(CheckInput, APatternMustMatchTheWholeValue) {
  EXPECT_NE(Check(Control("DescribeJob"), {{"jobId", "a\n"}}), "");
  const auto describe = [](const char* job_id) {
    return Check(Data("DescribeJobExecution"), {{"jobId", job_id}, {"thingName", "t"}});
  };
  EXPECT_EQ(describe("$next"), "");
  EXPECT_NE(describe("$nextx"), "");
  EXPECT_NE(describe("a$next"), "");
}

TEST(CheckInput, ControlCharactersAreRefusedInDescriptions) {
  EXPECT_EQ(Check(Control("CreateJob"), JobWith("description", "a\x01z")),
            One("'a\x01z'", "description",
                "Member must satisfy regular expression pattern: [^\\p{C}]+"));
}

TEST(CheckInput, EnumeratedValuesAreListedInAwssOrder) {
  EXPECT_EQ(
      Check(
          Control("CreateJob"),
          JobWith("jobExecutionsRetryConfig",
                  {{"criteriaList", {{{"failureType", "REJECTED"}, {"numberOfRetries", 1}}}}})),
      One("'REJECTED'", "jobExecutionsRetryConfig.criteriaList.1.member.failureType",
          "Member must satisfy enum value set: [ALL, TIMED_OUT, FAILED]"));
}

TEST(CheckInput, ElementsOfListsAreNumberedFromOne) {
  const Json good{{"failureType", "FAILED"},
                  {"action", "CANCEL"},
                  {"thresholdPercentage", 10.5},
                  {"minNumberOfExecutedThings", 1}};
  Json bad = good;
  bad.erase("action");
  EXPECT_EQ(
      Check(Control("CreateJob"), JobWith("abortConfig", {{"criteriaList", {good, bad}}})),
      One("null", "abortConfig.criteriaList.2.member.action", "Member must not be null"));
}

TEST(CheckInput, EmptyAndOverlongLists) {
  EXPECT_EQ(Check(Control("CreateJob"), JobWith("targets", Json::array())),
            One("'[]'", "targets", "Member must have length greater than or equal to 1"));
  const auto retry = [](const char* type) {
    return Json{{"failureType", type}, {"numberOfRetries", 1}};
  };
  const Json three{{"criteriaList", {retry("FAILED"), retry("TIMED_OUT"), retry("ALL")}}};
  EXPECT_EQ(Check(Control("CreateJob"), JobWith("jobExecutionsRetryConfig", three)),
            One("'[RetryCriteria(failureType=FAILED, numberOfRetries=1), "
                "RetryCriteria(failureType=TIMED_OUT, numberOfRetries=1), "
                "RetryCriteria(failureType=ALL, numberOfRetries=1)]'",
                "jobExecutionsRetryConfig.criteriaList",
                "Member must have length less than or equal to 2"));
}

TEST(CheckInput, BadTextsInAListAreOneViolationOfTheList) {
  const SmallSpec small(R"({"type": "object", "properties": {
      "names": {"type": "array", "items": {"$ref": "#/components/schemas/Name"}}}})");
  EXPECT_EQ(
      Check(small.operation, {{"names", {"ok", "long", "longer"}}}),
      One("'[ok, long, longer]'", "names",
          "Member must satisfy constraint: [Member must have length less than or equal to "
          "3]"));
}

TEST(CheckInput, BadKeysAndValuesOfAMapAreOneViolationEach) {
  const std::string message = Check(
      Data("UpdateJobExecution"),
      Update({{"statusDetails", {{"a b", "x"}, {"c d", "y"}, {"e", ""}, {"f", "\x01"}}}}));
  const std::string where =
      "Value '{a b=x, c d=y, e=, f=\x01}' at 'statusDetails' failed to "
      "satisfy constraint: ";
  EXPECT_EQ(
      message,
      "2 validation errors detected: " + where +
          "Map keys must satisfy constraint: [Member must have length less than or equal "
          "to 128, Member must have length greater than or equal to 1, Member must "
          "satisfy regular expression pattern: [a-zA-Z0-9:_-]+]; " +
          where +
          "Map value must satisfy constraint: [Member must have length less than or equal "
          "to 1024, Member must have length greater than or equal to 1, Member must "
          "satisfy regular expression pattern: [\\P{C}\\r\\n\\t]+]");
}

TEST(CheckInput, AMapHasAtMostTenPairs) {
  Json details;
  for (int i = 0; i < 10; ++i) details["k" + std::to_string(i)] = "v";
  EXPECT_EQ(Check(Data("UpdateJobExecution"), Update({{"statusDetails", details}})), "");
  details["k10"] = "v";
  EXPECT_THAT(Check(Data("UpdateJobExecution"), Update({{"statusDetails", details}})),
              HasSubstr("Member must have length less than or equal to 10"));
}

TEST(CheckInput, SeveralViolationsComeInTheOrderOfTheDescription) {
  EXPECT_EQ(Check(Control("CreateJob"), {{"targetSelection", "SOME"}, {"jobId", "a b"}}),
            "3 validation errors detected: "
            "Value 'a b' at 'jobId' failed to satisfy constraint: Member must satisfy regular "
            "expression pattern: [a-zA-Z0-9_-]+; "
            "Value null at 'targets' failed to satisfy constraint: Member must not be null; "
            "Value 'SOME' at 'targetSelection' failed to satisfy constraint: Member must "
            "satisfy enum value set: [CONTINUOUS, SNAPSHOT]");
}

struct TypeCase {
  const char* schema;
  Json value;
  const char* shown;
  const char* constraint;
};

TEST(CheckInput, ValuesOfTheWrongJsonTypeAreViolations) {
  const TypeCase cases[] = {
      {R"({"type": "string"})", 7, "7", "Member must be a string"},
      {R"({"type": "string"})", {1, "b"}, "[1, b]", "Member must be a string"},
      {R"({"type": "integer"})", "7", "7", "Member must be an integer of at most 64 bits"},
      {R"({"type": "integer"})", 1.5, "1.5", "Member must be an integer of at most 64 bits"},
      {R"({"type": "integer"})", 9223372036854775808U, "9223372036854775808",
       "Member must be an integer of at most 64 bits"},
      {R"({"type": "integer"})", 1e300, "1e+300",
       "Member must be an integer of at most 64 bits"},
      {R"({"type": "number"})", true, "true", "Member must be a number"},
      {R"({"type": "boolean"})", "true", "true", "Member must be true or false"},
      {R"({"type": "array", "items": {"type": "string"}})", "a", "a", "Member must be a list"},
      {R"({"type": "object", "properties": {}})", {1}, "[1]", "Member must be an object"},
      {R"({"$ref": "#/components/schemas/Pair"})", "a", "a", "Member must be an object"},
      {R"({"type": "string"})", {{"a", {{"b", 1}}}}, "{a={b=1}}", "Member must be a string"},
  };
  for (const TypeCase& c : cases) {
    const SmallSpec small(R"({"type": "object", "properties": {"m": )" + std::string(c.schema) +
                          "}}");
    EXPECT_EQ(Check(small.operation, {{"m", c.value}}),
              One("'" + std::string(c.shown) + "'", "m", c.constraint));
  }
}

TEST(CheckInput, WrongTypesWithinListsAndMapsAreFoundWhereTheyAre) {
  EXPECT_EQ(Check(Control("CreateJob"), JobWith("targets", {"a", 5, nullptr})),
            "2 validation errors detected: Value '5' at 'targets.2.member' failed to satisfy "
            "constraint: Member must be a string; Value null at 'targets.3.member' failed to "
            "satisfy constraint: Member must not be null");
  EXPECT_EQ(Check(Data("UpdateJobExecution"), Update({{"statusDetails", {{"a", {1}}}}})),
            One("'[1]'", "statusDetails.a.member", "Member must be a string"));
}

TEST(CheckInput, AMemberThatIsNotDescribedIsFoundHoweverDeep) {
  const SmallSpec small(R"({"type": "object", "properties": {
      "pairs": {"type": "array", "items": {"$ref": "#/components/schemas/Pair"}},
      "map": {"type": "object", "additionalProperties": {"type": "string"}},
      "any": {}}})");
  const auto found = [&](const Json& input) {
    return UndescribedMember(small.operation, input);
  };
  EXPECT_EQ(found({{"pairs", {{{"left", 1}}}}, {"map", {{"x", "y"}}}, {"any", {{"x", 1}}}}),
            "");
  EXPECT_EQ(found({{"pear", 1}}), "pear");
  EXPECT_EQ(found({{"pairs", {{{"left", 1}}, {{"left", 1}, {"up", 2}}}}}), "pairs.2.member.up");
}

TEST(CheckInput, WhatIsNoObjectIsRefused) {
  EXPECT_EQ(Check(Control("ListJobs"), Json::array()), "The request must be a JSON object");
}

}  // namespace
}  // namespace api_spec
