#include "engine/messages/pending_notices.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace engine {
namespace {

using nlohmann::json;
using enum ExecutionStatus;

const Instant kNow = FromMilliseconds(1'700'000'000'999);

JobExecution Queued(const char* job, std::int64_t number = 1) {
  return {.job_id = job,
          .thing_name = "lamp",
          .number = number,
          .queued_at = FromMilliseconds(1'600'000'000'500),
          .last_updated_at = FromMilliseconds(1'600'000'000'500)};
}

JobExecution Running(const char* job) {
  JobExecution execution = Queued(job);
  execution.status = kInProgress;
  execution.version = 2;
  execution.started_at = execution.last_updated_at = FromMilliseconds(1'650'000'000'000);
  return execution;
}

using List = std::vector<JobExecution>;

std::vector<ExecutionKey> KeysIn(const List& list) {
  std::vector<ExecutionKey> keys;
  for (const auto& execution : list) keys.push_back({execution.job_id, execution.number});
  return keys;
}

std::vector<Notice> Heard(const List& before, const List& after) {
  const auto old_keys = KeysIn(before);
  const auto new_keys = KeysIn(after);
  PendingChange change{.front_document = R"({"action":"blink"})"};
  if (!std::is_permutation(old_keys.begin(), old_keys.end(), new_keys.begin(),
                           new_keys.end())) {
    change.changed.push_back({"", after});
  }
  if (!old_keys.empty()) change.front_before = old_keys.front();
  if (!after.empty()) change.front = after.front();
  return PendingNotices("lamp", change, kNow);
}

struct Row {
  const char* event;
  List before, after;
  bool notify, notify_next;
};

class EachRow : public testing::TestWithParam<Row> {};

TEST_P(EachRow, IsHeardAsAwsDoes) {
  std::vector<std::string> expected, topics;
  if (GetParam().notify) expected.push_back("$aws/things/lamp/jobs/notify");
  if (GetParam().notify_next) expected.push_back("$aws/things/lamp/jobs/notify-next");
  for (const auto& notice : Heard(GetParam().before, GetParam().after)) {
    topics.push_back(notice.topic);
  }
  EXPECT_EQ(topics, expected);
}

INSTANTIATE_TEST_SUITE_P(
    Table, EachRow,
    testing::Values(
        Row{"QueuedIntoAnEmptyList", {}, {Queued("a")}, true, true},
        Row{"QueuedBehindOthers", {Queued("a")}, {Queued("a"), Queued("b")}, true, false},
        Row{"FrontStarts",
            {Queued("a"), Queued("b")},
            {Running("a"), Queued("b")},
            false,
            false},
        Row{"AnotherStartsAndBecomesFront",
            {Queued("a"), Queued("b")},
            {Running("b"), Queued("a")},
            false,
            true},
        Row{"InProgressIsReportedAgain", {Running("a")}, {Running("a")}, false, false},
        Row{"FrontEnds", {Running("a"), Queued("b")}, {Queued("b")}, true, true},
        Row{"OnlyOneEnds", {Running("a")}, {}, true, true},
        Row{"AnotherLeavesTheList", {Running("a"), Queued("b")}, {Running("a")}, true, false},
        Row{"RetryReplacesTheFront", {Running("a")}, {Queued("a", 2)}, true, true},
        Row{"RetryOfTheFrontComesBehind",
            {Running("a"), Queued("b")},
            {Queued("b"), Queued("a", 2)},
            true,
            true}),
    [](const auto& row) { return row.param.event; });

TEST(Notify, GroupsByStatusAndLeavesEmptyOnesOut) {
  const auto notices = Heard({Running("a")}, {Running("a"), Queued("b"), Queued("c", 2)});
  ASSERT_EQ(notices.size(), 1U);
  EXPECT_EQ(notices[0].payload, json({{"timestamp", 1'700'000'000},
                                      {"jobs",
                                       {{"IN_PROGRESS",
                                         {{{"jobId", "a"},
                                           {"queuedAt", 1'600'000'000},
                                           {"startedAt", 1'650'000'000},
                                           {"lastUpdatedAt", 1'650'000'000},
                                           {"versionNumber", 2},
                                           {"executionNumber", 1}}}},
                                        {"QUEUED",
                                         {{{"jobId", "b"},
                                           {"queuedAt", 1'600'000'000},
                                           {"lastUpdatedAt", 1'600'000'000},
                                           {"versionNumber", 1},
                                           {"executionNumber", 1}},
                                          {{"jobId", "c"},
                                           {"queuedAt", 1'600'000'000},
                                           {"lastUpdatedAt", 1'600'000'000},
                                           {"versionNumber", 1},
                                           {"executionNumber", 2}}}}}}}));
}

TEST(Notices, OfAnEmptyListSayNothingIsLeft) {
  const auto notices = Heard({Running("a")}, {});
  ASSERT_EQ(notices.size(), 2U);
  EXPECT_EQ(notices[0].payload, json({{"timestamp", 1'700'000'000}, {"jobs", json::object()}}));
  EXPECT_EQ(notices[1].payload, json({{"timestamp", 1'700'000'000}}));
}

TEST(NotifyNext, CarriesTheDocumentAndNoThingName) {
  const auto notices = Heard({}, {Queued("a")});
  ASSERT_EQ(notices.size(), 2U);
  EXPECT_EQ(notices[1].payload, json({{"timestamp", 1'700'000'000},
                                      {"execution",
                                       {{"jobId", "a"},
                                        {"status", "QUEUED"},
                                        {"queuedAt", 1'600'000'000},
                                        {"lastUpdatedAt", 1'600'000'000},
                                        {"versionNumber", 1},
                                        {"executionNumber", 1},
                                        {"jobDocument", R"({"action":"blink"})"}}}}));
}

TEST(NotifyNext, GoesToTheNamespaceOfTheFrontAndTellsTheOneThatHadIt) {
  JobExecution deployment = Queued("deployment");
  deployment.namespace_id = "gg";
  const PendingChange change{.changed = {{"", {}}},
                             .front_before = ExecutionKey{"a", 1},
                             .front = deployment,
                             .front_document = "{}"};
  const auto notices = PendingNotices("lamp", change, kNow);
  ASSERT_EQ(notices.size(), 3U);
  EXPECT_EQ(notices[0].topic, "$aws/things/lamp/jobs/notify");
  EXPECT_EQ(notices[1].topic, "$aws/things/lamp/jobs/notify-next");
  EXPECT_EQ(notices[1].payload, json({{"timestamp", 1'700'000'000}}));
  EXPECT_EQ(notices[2].topic, "$aws/things/lamp/jobs/notify-next-namespace-gg");
  EXPECT_EQ(notices[2].payload["execution"]["jobId"], "deployment");
}

TEST(ExecutionForDevice, ShowsDetailsOnlyIfThereAreAny) {
  JobExecution execution = Running("a");
  EXPECT_FALSE(ExecutionForDevice(execution, kNow).contains("statusDetails"));
  execution.status_details = {{"step", "1"}};
  EXPECT_EQ(ExecutionForDevice(execution, kNow)["statusDetails"], json({{"step", "1"}}));
}

TEST(ExecutionForDevice, ShowsTheSecondsLeftOnlyWithATimer) {
  JobExecution execution = Running("a");
  EXPECT_FALSE(
      ExecutionForDevice(execution, kNow).contains("approximateSecondsBeforeTimedOut"));
  execution.step_deadline = kNow + std::chrono::seconds{90};
  EXPECT_EQ(ExecutionForDevice(execution, kNow)["approximateSecondsBeforeTimedOut"], 90);
}

}  // namespace
}  // namespace engine
