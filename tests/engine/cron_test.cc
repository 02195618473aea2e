#include "engine/cron.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/jobs/schedule.h"
#include "tests/engine/refusal.h"

namespace engine {
namespace {

// The first strikes after 2026-01-01T00:00 (a Thursday), "MM-DDThh:mm" each; of another year in
// full.
std::vector<std::string> Strikes(const std::string& fields, int count) {
  const Cron cron("cron(" + fields + ")");
  std::vector<std::string> strikes;
  auto at = ParseInstant("2026-01-01T00:00:00Z");
  while (static_cast<int>(strikes.size()) < count && (at = cron.Next(*at))) {
    const std::string text = FormatMinute(*at);
    strikes.push_back(text.starts_with("2026-") ? text.substr(5) : text);
  }
  return strikes;
}

struct Case {
  const char* claim;
  const char* fields;
  std::vector<std::string> strikes;
};

class CronTest : public testing::TestWithParam<Case> {};

TEST_P(CronTest, Strikes) {
  EXPECT_EQ(Strikes(GetParam().fields, static_cast<int>(GetParam().strikes.size())),
            GetParam().strikes);
}

INSTANTIATE_TEST_SUITE_P(
    Fields, CronTest,
    testing::Values(
        Case{"EveryMondayAtTwo", "0 2 ? * MON *", {"01-05T02:00", "01-12T02:00"}},
        Case{"EveryDay", "30 23 * * ? *", {"01-01T23:30", "01-02T23:30"}},
        Case{"EveryMinute", "* * * * ? *", {"01-01T00:01", "01-01T00:02"}},
        Case{"SundayIsOne", "0 0 ? * 1 *", {"01-04T00:00", "01-11T00:00"}},
        Case{"WeekdaysAsARange",
             "0 9 ? * MON-FRI *",
             {"01-01T09:00", "01-02T09:00", "01-05T09:00"}},
        Case{"RangeOverTheEnd",
             "0 9 ? * FRI-MON *",
             {"01-02T09:00", "01-03T09:00", "01-04T09:00", "01-05T09:00", "01-09T09:00"}},
        Case{"List",
             "0 6,18 1,15 * ? *",
             {"01-01T06:00", "01-01T18:00", "01-15T06:00", "01-15T18:00"}},
        Case{"Steps", "*/20 0 1 * ? *", {"01-01T00:20", "01-01T00:40", "02-01T00:00"}},
        Case{"StepsFromAValueOn", "0 20/2 1 1 ? *", {"01-01T20:00", "01-01T22:00"}},
        Case{"StepsInARange", "0 8-13/3 ? 1 THU 2026", {"01-01T08:00", "01-01T11:00"}},
        Case{"NamesOfMonthsInAnyCase", "0 0 1 feb,DEC ? *", {"02-01T00:00", "12-01T00:00"}},
        Case{"LastDayOfTheMonth", "0 0 L * ? *", {"01-31T00:00", "02-28T00:00", "03-31T00:00"}},
        Case{"LastDayOfFebruaryInALeapYear", "0 0 L 2 ? 2028", {"2028-02-29T00:00"}},
        Case{"LastDayOfTheWeek", "0 0 ? * L *", {"01-03T00:00", "01-10T00:00"}},
        Case{"LastFridayOfTheMonth", "0 0 ? * 6L *", {"01-30T00:00", "02-27T00:00"}},
        Case{"SecondTuesday", "0 0 ? * 3#2 *", {"01-13T00:00", "02-10T00:00"}},
        Case{"FifthThursdayOnlyWhereThereIsOne",
             "0 0 ? * THU#5 *",
             {"01-29T00:00", "04-30T00:00"}},
        // 15 February 2026 is a Sunday, 15 August a Saturday.
        Case{"WeekdayNearestToASunday", "0 0 15W 2 ? *", {"02-16T00:00"}},
        Case{"WeekdayNearestToASaturday", "0 0 15W 8 ? *", {"08-14T00:00"}},
        // 1 August 2026 is a Saturday, 31 May a Sunday: the month is not left.
        Case{"WeekdayNearestToTheFirst", "0 0 1W 8 ? *", {"08-03T00:00"}},
        Case{"WeekdayNearestToTheLast", "0 0 31W 5 ? *", {"05-29T00:00"}},
        Case{"YearsAsARange", "0 0 1 1 ? 2027-2028", {"2027-01-01T00:00", "2028-01-01T00:00"}}),
    [](const auto& strike) { return strike.param.claim; });

TEST(Cron, MayNeverStrike) {
  EXPECT_TRUE(Strikes("0 0 31 2 ? *", 1).empty());
  EXPECT_TRUE(Strikes("0 0 1 1 ? 2025", 1).empty());
  EXPECT_EQ(Strikes("0 0 29 2 ? 2027-2032", 2),
            (std::vector<std::string>{"2028-02-29T00:00", "2032-02-29T00:00"}));
}

TEST(Cron, NextIsAfterTheInstantNotAtIt) {
  const Cron cron("cron(0 2 * * ? *)");
  const auto two = ParseInstant("2026-03-01T02:00:00Z").value();
  EXPECT_EQ(cron.Next(two - Duration{1}), two);
  EXPECT_EQ(cron.Next(two), two + std::chrono::hours{24});
}

TEST(Cron, OtherTextsAreRefused) {
  for (const char* text : {"",
                           "0 2 ? * MON *",
                           "cron()",
                           "cron(0 2 ? * MON)",
                           "cron(0 2 * * MON *)",
                           "cron(0 2 ? * ? *)",
                           "cron(60 2 ? * MON *)",
                           "cron(0 24 ? * MON *)",
                           "cron(0 2 32 * ? *)",
                           "cron(0 2 0 * ? *)",
                           "cron(0 2 1 13 ? *)",
                           "cron(0 2 ? * 8 *)",
                           "cron(0 2 ? * MOO *)",
                           "cron(0 2 ? * MON#6 *)",
                           "cron(0 2 ? * MON 1969)",
                           "cron(0 2 ? * MON 2200)",
                           "cron(0/0 2 ? * MON *)",
                           "cron(-1 2 ? * MON *)",
                           "cron(0, 2 ? * MON *)",
                           "cron(1- 2 ? * MON *)",
                           "cron(? 2 ? * MON *)",
                           "rate(1 day)",
                           "cron(0 2 ? * MON 2030-2026)"}) {
    EXPECT_EQ(RefusalName([&] { Cron{text}; }), "InvalidRequest") << text;
  }
}

}  // namespace
}  // namespace engine
