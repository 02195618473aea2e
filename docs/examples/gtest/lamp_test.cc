// A lamp's firmware under test; here it is three requests of the data plane.
#include <iot_jobs_local/gtest.h>

using nlohmann::json;

class Lamp : public iot_jobs_local::Test {
 protected:
  void CreateJob(const std::string& id) {
    const json lamp = jobs().Device("lamp");
    jobs().Call("PUT", "/jobs/" + id,
                {{"targets", {lamp["thingArn"]}}, {"document", R"({"blink":3})"}});
  }

  json Update(const std::string& id, const std::string& status) {
    return jobs().Call("POST", "/things/lamp/jobs/" + id, {{"status", status}});
  }
};

TEST_F(Lamp, DoesItsJob) {
  CreateJob("blink");

  const json started = jobs().Call("PUT", "/things/lamp/jobs/$next");
  EXPECT_EQ(started["execution"]["jobId"], "blink");
  Update("blink", "SUCCEEDED");

  EXPECT_EQ(jobs().Call("GET", "/jobs/blink")["job"]["status"], "COMPLETED");
}

TEST_F(Lamp, FailsOnPurpose) {
  CreateJob("blink");
  Update("blink", "SUCCEEDED");
  Update("blink", "FAILED");  // it has ended already
}
