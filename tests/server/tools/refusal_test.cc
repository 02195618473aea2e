// A refused call leaves no trace: the whole database is compared.
#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;
using testing::IsEmpty;
using testing::StartsWith;

class Refusal : public testing::Test {
 protected:
  Refusal() : world({}, (directory_ / "jobs.db").string()) {
    world.Call("CreateThingGroup", {{"thingGroupName", "lamps"}});
    for (const char* thing : {"lamp", "fan"}) world.CreateThing(thing);
    world.CreateJob("j", {World::Thing("lamp")}, World::Timeout(5));
    world.CreateJob("done", {World::Thing("fan")});
    world.Update("fan", "done", "SUCCEEDED");
    world.Start("lamp");
    world.Heard();
  }

  ~Refusal() override { std::filesystem::remove_all(directory_); }

  std::string Dump() {
    // A copy, since the store lets nobody else in.
    for (const char* file : {"jobs.db", "jobs.db-wal"}) {
      std::filesystem::copy_file(directory_ / file, directory_ / (std::string("copy-") + file),
                                 std::filesystem::copy_options::overwrite_existing);
    }
    SQLite::Database database((directory_ / "copy-jobs.db").string(), SQLite::OPEN_READWRITE);
    std::string dump;
    SQLite::Statement tables(database, "SELECT name FROM sqlite_master WHERE type = 'table'");
    while (tables.executeStep()) {
      dump += tables.getColumn(0).getString() + "\n";
      SQLite::Statement rows(database, "SELECT * FROM " + tables.getColumn(0).getString());
      while (rows.executeStep()) {
        for (int i = 0; i < rows.getColumnCount(); ++i) {
          dump += rows.getColumn(i).getString() + "|";
        }
        dump += "\n";
      }
    }
    return dump;
  }

  static std::filesystem::path MakeDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "refusal-XXXXXX").string();
    return mkdtemp(name.data());
  }

 private:
  const std::filesystem::path directory_ = MakeDirectory();

 protected:
  World world;
};

TEST_F(Refusal, OfTheControlPlaneChangesNoRowAndSendsNothing) {
  const std::pair<const char*, json> calls[] = {
      {"CreateJob", {{"jobId", "j"}, {"targets", {World::Thing("fan")}}, {"document", "{}"}}},
      {"CreateJob",
       {{"jobId", "k"},
        {"targets", {World::Thing("fan"), World::Thing("ghost")}},
        {"document", "{}"}}},
      {"CreateJob", {{"jobId", "k"}, {"targets", {World::Thing("fan")}}, {"document", "x"}}},
      {"CreateJob", {{"jobId", "a b"}, {"targets", json::array()}}},
      {"CancelJob", {{"jobId", "done"}}},
      {"CancelJob", {{"jobId", "ghost"}}},
      {"DeleteJob", {{"jobId", "j"}}},
      {"CancelJobExecution", {{"thingName", "lamp"}, {"jobId", "j"}}},
      {"CancelJobExecution",
       {{"thingName", "lamp"}, {"jobId", "j"}, {"force", true}, {"expectedVersion", 9}}},
      {"CancelJobExecution", {{"thingName", "fan"}, {"jobId", "done"}, {"force", true}}},
      {"AddThingToThingGroup", {{"thingName", "ghost"}, {"thingGroupName", "lamps"}}},
      {"DeleteThing", {{"thingName", "lamp"}, {"expectedVersion", 9}}},
      {"CreateThingGroup", {{"thingGroupName", "g"}, {"parentGroupName", "ghost"}}},
      {"UpdateJob", {{"jobId", "j"}}},
      {"AssociateTargetsWithJob", {{"jobId", "j"}, {"targets", {World::Group("lamps")}}}},
      {"CreateJobTemplate", {{"jobTemplateId", "t"}, {"description", "x"}, {"document", "?"}}},
      {"UpdateThing", {{"thingName", "lamp"}, {"expectedVersion", 9}}},
      {"UpdateThing", {{"thingName", "lamp"}, {"thingTypeName", "ghosts"}}},
      {"UpdateThingGroup",
       {{"thingGroupName", "lamps"},
        {"thingGroupProperties", {{"thingGroupDescription", "x"}}},
        {"expectedVersion", 9}}},
      {"DeleteThingGroup", {{"thingGroupName", "lamps"}, {"expectedVersion", 9}}},
      {"UpdateThingGroupsForThing",
       {{"thingName", "lamp"}, {"thingGroupsToAdd", {"lamps", "ghost"}}}},
  };
  const std::string before = Dump();
  ASSERT_THAT(before, testing::HasSubstr("IN_PROGRESS"));
  for (const auto& [operation, input] : calls) {
    EXPECT_NE(world.Refusal(operation, input), "accepted") << operation << input;
    EXPECT_EQ(Dump(), before) << operation << input;
    EXPECT_THAT(world.Heard(), IsEmpty()) << operation << input;
  }
}

TEST_F(Refusal, OfTheDataPlaneChangesNoRowAndSendsNothing) {
  const json lamp = {{"thingName", "lamp"}, {"jobId", "j"}};
  const auto update = [&](json members) {
    json input = lamp;
    input.update(members);
    return input;
  };
  const std::pair<const char*, json> calls[] = {
      {"UpdateJobExecution", update({{"status", "SUCCEEDED"}, {"expectedVersion", 9}})},
      {"UpdateJobExecution", update({{"status", "CANCELED"}})},
      {"UpdateJobExecution", update({{"status", "DONE"}})},
      {"UpdateJobExecution", update({{"status", "SUCCEEDED"}, {"executionNumber", 9}})},
      {"UpdateJobExecution", update({{"status", "SUCCEEDED"}, {"thingName", "ghost"}})},
      {"UpdateJobExecution",
       update({{"status", "IN_PROGRESS"}, {"statusDetails", {{"a b", "x"}}}})},
      {"UpdateJobExecution", update({{"status", "IN_PROGRESS"}, {"stepTimeoutInMinutes", 0}})},
      {"UpdateJobExecution",
       {{"thingName", "fan"}, {"jobId", "done"}, {"status", "IN_PROGRESS"}}},
      {"DescribeJobExecution", {{"thingName", "fan"}, {"jobId", "done"}}},
      {"StartNextPendingJobExecution", {{"thingName", "ghost"}}},
  };
  const std::string before = Dump();
  for (const auto& [operation, input] : calls) {
    EXPECT_NE(world.DeviceRefusal(operation, input), "accepted") << operation << input;
    EXPECT_EQ(Dump(), before) << operation << input;
    EXPECT_THAT(world.Heard(), IsEmpty()) << operation << input;
  }
}

TEST_F(Refusal, NamesTheFirstReasonInOrderOfMembersExistenceVersionAndMove) {
  const auto refused = [&](const json& members) {
    json input = {{"thingName", "fan"}, {"jobId", "done"}, {"status", "IN_PROGRESS"}};
    input.update(members);
    const std::string text = world.DeviceRefusal("UpdateJobExecution", input);
    return text.substr(0, text.find(':'));
  };
  EXPECT_EQ(refused({{"status", "DONE"}, {"jobId", "ghost"}}), "InvalidRequest");
  EXPECT_EQ(refused({{"jobId", "ghost"}, {"expectedVersion", 9}}), "ResourceNotFound");
  EXPECT_EQ(refused({{"expectedVersion", 9}}), "VersionConflict");
  EXPECT_EQ(refused({{"expectedVersion", 2}}), "InvalidStateTransition");
}

TEST_F(Refusal, OfAStatusThatOnlyTheServiceSetsSaysSo) {
  for (const char* status : {"QUEUED", "CANCELED", "TIMED_OUT", "REMOVED"}) {
    EXPECT_EQ(world.DeviceRefusal("UpdateJobExecution",
                                  {{"thingName", "lamp"}, {"jobId", "j"}, {"status", status}}),
              "InvalidStateTransition: The status of job execution cannot be changed to be " +
                  std::string(status));
  }
}

TEST_F(Refusal, OfEndedExecutionsIsTerminalStateWhenADeviceDescribesThem) {
  EXPECT_THAT(
      world.DeviceRefusal("DescribeJobExecution", {{"thingName", "fan"}, {"jobId", "done"}}),
      StartsWith("TerminalState"));
}

}  // namespace
}  // namespace server
