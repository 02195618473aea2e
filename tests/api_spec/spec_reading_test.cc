#include <gmock/gmock.h>

#include <functional>
#include <stdexcept>

#include "tests/api_spec/small_spec.h"

namespace api_spec {
namespace {

using Json = nlohmann::ordered_json;
using testing::HasSubstr;

// What reading the control plane's document says is wrong with it.
std::string Complaint(const Json& document) {
  try {
    Spec({{Plane::kControl, document}});
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "none";
}

std::string ComplaintAboutBody(const std::string& schema) {
  return Complaint(SmallDocument(schema));
}

std::string ComplaintAboutOperation(const std::function<void(Json&)>& change) {
  Json document = SmallDocument("{}");
  change(document["paths"]["/it"]["put"]);
  return Complaint(document);
}

// As a document of our own, which follows AWS's.
Spec WithOwn(const std::string& body_schema) {
  return Spec({{Plane::kControl, SmallDocument(R"({"$ref": "#/components/schemas/Pair"})")},
               {Plane::kEmulator, SmallDocument(body_schema)}});
}

TEST(SpecReading, AnInputOfAnOperationHasItsMembersButForThoseOfItsOwn) {
  const SmallSpec aws(R"({"$ref": "#/components/schemas/Pair"})");
  const Spec spec = WithOwn(R"({"type": "object", "x-input-of": "PutIt", "properties": {
      "left": {"type": "string"}}})");
  const Operation& own = spec.Find(Plane::kEmulator, "PutIt");
  ASSERT_EQ(own.members.size(), 2U);
  EXPECT_EQ(own.members[0].name, "left");
  EXPECT_EQ(own.members[0].schema->type, Schema::Type::kString);
  EXPECT_FALSE(own.members[0].required);
  EXPECT_EQ(own.members[1].name, "right");
  EXPECT_TRUE(aws.operation.members[0].required);
}

TEST(SpecReading, AnInputOfNoOperationIsRefused) {
  EXPECT_THROW(WithOwn(R"({"type": "object", "x-input-of": "Nobody"})"), std::runtime_error);
}

TEST(SpecReading, MembersKeepTheOrderOfTheDescription) {
  const SmallSpec small(R"({"type": "object", "properties": {
      "zebra": {"type": "string"}, "ant": {"type": "string"}, "mole": {"type": "string"}}})");
  std::vector<std::string> names;
  for (const Member& member : small.operation.members) names.push_back(member.name);
  EXPECT_THAT(names, testing::ElementsAre("zebra", "ant", "mole"));
}

TEST(SpecReading, AnUnknownSchemaWordIsRefusedWithItsPlace) {
  const std::string complaint = ComplaintAboutBody(
      R"({"type": "object", "properties": {"a": {"type": "integer", "minimun": 1}}})");
  EXPECT_THAT(complaint, HasSubstr("iot/paths//it/put/requestBody"));
  EXPECT_THAT(complaint, HasSubstr("/properties/a/minimun: unknown schema word"));
}

TEST(SpecReading, MistakesWithinAReferenceAreNamedByItsComponent) {
  Json document = SmallDocument(R"({"$ref": "#/components/schemas/Pair"})");
  document["components"]["schemas"]["Pair"]["properties"]["left"]["type"] = "int";
  EXPECT_EQ(Complaint(document),
            "iot/components/schemas/Pair/properties/left/type: unknown type");
}

TEST(SpecReading, OtherMistakesInSchemasAreRefused) {
  EXPECT_THAT(ComplaintAboutBody(R"({"$ref": "#/components/schemas/Nobody"})"),
              HasSubstr("$ref names nothing"));
  EXPECT_THAT(ComplaintAboutBody(R"({"$ref": "other.yaml#/Name"})"),
              HasSubstr("$ref leaves the file"));
  EXPECT_THAT(ComplaintAboutBody(R"({"type": "string", "maxLength": "3"})"),
              HasSubstr("wrong type"));
  EXPECT_THAT(ComplaintAboutBody(R"({"type": "object", "required": ["b"],
                                     "properties": {"a": {}}})"),
              HasSubstr("required 'b' is not among the properties"));
  EXPECT_THAT(ComplaintAboutBody(R"({"type": "string", "x-also-accepts": ["roman"]})"),
              HasSubstr("unknown form 'roman'"));
  EXPECT_THAT(ComplaintAboutBody(R"({"type": "string", "minimum": 1})"),
              HasSubstr("does not go with"));
  EXPECT_THAT(ComplaintAboutBody(R"({"enum": ["A"]})"), HasSubstr("does not go with"));
}

TEST(SpecReading, ADescriptionThatGoesRoundInCirclesIsRefused) {
  Json document = SmallDocument(R"({"$ref": "#/components/schemas/Pair"})");
  auto& right = document["components"]["schemas"]["Pair"]["properties"]["right"];
  right = Json{{"$ref", "#/components/schemas/Pair"}};
  EXPECT_THAT(Complaint(document), HasSubstr("$ref leads back to itself"));
  right["description"] = "A word beside the reference.";
  EXPECT_THAT(Complaint(document), HasSubstr("circles"));
}

TEST(SpecReading, MistakesInOperationsAreRefused) {
  EXPECT_THAT(ComplaintAboutOperation([](Json& put) { put["x-error"] = Json::array(); }),
              HasSubstr("/paths//it/put/x-error: unknown word"));
  EXPECT_THAT(ComplaintAboutOperation([](Json& put) { put["x-errors"] = {"Nonsense"}; }),
              HasSubstr("no x-error-forms entry: Nonsense"));
  EXPECT_THAT(ComplaintAboutOperation([](Json& put) { put.erase("x-emulated"); }),
              HasSubstr("'x-emulated' is missing"));
  EXPECT_THAT(ComplaintAboutOperation([](Json& put) { put["x-emulated"] = "partial"; }),
              HasSubstr("x-differs"));
  EXPECT_THAT(ComplaintAboutOperation([](Json& put) { put["responses"].erase("200"); }),
              HasSubstr("'200' is missing"));
  EXPECT_THAT(ComplaintAboutOperation([](Json& put) {
                put["parameters"] = {{{"name", "a"}, {"in", "cookie"}, {"schema", {}}}};
              }),
              HasSubstr("unknown place"));
}

TEST(SpecReading, AnOperationWithoutWhatIamHasToAllowIsRefused) {
  EXPECT_THAT(ComplaintAboutOperation([](Json& put) { put.erase("x-iam"); }),
              HasSubstr("/paths//it/put: 'x-iam' is missing"));
  EXPECT_THAT(ComplaintAboutOperation([](Json& put) { put["x-iam"] = Json::object(); }),
              HasSubstr("'resources' is missing"));
  EXPECT_THAT(ComplaintAboutOperation([](Json& put) {
                put["x-iam"]["resources"] = Json::array({"thing/{nobody}"});
              }),
              HasSubstr("x-iam: no member nobody"));
  EXPECT_THAT(
      ComplaintAboutOperation([](Json& put) { put["x-iam"]["resources"] = Json::array(); }),
      HasSubstr("say '*'"));
}

TEST(SpecReading, WordsBesideAReferenceAddToIt) {
  const SmallSpec small(R"({"type": "object", "properties": {
      "plain": {"$ref": "#/components/schemas/Name"},
      "refused": {"$ref": "#/components/schemas/Name", "x-refused": "not yet"}}})");
  EXPECT_EQ(small.operation.members[0].schema->refused, "");
  EXPECT_EQ(small.operation.members[1].schema->refused, "not yet");
  EXPECT_EQ(small.operation.members[1].schema->max_length, 3);
}

}  // namespace
}  // namespace api_spec
