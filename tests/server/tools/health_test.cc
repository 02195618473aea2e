#include <SQLiteCpp/Exception.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "storage/storage_health.h"
#include "tests/server/http/emulator.h"

namespace http {
namespace {

using nlohmann::json;
using testing::HasSubstr;

TEST(Health, IsReadyWhereAllIsWell) {
  Emulator emulator;
  EXPECT_EQ(emulator.Ask("GET", "/_emulator/health").status, 200);
  EXPECT_EQ(emulator.Get("/_emulator/health"), json({{"status", "ok"},
                                                     {"live", true},
                                                     {"ready", true},
                                                     {"version", "1.2.3"},
                                                     {"broker", "connected"},
                                                     {"problems", json::array()}}));
}

TEST(Health, SaysSinceWhenTheBrokerIsAway) {
  Emulator emulator;
  emulator.broker_away_since = engine::ParseInstant("2026-06-01T11:59:00Z");
  EXPECT_EQ(emulator.Ask("GET", "/_emulator/health").status, 503);
  const json health = emulator.Get("/_emulator/health");
  EXPECT_EQ(health["status"], "failing");
  EXPECT_EQ(health["ready"], false);
  EXPECT_EQ(health["broker"], "disconnected");
  EXPECT_EQ(health["problems"][0]["what"], "broker");
  EXPECT_EQ(health["problems"][0]["since"], "2026-06-01T11:59:00Z");
  const Response text = emulator.Ask("GET", "/_emulator/health?format=text");
  EXPECT_EQ(text.status, 503);
  EXPECT_THAT(text.body, HasSubstr("not ready"));
  EXPECT_THAT(text.body, HasSubstr("since 2026-06-01T11:59:00Z: the broker is away"));
}

TEST(Health, IsToldAsLocalStackTellsIt) {
  Emulator emulator;
  EXPECT_EQ(emulator.Get("/_localstack/health")["services"]["iot"], "running");
  emulator.broker_away_since = emulator.service.Now();
  EXPECT_EQ(emulator.Ask("GET", "/_localstack/health").status, 503);
  EXPECT_EQ(emulator.Get("/_localstack/health")["services"]["s3"], "error");
}

TEST(StorageHealth, NotesWhatKeepsChangesFromBeingKeptUntilOneIs) {
  storage::StorageHealth health;
  const auto at = *engine::ParseInstant("2026-06-01T12:00:00Z");
  const auto fail = [](int code) {
    return [code] { throw SQLite::Exception("it did not go", code); };
  };
  EXPECT_THROW(health.Watch(at, fail(SQLITE_CONSTRAINT)), SQLite::Exception);
  EXPECT_FALSE(health.trouble());
  EXPECT_THROW(health.Watch(at, fail(SQLITE_FULL)), SQLite::Exception);
  EXPECT_THROW(health.Watch(at + std::chrono::hours(1), fail(SQLITE_IOERR)), SQLite::Exception);
  ASSERT_TRUE(health.trouble());
  EXPECT_EQ(health.trouble()->since, at);
  EXPECT_THAT(health.trouble()->text, HasSubstr("is full"));
  health.Watch(at, [] {});
  EXPECT_FALSE(health.trouble());
}

}  // namespace
}  // namespace http
