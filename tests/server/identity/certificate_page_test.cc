// How much a list gives when it is not said.
#include <gtest/gtest.h>

#include "engine/identity/x509.h"
#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;

class DefaultPage : public testing::Test {
 protected:
  // The rows and the token of a list that holds more than a page.
  void ExpectPage(const char* operation, const char* rows, std::size_t size, const char* token,
                  const json& input = json::object()) {
    const json page = world_.Call(operation, input);
    EXPECT_EQ(page[rows].size(), size) << operation;
    EXPECT_TRUE(page.contains(token)) << operation;
  }

  std::string Register(const engine::CertificateWithKey& authority) {
    return world_
        .Call("RegisterCACertificate", {{"caCertificate", authority.certificate},
                                        {"certificateMode", "SNI_ONLY"},
                                        {"setAsActive", true}})
        .at("certificateId");
  }

  World world_;
};

// AWS: "The results are paginated with a default page size of 25."
TEST_F(DefaultPage, OfCertificatesHas25) {
  const engine::CertificateWithKey authority = engine::NewAuthority();
  const std::string ca = Register(authority);
  const std::string key = engine::NewRsaKeyPair().public_key;
  for (int i = 0; i < 26; ++i) {
    world_.Call("RegisterCertificate",
                {{"certificatePem",
                  engine::NewDeviceCertificate(authority, key, world_.service.Now())}});
  }
  for (int i = 0; i < 25; ++i) Register(engine::NewAuthority());
  ExpectPage("ListCertificates", "certificates", 25, "nextMarker");
  ExpectPage("ListCACertificates", "certificates", 25, "nextMarker");
  ExpectPage("ListCertificatesByCA", "certificates", 25, "nextMarker",
             {{"caCertificateId", ca}});
  for (const char* operation : {"ListCertificates", "ListCACertificates"}) {
    EXPECT_EQ(world_.Call(operation, {{"pageSize", 250}})["certificates"].size(), 26);
  }
}

TEST_F(DefaultPage, OfPackagesHas100) {
  for (int i = 0; i < 101; ++i) {
    const std::string number = std::to_string(i);
    world_.Call("CreatePackage", {{"packageName", "p" + number}});
    world_.Call("CreatePackageVersion", {{"packageName", "p0"}, {"versionName", number}});
  }
  ExpectPage("ListPackages", "packageSummaries", 100, "nextToken");
  ExpectPage("ListPackageVersions", "packageVersionSummaries", 100, "nextToken",
             {{"packageName", "p0"}});
}

TEST_F(DefaultPage, OfOtherListsHas250) {
  for (int i = 0; i < 251; ++i) {
    const std::string name = "n" + std::to_string(i);
    world_.CreateThing(name);
    world_.Call("CreateThingGroup", {{"thingGroupName", name}});
  }
  ExpectPage("ListThings", "things", 250, "nextToken");
  ExpectPage("ListThingGroups", "thingGroups", 250, "nextToken");
}

}  // namespace
}  // namespace server
