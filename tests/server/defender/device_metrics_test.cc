#include <gmock/gmock.h>

#include "tests/server/world.h"

namespace server {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const json kHeader = {{"report_id", 1530304554}, {"version", "1.0"}};
const json kMetrics = {{"listening_tcp_ports",
                        {{"ports", {{{"interface", "eth0"}, {"port", 24800}}}}, {"total", 1}}},
                       {"network_stats", {{"bytes_in", 29358693495}, {"packets_out", 7}}},
                       {"tcp_connections",
                        {{"established_connections",
                          {{"connections",
                            {{{"local_interface", "eth0"},
                              {"local_port", 80},
                              {"remote_addr", "192.0.2.1:8000"}}}},
                           {"total", 1}}}}}};

class DeviceMetrics : public testing::Test {
 protected:
  json Report(json report) {
    report["thingName"] = "lamp";
    return world_.OverMqtt("ReportDeviceMetrics", std::move(report));
  }

  std::string Refusal(json report) {
    report["thingName"] = "lamp";
    return world_.MqttRefusal("ReportDeviceMetrics", std::move(report));
  }

  World world_;
};

TEST_F(DeviceMetrics, AReportIsAcceptedWithItsId) {
  EXPECT_EQ(Report({{"header", kHeader}, {"metrics", kMetrics}}),
            json({{"thingName", "lamp"},
                  {"reportId", 1530304554},
                  {"status", "ACCEPTED"},
                  {"timestamp", engine::Milliseconds(world_.clock.Now())}}));
}

TEST_F(DeviceMetrics, ShortNamesDoAsWell) {
  const json metrics = {
      {"tp", {{"pts", {{{"if", "eth0"}, {"pt", 53}}}}, {"t", 1}}},
      {"ns", {{"bi", 1}, {"bo", 2}, {"pi", 3}, {"po", 4}}},
      {"tc", {{"ec", {{"cs", {{{"li", "eth0"}, {"lp", 80}, {"rad", "h:1"}}}}, {"t", 1}}}}}};
  EXPECT_EQ(Report({{"hed", {{"rid", 7}, {"v", "1.0"}}}, {"met", metrics}})["reportId"], 7);
}

TEST_F(DeviceMetrics, CustomMetricsAloneAreAReport) {
  const json custom = {{"battery", {{{"number", 97.5}}}},
                       {"peers", {{{"ip_list", {"192.0.2.1", "2001:db8::1"}}}}},
                       {"tags", {{{"string_list", {"a", "b"}}}}}};
  EXPECT_EQ(Report({{"header", kHeader}, {"custom_metrics", custom}})["status"], "ACCEPTED");
  EXPECT_EQ(Report({{"header", kHeader}, {"cmet", custom}})["status"], "ACCEPTED");
}

TEST_F(DeviceMetrics, WhatIsMissingIsNamed) {
  EXPECT_EQ(Refusal({{"metrics", kMetrics}}), "InvalidRequest: The report lacks header.");
  EXPECT_EQ(Refusal({{"header", {{"version", "1.0"}}}, {"metrics", kMetrics}}),
            "InvalidRequest: The report lacks report_id.");
  EXPECT_EQ(Refusal({{"header", {{"report_id", 1}}}, {"metrics", kMetrics}}),
            "InvalidRequest: The report lacks version.");
  EXPECT_EQ(Refusal({{"header", kHeader}}), "InvalidRequest: The report lacks metrics.");
}

TEST_F(DeviceMetrics, WhatHasNotTheFormIsNamed) {
  EXPECT_THAT(Refusal({{"header", {{"report_id", "one"}, {"version", "1.0"}}}}),
              HasSubstr("header.report_id"));
  EXPECT_THAT(Refusal({{"header", {{"report_id", 1}, {"version", "one"}}}}),
              HasSubstr("header.version"));
  EXPECT_THAT(
      Refusal({{"header", kHeader}, {"metrics", {{"network_stats", {{"bytes_in", -1}}}}}}),
      HasSubstr("metrics.network_stats.bytes_in"));
  EXPECT_THAT(Refusal({{"header", kHeader}, {"metrics", json::array()}}), HasSubstr("metrics"));
  EXPECT_THAT(
      Refusal({{"header", kHeader}, {"custom_metrics", {{"battery", {{"number", 1}}}}}}),
      HasSubstr("custom_metrics.battery"));
}

}  // namespace
}  // namespace server
