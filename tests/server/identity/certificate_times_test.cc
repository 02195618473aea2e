// What time does to certificates: those that nobody claims, claims, and those with an end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/identity/x509.h"
#include "server/access/authority.h"
#include "server/tools/timers.h"
#include "storage/changes.h"
#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;
using testing::StartsWith;
using namespace std::chrono_literals;

std::string Described(World& world, const std::string& id) {
  return world.Refusal("DescribeCertificate", {{"certificateId", id}});
}

class Unclaimed : public testing::Test {
 protected:
  World world;
  const json made = world.Provision("CreateKeysAndCertificate", json::object());
  const std::string id = made["certificateId"];
};

TEST_F(Unclaimed, CertificateIsGoneAtTheHourToEveryApi) {
  world.Advance(59min);
  EXPECT_EQ(Described(world, id), "accepted");
  world.Advance(1min);
  EXPECT_THAT(Described(world, id), StartsWith("ResourceNotFound"));
  EXPECT_EQ(world.Call("ListCertificates", json::object())["certificates"], json::array());
}

TEST_F(Unclaimed, CertificateGoesFromTheThingThatItWasAttachedTo) {
  world.CreateThing("lamp");
  world.Call(
      "AttachThingPrincipal",
      {{"thingName", "lamp"}, {"principal", "arn:aws:iot:us-east-1:123456789012:cert/" + id}});
  world.Advance(60min);
  EXPECT_THAT(Described(world, id), StartsWith("ResourceNotFound"));
  EXPECT_EQ(world.Call("ListThingPrincipals", {{"thingName", "lamp"}})["principals"],
            json::array());
}

TEST_F(Unclaimed, CertificateThatWasActivatedStays) {
  world.Call("UpdateCertificate", {{"certificateId", id}, {"newStatus", "ACTIVE"}});
  world.Advance(60min);
  EXPECT_EQ(Described(world, id), "accepted");
  EXPECT_FALSE(world.service.NextDue());
}

TEST_F(Unclaimed, CertificateIsAmongTheTimers) {
  const json timer = Timers(world.service, 10)["timers"].at(0);
  EXPECT_EQ(timer["kind"], "unclaimedCertificate");
  EXPECT_EQ(timer["certificateId"], id);
  EXPECT_EQ(timer["in"], "1 hour");
}

TEST(Claim, EndsAfterFiveMinutes) {
  World world;
  world.Call("CreateProvisioningTemplate",
             {{"templateName", "lamps"},
              {"provisioningRoleArn", "arn:aws:iam::123456789012:role/provisioning"},
              {"templateBody", R"({"Resources":{"thing":{"Type":"AWS::IoT::Thing",)"
                               R"("Properties":{"ThingName":"lamp"}}}})"}});
  const std::string id =
      world.Call("CreateProvisioningClaim", {{"templateName", "lamps"}})["certificateId"];
  EXPECT_EQ(Timers(world.service, 10)["timers"].at(0)["kind"], "provisioningClaim");
  world.Advance(299s);
  EXPECT_EQ(Described(world, id), "accepted");
  world.Advance(1s);
  EXPECT_THAT(Described(world, id), StartsWith("ResourceNotFound"));
}

// A device's certificate that ends an hour from now.
std::string ShortLived(World& world) {
  engine::CertificateWithKey authority;
  world.store.Atomically([&] { authority = AuthorityIn(world.store); });
  return engine::NewDeviceCertificate(authority, engine::NewRsaKeyPair().public_key,
                                      world.clock.Now(), world.clock.Now() + 1h);
}

TEST(Validity, ThatEndsHasConnectionsLookedAtAgain) {
  World world;
  int looks = 0;
  world.Call("RegisterCertificateWithoutCA",
             {{"certificatePem", ShortLived(world)}, {"status", "ACTIVE"}});
  world.service.OnCommitted(
      [&](const Committed& committed) { looks += committed.changes.certificates ? 1 : 0; });
  EXPECT_EQ(Timers(world.service, 10)["timers"].at(0)["kind"], "certificateEnds");
  world.Advance(59min);
  EXPECT_EQ(looks, 0);
  world.Advance(1min);
  EXPECT_EQ(looks, 1);
  EXPECT_FALSE(world.service.NextDue());
}

TEST(Validity, OfWhatAwsIssuesIsNoAppointment) {
  World world;
  world.Call("CreateKeysAndCertificate", {{"setAsActive", true}});
  EXPECT_FALSE(world.service.NextDue());
}

}  // namespace
}  // namespace server
