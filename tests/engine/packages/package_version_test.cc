#include "engine/packages/package_version.h"

#include <gtest/gtest.h>

namespace engine {
namespace {

constexpr char kPrefix[] = "arn:aws:iot:eu-west-1:123456789012:";

TEST(PackageVersion, IsReadFromItsArn) {
  const auto found =
      ParsePackageVersion(std::string(kPrefix) + "package/lamp.firmware-1/version/2.0_a");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->package, "lamp.firmware-1");
  EXPECT_EQ(found->version, "2.0_a");
}

TEST(PackageVersion, MayBeTheDefaultOrNone) {
  for (const char* version : {"$default", "$null"}) {
    EXPECT_TRUE(ParsePackageVersion(std::string(kPrefix) + "package/p/version/" + version));
  }
}

TEST(PackageVersion, IsNothingElse) {
  for (const char* resource :
       {"package/p", "package/p/version/", "package//version/1", "thing/p/version/1",
        "package/p/version/$latest", "package/p/version/1/2", "package/p q/version/1"}) {
    EXPECT_FALSE(ParsePackageVersion(std::string(kPrefix) + resource)) << resource;
  }
}

}  // namespace
}  // namespace engine
