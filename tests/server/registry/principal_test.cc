#include <gmock/gmock.h>

#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;

json Listed(const char* name, const std::string& value, const char* type) {
  return {{name, value}, {"thingPrincipalType", type}};
}

class Principals : public testing::Test {
 protected:
  Principals() {
    for (const char* thing : {"lamp", "door"}) world_.CreateThing(thing);
    Attach("lamp", lamps_own_, "EXCLUSIVE_THING");
    Attach("lamp", shared_);
    Attach("door", shared_, "NON_EXCLUSIVE_THING");
  }

  std::string NewCertificate() {
    return world_.Call("CreateKeysAndCertificate", {{"setAsActive", true}})["certificateArn"];
  }

  void Attach(const char* thing, const std::string& principal, const char* type = nullptr) {
    json input = {{"thingName", thing}, {"principal", principal}};
    if (type != nullptr) input["thingPrincipalType"] = type;
    world_.Call("AttachThingPrincipal", input);
  }

  json Of(json members) {
    members["thingName"] = "lamp";
    return world_.Call("ListThingPrincipalsV2", members)["thingPrincipalObjects"];
  }

  json ThingsOf(const std::string& principal, json members = json::object()) {
    members["principal"] = principal;
    return world_.Call("ListPrincipalThingsV2", members)["principalThingObjects"];
  }

  World world_;
  const std::string lamps_own_ = NewCertificate(), shared_ = NewCertificate();
};

TEST_F(Principals, AreListedWithHowTheyAreAttached) {
  EXPECT_THAT(Of(json::object()), testing::UnorderedElementsAre(
                                      Listed("principal", lamps_own_, "EXCLUSIVE_THING"),
                                      Listed("principal", shared_, "NON_EXCLUSIVE_THING")));
  EXPECT_EQ(ThingsOf(lamps_own_),
            json::array({Listed("thingName", "lamp", "EXCLUSIVE_THING")}));
  EXPECT_EQ(ThingsOf(shared_),
            json::array({Listed("thingName", "door", "NON_EXCLUSIVE_THING"),
                         Listed("thingName", "lamp", "NON_EXCLUSIVE_THING")}));
}

TEST_F(Principals, AreFilteredByHowTheyAreAttached) {
  const json exclusive = {{"thingPrincipalType", "EXCLUSIVE_THING"}};
  const json others = {{"thingPrincipalType", "NON_EXCLUSIVE_THING"}};
  EXPECT_EQ(Of(exclusive), json::array({Listed("principal", lamps_own_, "EXCLUSIVE_THING")}));
  EXPECT_EQ(Of(others), json::array({Listed("principal", shared_, "NON_EXCLUSIVE_THING")}));
  EXPECT_EQ(ThingsOf(shared_, exclusive), json::array());
  EXPECT_EQ(ThingsOf(lamps_own_, others), json::array());
  EXPECT_EQ(ThingsOf(shared_, others).size(), 2);
}

TEST_F(Principals, ATokenIsGoodForTheSameFilterOnly) {
  const json page =
      world_.Call("ListPrincipalThingsV2", {{"principal", shared_}, {"maxResults", 1}});
  EXPECT_EQ(page["principalThingObjects"][0]["thingName"], "door");
  EXPECT_EQ(ThingsOf(shared_, {{"nextToken", page["nextToken"]}}),
            json::array({Listed("thingName", "lamp", "NON_EXCLUSIVE_THING")}));
  EXPECT_THAT(
      world_.Refusal("ListPrincipalThingsV2", {{"principal", shared_},
                                               {"nextToken", page["nextToken"]},
                                               {"thingPrincipalType", "NON_EXCLUSIVE_THING"}}),
      testing::HasSubstr("InvalidRequest"));
}

TEST_F(Principals, OfWhatIsNotThereAreRefused) {
  EXPECT_THAT(world_.Refusal("ListThingPrincipalsV2", {{"thingName", "nobody"}}),
              testing::StartsWith("ResourceNotFound"));
  EXPECT_THAT(world_.Refusal("ListThingPrincipalsV2",
                             {{"thingName", "lamp"}, {"thingPrincipalType", "MINE"}}),
              testing::StartsWith("InvalidRequest"));
}

}  // namespace
}  // namespace server
