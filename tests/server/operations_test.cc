#include "server/operations/operations.h"

#include <gmock/gmock.h>

#include <set>

namespace server {
namespace {

using api_spec::Plane;

class OperationTables : public testing::TestWithParam<Plane> {};

TEST_P(OperationTables, NameWhatTheDescriptionCallsEmulatedAndNothingElse) {
  std::set<std::string_view> described, written;
  for (const api_spec::Operation& operation : api_spec::Spec::BuiltIn().operations()) {
    const bool emulated = operation.emulated != api_spec::Emulated::kRefused;
    if (operation.plane == GetParam() && emulated) described.insert(operation.name);
  }
  for (const auto& [name, run] : OperationsOf(GetParam())) written.insert(name);
  EXPECT_EQ(written, described);
}

INSTANTIATE_TEST_SUITE_P(All, OperationTables,
                         testing::Values(Plane::kControl, Plane::kData, Plane::kIotData,
                                         Plane::kMqtt));

TEST(FindOperation, FindsNothingForWhatIsRefused) {
  EXPECT_NE(FindOperation(Plane::kControl, "CreateThing"), nullptr);
  EXPECT_EQ(FindOperation(Plane::kControl, "CreateTopicRule"), nullptr);
  EXPECT_EQ(FindOperation(Plane::kData, "CreateThing"), nullptr);
}

}  // namespace
}  // namespace server
