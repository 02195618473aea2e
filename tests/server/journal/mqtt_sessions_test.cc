#include "server/journal/clients/mqtt_sessions.h"

#include <gtest/gtest.h>

#include <chrono>

#include "engine/broker/presence.h"
#include "storage/changes.h"

namespace server {
namespace {

using std::chrono_literals::operator""min;

class MqttSessionsTest : public testing::Test {
 protected:
  void Presence(bool connected, bool clean, const std::string& reason = "CONNECTION_LOST") {
    const engine::Presence client{.client_id = "lamp",
                                  .connected = connected,
                                  .clean_session = clean,
                                  .disconnect_reason = connected ? "" : reason};
    sessions.Record(Committed{now, nullptr, &client, {}, {}, {}});
  }

  std::size_t Subscriptions() const {
    const engine::MqttSession* session = sessions.Find("lamp", now);
    return session == nullptr ? 0 : session->subscriptions.size();
  }

  MqttSessions sessions;
  engine::Instant now{};
};

TEST_F(MqttSessionsTest, ACleanOneEndsWithItsConnection) {
  Presence(true, true);
  sessions.Subscribed("lamp", "a", 1);
  EXPECT_EQ(Subscriptions(), 1u);
  Presence(false, true);
  EXPECT_EQ(sessions.Find("lamp", now), nullptr);
}

TEST_F(MqttSessionsTest, AKeptOneLastsForAnHour) {
  Presence(true, false);
  sessions.Subscribed("lamp", "a", 1);
  sessions.Subscribed("lamp", "a", 0);
  sessions.Subscribed("lamp", "b", 1);
  sessions.Unsubscribed("lamp", "b");
  Presence(false, false);
  now += 59min;
  EXPECT_EQ(Subscriptions(), 1u);
  now += 1min;
  EXPECT_EQ(sessions.Find("lamp", now), nullptr);
}

TEST_F(MqttSessionsTest, WhatCameBeforeIsToldAnewToWhoComes) {
  Presence(true, false);
  sessions.Subscribed("lamp", "a", 1);
  Presence(false, false);
  Presence(true, false);
  EXPECT_EQ(Subscriptions(), 0u);
}

TEST_F(MqttSessionsTest, NoneOutlivesTheBroker) {
  Presence(true, false);
  sessions.Subscribed("lamp", "a", 1);
  Presence(false, false, "SERVER_ERROR");
  EXPECT_EQ(sessions.Find("lamp", now), nullptr);
}

TEST_F(MqttSessionsTest, TakesNoMoreThanItsBytes) {
  Presence(true, true);
  for (int i = 0; i < 40; ++i) {
    sessions.Subscribed("lamp", std::string(1'000'000, 'a') + std::to_string(i), 1);
  }
  EXPECT_EQ(Subscriptions(), 31u);
}

}  // namespace
}  // namespace server
