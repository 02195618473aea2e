// What operations need before they can run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <stop_token>
#include <utility>

#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class Need : public testing::Test {
 protected:
  Need() {
    world_.service.needs().Add({"CreateKeysAndCertificate"},
                               [this](Context&, const Call&) -> Needs::Get {
                                 return [this](const Needs::Take& take) { take_ = take; };
                               });
  }

  static Call Asked(json input) {
    return {
        api_spec::Spec::BuiltIn().Find(api_spec::Plane::kControl, "CreateKeysAndCertificate"),
        {"us-east-1", "localhost"},
        std::move(input)};
  }

  // How it ends once it has what it needs.
  std::string Answer(Call call, const std::function<void()>& meanwhile) {
    const auto get = world_.service.NeededFirst(call);
    if (!get) return "needs nothing";
    std::string answer = "none";
    get([&](Beforehand got) {
      call.caller.beforehand = std::make_shared<Beforehand>(std::move(got));
      try {
        answer = world_.service.Run(call)["keyPair"]["PrivateKey"].get<std::string>();
      } catch (const engine::Error& refusal) {
        answer = refusal.what();
      }
    });
    meanwhile();
    take_({.keys = keys_});
    return answer;
  }

  World world_;
  Needs::Take take_;
  engine::RsaKeyPair keys_ = engine::NewRsaKeyPair();
};

TEST_F(Need, TheKeysThatWereMadeAreThoseThatAreGiven) {
  EXPECT_EQ(Answer(Asked(json::object()), [] {}), keys_.private_key);
}

TEST_F(Need, AResetRefusesWhoWaits) {
  EXPECT_THAT(Answer(Asked(json::object()), [this] { world_.service.Reset(); }),
              HasSubstr("was reset"));
  EXPECT_EQ(world_.Call("ListCertificates", json::object())["certificates"], json::array());
}

TEST_F(Need, WhatIsRefusedNeedsNothing) {
  EXPECT_EQ(Answer(Asked({{"setAsActive", "perhaps"}}), [] {}), "needs nothing");
}

TEST(RsaKeyPair, IsNotMadeForWhoNoLongerWaits) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(engine::NewRsaKeyPair(stop.get_token()), std::runtime_error);
}

}  // namespace
}  // namespace server
