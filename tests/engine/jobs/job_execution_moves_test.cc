// Every move from every status, for devices and for operators, in one table each.
#include <gtest/gtest.h>

#include "engine/jobs/job_execution.h"
#include "tests/engine/refusal.h"

namespace engine {
namespace {

using enum ExecutionStatus;

const Instant kNow = ParseInstant("2026-01-01T12:00:00Z").value();

JobExecution In(ExecutionStatus status) {
  return {.job_id = "j", .thing_name = "lamp", .status = status, .version = 4};
}

constexpr ExecutionStatus kColumns[] = {kQueued,   kInProgress, kSucceeded, kFailed,
                                        kTimedOut, kRejected,   kRemoved,   kCanceled};

struct Row {
  ExecutionStatus from;
  // What a device's report is answered with, per column: + accepted, - InvalidStateTransition.
  const char* reported;
  // What CancelJobExecution is answered with, without and with force.
  const char* canceled;
};

//                                       Q  IP S  F  TO RJ RM C
static constexpr Row kMoves[] = {
    {kQueued, "-+++-+--", "++"},    {kInProgress, "-+++-+--", "-+"},
    {kSucceeded, "--------", "--"}, {kFailed, "--------", "--"},
    {kTimedOut, "--------", "--"},  {kRejected, "--------", "--"},
    {kRemoved, "--------", "--"},   {kCanceled, "--------", "--"}};

class EveryMove : public testing::TestWithParam<Row> {};

const char* Expected(char sign) {
  return sign == '+' ? "accepted" : "InvalidStateTransition";
}

TEST_P(EveryMove, OfADeviceIsAllowedOrRefused) {
  const Row& row = GetParam();
  for (std::size_t column = 0; column < std::size(kColumns); ++column) {
    const auto to = kColumns[column];
    EXPECT_EQ(RefusalName([&] { Update(In(row.from), {.status = to}, {}, kNow); }),
              Expected(row.reported[column]))
        << Name(row.from) << " to " << Name(to);
  }
}

TEST_P(EveryMove, OfADeviceThatIsAllowedChangesStatusAndVersion) {
  const Row& row = GetParam();
  for (std::size_t column = 0; column < std::size(kColumns); ++column) {
    if (row.reported[column] == '-') continue;
    const JobExecution after = Update(In(row.from), {.status = kColumns[column]}, {}, kNow);
    EXPECT_EQ(after.status, kColumns[column]);
    EXPECT_EQ(after.version, 5);
    EXPECT_EQ(after.last_updated_at, kNow);
  }
}

TEST_P(EveryMove, OfAnOperatorIsAllowedOrRefused) {
  const Row& row = GetParam();
  for (const bool force : {false, true}) {
    EXPECT_EQ(RefusalName([&] { Cancel(In(row.from), {.force = force}, kNow); }),
              Expected(row.canceled[force ? 1 : 0]))
        << Name(row.from);
  }
}

INSTANTIATE_TEST_SUITE_P(Table, EveryMove, testing::ValuesIn(kMoves),
                         [](const auto& row) { return std::string(Name(row.param.from)); });

TEST(StatusName, IsReadBack) {
  for (const auto status : kColumns) EXPECT_EQ(ExecutionStatusFrom(Name(status)), status);
  EXPECT_EQ(ExecutionStatusFrom("DONE"), std::nullopt);
}

TEST(Refusals, CarryAwsWordsAndTheStateOfTheExecution) {
  try {
    Update(In(kInProgress), {.status = kCanceled}, {}, kNow);
    FAIL();
  } catch (const Error& refusal) {
    EXPECT_STREQ(refusal.what(),
                 "The status of job execution cannot be changed to be CANCELED");
    EXPECT_EQ(refusal.detail["executionState"]["status"], "IN_PROGRESS");
    EXPECT_EQ(refusal.detail["executionState"]["versionNumber"], 4);
  }
}

}  // namespace
}  // namespace engine
