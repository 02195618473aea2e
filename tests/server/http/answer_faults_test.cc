#include "server/http/answer_faults.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "tests/server/http/emulator.h"

namespace http {
namespace {

using nlohmann::json;
using End = Mishap::End;

class AnswerFaultsOf : public testing::Test {
 protected:
  void Arm(const json& fault) {
    const Response response = emulator.Ask("POST", "/_emulator/faults", fault.dump());
    ASSERT_EQ(response.status, 200) << response.body;
  }

  Response CreateThing(const std::string& name) {
    return emulator.Begin("POST", "/things/" + name, "{}", SignedFor("iot"));
  }

  bool Exists(const std::string& name) {
    return emulator.Ask("GET", "/things/" + name, "", SignedFor("iot")).status == 200;
  }

  std::optional<End> EndOf(const Response& response) {
    return response.mishap ? std::optional(response.mishap->end) : std::nullopt;
  }

  Emulator emulator;
};

TEST_F(AnswerFaultsOf, AnErrorHasThePlanesOwnForm) {
  Arm({{"effect", {{"error", "ThrottlingException"}}}});
  EXPECT_EQ(ErrorOf(CreateThing("lamp")), "400 ThrottlingException");
  EXPECT_EQ(ErrorOf(emulator.Ask("GET", "/things/lamp/jobs", "", SignedFor("iot-jobs-data"))),
            "429 ThrottlingException");
  emulator.Ask("DELETE", "/_emulator/faults");
  EXPECT_FALSE(Exists("lamp"));
}

TEST_F(AnswerFaultsOf, AnAnswerThatIsDroppedWasTrue) {
  Arm({{"match", {{"operation", "CreateThing"}}}, {"effect", {{"drop", true}}}});
  EXPECT_EQ(EndOf(CreateThing("lamp")), End::kNothing);
  EXPECT_TRUE(Exists("lamp"));
}

TEST_F(AnswerFaultsOf, ARequestThatIsDroppedIsNotDone) {
  Arm({{"match", {{"operation", "CreateThing"}, {"direction", "in"}}},
       {"effect", {{"drop", true}}}});
  EXPECT_EQ(EndOf(CreateThing("lamp")), End::kNothing);
  EXPECT_FALSE(Exists("lamp"));
}

TEST_F(AnswerFaultsOf, AConnectionEndsWhereItIsToEnd) {
  for (const auto& [when, end] : {std::pair{"instead", End::kInstead},
                                  {"halfway", End::kHalfway},
                                  {"after", End::kAfter}}) {
    Arm({{"match", {{"operation", "CreateThing"}}},
         {"effect", {{"disconnect", when}}},
         {"count", 1}});
    EXPECT_EQ(EndOf(CreateThing("lamp")), end) << when;
  }
  EXPECT_EQ(EndOf(CreateThing("lamp")), std::nullopt);
}

TEST_F(AnswerFaultsOf, ACorruptAnswerIsNoJson) {
  Arm({{"match", {{"operation", "CreateThing"}}}, {"effect", {{"corrupt", true}}}});
  EXPECT_TRUE(json::parse(CreateThing("lamp").body, nullptr, false).is_discarded());
}

TEST_F(AnswerFaultsOf, ADelayedAnswerComesWhenTheClockHasMoved) {
  Arm({{"match", {{"operation", "CreateThing"}}}, {"effect", {{"delay", "10s"}}}});
  const Response held = CreateThing("lamp");
  ASSERT_TRUE(held.later);
  EXPECT_TRUE(Exists("lamp"));
  std::optional<Response> late;
  held.later([&](Response response) { late = std::move(response); });
  emulator.io.poll();
  EXPECT_FALSE(late);
  emulator.Ask("POST", "/_emulator/clock", R"({"advance":"10s"})");
  emulator.io.restart();
  emulator.io.poll();
  ASSERT_TRUE(late);
  EXPECT_EQ(json::parse(late->body)["thingName"], "lamp");
}

TEST_F(AnswerFaultsOf, ADelayedRequestIsDoneWhenTheClockHasMoved) {
  Arm({{"match", {{"operation", "CreateThing"}, {"direction", "in"}}},
       {"effect", {{"delay", "10s"}}}});
  const Response held = CreateThing("lamp");
  ASSERT_TRUE(held.later);
  std::optional<Response> late;
  held.later([&](Response response) { late = std::move(response); });
  EXPECT_FALSE(Exists("lamp"));
  emulator.Ask("POST", "/_emulator/clock", R"({"advanceToNext":true})");
  emulator.io.poll();
  ASSERT_TRUE(late);
  EXPECT_TRUE(Exists("lamp"));
}

TEST_F(AnswerFaultsOf, AMemberThatIsNotDescribedIsRefusedByName) {
  for (const auto& [body, message] :
       {std::pair{R"({"match":{"colour":"red"},"effect":{"drop":true}})",
                  "There is no colour in match; it takes plane, operation, thing, job, status, "
                  "topic, over, direction."},
        {R"({"effect":{"drop":null}})", "effect.drop is null: leave it out instead."}}) {
    const Response response = emulator.Ask("POST", "/_emulator/faults", body);
    EXPECT_EQ(ErrorOf(response), "400 InvalidRequestException");
    EXPECT_EQ(json::parse(response.body)["message"], message);
  }
}

TEST_F(AnswerFaultsOf, OurOwnApiIsNeverStruck) {
  Arm({{"effect", {{"error", "InternalFailureException"}}}});
  EXPECT_EQ(emulator.Ask("GET", "/_emulator/clock").status, 200);
}

}  // namespace
}  // namespace http
