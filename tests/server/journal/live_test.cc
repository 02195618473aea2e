#include "server/journal/live.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/error.h"

namespace server {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class LiveTest : public testing::Test {
 protected:
  void Publish(const std::string& topic) { journal.Add({}, MessageEntry{.topic = topic}); }

  Journal journal{engine::Instant{}};
  Live live{journal};
};

TEST_F(LiveTest, WhoFollowsIsWokenAndToldWhatTheFilterLetsThrough) {
  Publish("before");
  const auto stream = live.Follow({.topic = "a/#", .since = journal.count()}, false);
  int woken = 0;
  stream->wake = [&] { ++woken; };
  EXPECT_EQ(stream->next(), "");
  Publish("a/b");
  Publish("b");
  EXPECT_EQ(woken, 2);
  const std::string told = stream->next();
  EXPECT_THAT(told, StartsWith("id: 1\nevent: message\ndata: {"));
  EXPECT_THAT(told, HasSubstr(R"("topic":"a/b")"));
  EXPECT_EQ(told.find("id: 2"), told.npos);
  EXPECT_EQ(stream->next(), "");
}

TEST_F(LiveTest, WhoComesBackGetsWhatHeHasMissed) {
  for (const char* topic : {"a", "b", "c"}) Publish(topic);
  EXPECT_THAT(live.Follow({.since = 2}, true)->next(), HasSubstr("published on c\n"));
}

TEST_F(LiveTest, WhoReadsSlowlyIsToldHowManyAreForgotten) {
  const auto stream = live.Follow({}, false);
  for (int i = 0; i < 1500; ++i) Publish("t");
  EXPECT_THAT(stream->next(), StartsWith("event: omitted\ndata: {\"count\":500}\n\nid: 500\n"));
  journal.Forget({});
  EXPECT_THAT(stream->next(), HasSubstr("event: omitted"));
  EXPECT_EQ(stream->next(), "");
}

TEST_F(LiveTest, NoMoreThanAHundredFollow) {
  std::vector<std::shared_ptr<EventStream>> streams;
  for (std::size_t i = 0; i < Live::kMost; ++i) streams.push_back(live.Follow({}, true));
  EXPECT_THROW(live.Follow({}, true), engine::Error);
  streams.pop_back();
  EXPECT_NO_THROW(live.Follow({}, true));
}

}  // namespace
}  // namespace server
