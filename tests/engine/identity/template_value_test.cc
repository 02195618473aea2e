#include "engine/identity/template_value.h"

#include <gtest/gtest.h>

#include "tests/engine/refusal.h"

namespace engine {
namespace {

using nlohmann::json;

const TemplateScope kScope{
    .parameters = {{"Serial", "007"}, {"Place", "Seattle"}, {"List", "a,b,c"}},
    .mappings = {{"LocationTable", {{"Seattle", {{"Url", "https://example.aws"}}}}}}};

json Value(const char* text) {
  return Evaluate(json::parse(text), kScope);
}

std::string RefusalOf(const char* text) {
  return Refusal([&] { Value(text); });
}

TEST(TemplateValue, ATextStaysWhatItIs) {
  EXPECT_EQ(Value(R"("lamp ${Serial}")"), "lamp ${Serial}");
  EXPECT_EQ(Value(R"(["a", {"b": "c", "d": 1}])"), json::parse(R"(["a", {"b": "c", "d": 1}])"));
}

TEST(TemplateValue, ARefIsAParameter) {
  EXPECT_EQ(Value(R"({"Ref": "Serial"})"), "007");
  EXPECT_EQ(RefusalOf(R"({"Ref": "Nobody"})"),
            "InvalidRequest: Missing required template parameter: Nobody");
}

TEST(TemplateValue, JoinPutsADelimiterBetween) {
  EXPECT_EQ(Value(R"({"Fn::Join": ["-", ["lamp", {"Ref": "Serial"}, "x"]]})"), "lamp-007-x");
  EXPECT_EQ(Value(R"({"Fn::Join": ["", ["a", "b"]]})"), "ab");
  EXPECT_EQ(Value(R"({"Fn::Join": ["-", []]})"), "");
  EXPECT_EQ(RefusalOf(R"({"Fn::Join": ["-"]})"),
            "InvalidRequest: Fn::Join takes a list of 2 values.");
  EXPECT_EQ(RefusalOf(R"({"Fn::Join": ["-", [1]]})"), "InvalidRequest: Fn::Join takes texts.");
}

TEST(TemplateValue, SelectTakesOneOfAList) {
  EXPECT_EQ(Value(R"({"Fn::Select": ["1", ["a", "b"]]})"), "b");
  EXPECT_EQ(Value(R"({"Fn::Select": [0, {"Fn::Split": [",", {"Ref": "List"}]}]})"), "a");
  EXPECT_EQ(RefusalOf(R"({"Fn::Select": [2, ["a", "b"]]})"),
            "InvalidRequest: Fn::Select finds no value at index 2.");
  EXPECT_EQ(RefusalOf(R"({"Fn::Select": ["-1", ["a"]]})"),
            "InvalidRequest: Fn::Select takes an index and a list.");
}

TEST(TemplateValue, SplitTakesATextApart) {
  EXPECT_EQ(Value(R"({"Fn::Split": [",", "a,,b"]})"), json({"a", "", "b"}));
  EXPECT_EQ(Value(R"({"Fn::Split": ["|", "a,b"]})"), json::array({"a,b"}));
}

TEST(TemplateValue, SubPutsParametersAndItsOwnVariablesIn) {
  EXPECT_EQ(Value(R"({"Fn::Sub": "lamp-${Serial}-${!Literal}"})"), "lamp-007-${Literal}");
  EXPECT_EQ(Value(R"({"Fn::Sub": ["${Name}@${Place}", {"Name": {"Ref": "Serial"}}]})"),
            "007@Seattle");
  EXPECT_EQ(RefusalOf(R"({"Fn::Sub": "${Serial"})"),
            "InvalidRequest: Fn::Sub has a variable that is not terminated.");
}

TEST(TemplateValue, FindInMapLooksInTheMappings) {
  EXPECT_EQ(Value(R"({"Fn::FindInMap": ["LocationTable", {"Ref": "Place"}, "Url"]})"),
            "https://example.aws");
  EXPECT_EQ(RefusalOf(R"({"Fn::FindInMap": ["LocationTable", "Paris", "Url"]})"),
            "InvalidRequest: Fn::FindInMap finds no Paris in Mappings.");
}

TEST(TemplateValue, AnUnknownFunctionIsRefusedByName) {
  EXPECT_EQ(RefusalOf(R"({"Fn::GetAtt": ["a", "b"]})"),
            "InvalidRequest: Unknown intrinsic function Fn::GetAtt.");
}

}  // namespace
}  // namespace engine
