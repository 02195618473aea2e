// All that there is, out of one emulator and into another.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <sstream>

#include "storage/copied_rows.h"
#include "storage/objects/object_content.h"
#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::uint64_t kMuch = 1 << 20;

std::string Refused(World& world, const std::string& state) {
  try {
    world.service.LoadState(state);
  } catch (const engine::Error& refusal) {
    return std::string(Name(refusal.code)) + ": " + refusal.what();
  }
  return "loaded";
}

void PutObject(World& world, const std::string& key, const std::string& text) {
  if (!world.objects.FindBucket("files")) world.objects.MakeBucket("files", world.clock.Now());
  auto content = world.objects.NewContent();
  content->Append(text);
  storage::Object object{.key = key, .size = content->size(), .etag = "\"e\""};
  object.segments = {{content->file(), content->size()}};
  world.objects.Put(*world.objects.FindBucket("files"), object);
  content->Keep();
}

std::string TextOf(World& world, const std::string& key) {
  const auto bucket = world.objects.FindBucket("files");
  const auto object = bucket ? world.objects.Find(*bucket, key) : std::nullopt;
  return object ? world.objects.ReadAll(*object) : "nothing";
}

std::string Edited(const std::string& state, const std::string& sql) {
  SQLite::Database database = storage::FromBytes(state);
  database.exec(sql);
  return storage::Bytes(database);
}

TEST(State, GoesOnElsewhereAtTheInstantAtWhichItWasSaved) {
  World from, to;
  from.CreateThing("lamp");
  from.CreateJob("j", {World::Thing("lamp")}, World::Timeout(10));
  from.Start("lamp");
  from.Advance(minutes{9});
  to.CreateThing("fan");
  to.service.LoadState(from.service.SaveState(kMuch));
  EXPECT_EQ(to.service.Now(), from.service.Now());
  EXPECT_EQ(to.Execution("lamp", "j"), from.Execution("lamp", "j"));
  EXPECT_EQ(to.Call("ListThings", json::object()), from.Call("ListThings", json::object()));
  to.Advance(minutes{1});
  EXPECT_EQ(to.Execution("lamp", "j")["status"], "TIMED_OUT");
}

TEST(State, TellsNobodyOfWhatWasToldBefore) {
  World from, to;
  from.CreateThing("lamp");
  from.CreateJob("j", {World::Thing("lamp")});
  to.service.LoadState(from.service.SaveState(kMuch));
  EXPECT_THAT(to.Heard(), IsEmpty());
  to.Update("lamp", "j", "SUCCEEDED");
  EXPECT_THAT(to.Heard(), ElementsAre("lamp notify", "lamp notify-next"));
}

TEST(State, HasTheObjectsAndTheUploadsThatAreUnderWay) {
  World from, to;
  PutObject(from, "firmware.bin", "new");
  PutObject(to, "firmware.bin", "old");
  PutObject(to, "other.bin", "gone");
  from.objects.Begin({.id = "u", .bucket = "files", .key = "large.bin"});
  auto part = from.objects.NewContent();
  part->Append("first part");
  part->Keep();
  from.objects.PutPart("u", {.number = 1, .etag = "\"p\"", .content = {part->file(), 10}});
  to.service.LoadState(from.service.SaveState(kMuch));
  EXPECT_EQ(TextOf(to, "firmware.bin"), "new");
  EXPECT_EQ(TextOf(to, "other.bin"), "nothing");
  to.objects.Complete(*to.objects.FindBucket("files"), to.objects.FindUpload("u").value(),
                      to.objects.Parts("u"), {.etag = "\"u-1\""});
  EXPECT_EQ(TextOf(to, "large.bin"), "first part");
  EXPECT_EQ(TextOf(from, "large.bin"), "nothing");
}

TEST(State, MayBeLoadedWhereItWasSaved) {
  World world;
  PutObject(world, "firmware.bin", "bytes");
  world.CreateThing("lamp");
  const std::string state = world.service.SaveState(kMuch);
  PutObject(world, "firmware.bin", "others");
  world.Call("DeleteThing", {{"thingName", "lamp"}});
  world.service.LoadState(state);
  world.service.LoadState(state);
  EXPECT_EQ(TextOf(world, "firmware.bin"), "bytes");
  EXPECT_EQ(world.Refusal("DescribeThing", {{"thingName", "lamp"}}), "accepted");
}

TEST(State, EndsTheConnectionsOfWhoIsNotConnectedHere) {
  World from, to;
  for (World* world : {&from, &to}) {
    world->IndexThings();
    world->CreateThing("lamp");
    world->CreateThing("fan");
    world->Call("CreateDynamicThingGroup",
                {{"thingGroupName", "online"}, {"queryString", "connectivity.connected:true"}});
  }
  from.Connect("lamp");
  to.Connect("fan");
  to.service.LoadState(from.service.SaveState(kMuch));
  to.service.Tick();
  EXPECT_THAT(to.Call("ListThingsInThingGroup", {{"thingGroupName", "online"}})["things"],
              ElementsAre("fan"));
  EXPECT_EQ(to.Call("GetThingConnectivityData", {{"thingName", "lamp"}})["connected"], false);
}

TEST(State, SaysHowManyBytesTooManyObjectsHave) {
  World world;
  PutObject(world, "firmware.bin", "12345");
  EXPECT_THROW(world.service.SaveState(4), engine::Error);
  EXPECT_NO_THROW(world.service.SaveState(5));
}

std::string SqlIn(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(State, OfAnEarlierVersionIsBroughtUpToDate) {
  const std::filesystem::path schemas =
      std::filesystem::path(SOURCE_DIR) / "tests" / "storage" / "schemas";
  SQLite::Database earlier(":memory:", SQLite::OPEN_READWRITE);
  earlier.exec(SqlIn(schemas / "0001.sql"));
  earlier.exec(SqlIn(schemas / "0001.rows.sql"));
  earlier.exec("PRAGMA user_version = 1");
  earlier.exec("CREATE TABLE state (at, scale, account_id, program)");
  earlier.exec("INSERT INTO state VALUES (1767268800000, 0, '123456789012', 'an earlier one')");
  earlier.exec("CREATE TABLE object_store (name TEXT PRIMARY KEY, bytes BLOB NOT NULL)");
  const int things = earlier.execAndGet("SELECT count(*) FROM thing").getInt();
  World world;
  world.service.LoadState(storage::Bytes(earlier));
  EXPECT_GT(things, 0);
  EXPECT_EQ(world.Call("ListThings", json::object())["things"].size(),
            static_cast<std::size_t>(things));
  EXPECT_EQ(world.service.Now(), engine::FromMilliseconds(1767268800000));
}

TEST(State, HoldsNoKeyOfTheAuthority) {
  World world;
  world.Call("CreateKeysAndCertificate", {{"setAsActive", true}});
  SQLite::Database state = storage::FromBytes(world.service.SaveState(kMuch));
  EXPECT_EQ(state.execAndGet("SELECT count(*) FROM authority").getInt(), 0);
  EXPECT_EQ(state.execAndGet("SELECT count(*) FROM certificate").getInt(), 1);
}

TEST(State, ThatIsRefusedChangesNothing) {
  World world;
  world.CreateThing("lamp");
  PutObject(world, "firmware.bin", "bytes");
  const std::string state = world.service.SaveState(kMuch);
  const engine::Instant now = world.service.Now();
  for (const auto& [bad, why] :
       {std::pair<std::string, const char*>{"not a database at all", "no state"},
        {state.substr(0, state.size() / 2), "damaged"},
        {Edited(state, "PRAGMA user_version = 99"), "later version"},
        {Edited(state, "UPDATE state SET account_id = '000000000000'"), "--account-id"},
        {Edited(state, "DROP TABLE job"), "no state"},
        {Edited(state, "DELETE FROM object_store WHERE name <> 'objects.db'"), "lacks"}}) {
    EXPECT_THAT(Refused(world, bad), HasSubstr(why));
    EXPECT_EQ(world.Call("ListThings", json::object())["things"].size(), 1U);
    EXPECT_EQ(TextOf(world, "firmware.bin"), "bytes");
    EXPECT_EQ(world.service.Now(), now);
  }
}

}  // namespace
}  // namespace server
