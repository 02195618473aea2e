#include "server/program/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "server/program/commands/commands.h"

namespace server {
namespace {

using testing::HasSubstr;

CommandLine Read(std::vector<std::string> words) {
  words.insert(words.begin(), "iot-jobs-local");
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  return ReadCommandLine(static_cast<int>(arguments.size()), arguments.data(), AddCommands);
}

TEST(CommandLine, WithoutFlagsMakesTheDefaults) {
  const auto config = Read({}).config;
  ASSERT_TRUE(config);
  EXPECT_EQ(config->http_port, 4580);
  EXPECT_EQ(config->mqtts_port, 8883);
  EXPECT_EQ(config->device_auth, DeviceAuth::kCertificate);
  ASSERT_EQ(config->credentials.size(), 1U);
  EXPECT_EQ(config->credentials[0].keys.access_key_id, "local");
}

TEST(CommandLine, TakesAnyPortForTlsWhereItTakesAnyForTheBroker) {
  EXPECT_EQ(Read({"--mqtt-port", "0"}).config->mqtts_port, 0);
  EXPECT_EQ(Read({"--mqtt-port", "0", "--mqtts-port", "88"}).config->mqtts_port, 88);
}

TEST(CommandLine, ReadsABrokersUrl) {
  const auto config = Read({"--broker", "mqtt://[::1]:99/"}).config;
  ASSERT_TRUE(config);
  EXPECT_EQ(config->broker_host, "::1");
  EXPECT_EQ(config->broker_port, 99);
  EXPECT_EQ(Read({"--broker", "mqtt://b"}).config->broker_port, 1883);
}

TEST(CommandLine, ReadsAnS3EndpointAsClientsWriteTheHost) {
  EXPECT_EQ(Read({"--s3-endpoint", "http://minio:80/"}).config->settings.s3_host, "minio");
}

TEST(CommandLine, TakesSeveralWithCommasBetween) {
  const auto config = Read({"--auth", "policy,sigv4", "--lift", "qos-2,retain"}).config;
  ASSERT_TRUE(config);
  EXPECT_EQ(config->device_auth, DeviceAuth::kPolicy);
  EXPECT_TRUE(config->verify_signatures);
  EXPECT_EQ(config->lifted, (std::vector<std::string>{"qos-2", "retain"}));
}

TEST(CommandLine, TakesHostnamesWithCommasBetween) {
  EXPECT_EQ(Read({"--hostname", "a,b.local", "--hostname", "::1"}).config->hostnames,
            (std::vector<std::string>{"a", "b.local", "::1"}));
}

struct Mistake {
  std::vector<std::string> words;
  std::string told;
};

class MistakenCommandLine : public testing::TestWithParam<Mistake> {};

TEST_P(MistakenCommandLine, EndsWithAMessageAndStatus2) {
  testing::internal::CaptureStderr();
  const CommandLine line = Read(GetParam().words);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr(GetParam().told));
  EXPECT_FALSE(line.config);
  EXPECT_EQ(line.exit_code, 2);
}

INSTANTIATE_TEST_SUITE_P(
    All, MistakenCommandLine,
    testing::Values(
        Mistake{{"--http-port", "65536"}, "--http-port"},
        Mistake{{"--no-such-flag"}, "--no-such-flag"}, Mistake{{"no-such-command"}, "no-such"},
        Mistake{{"--account-id", "12"}, "an account id has twelve digits"},
        Mistake{{"--ws-port", "0", "--broker", "mqtt://b"}, "--ws-port excludes --broker"},
        Mistake{{"--lift", "all", "--broker", "mqtt://b"}, "--broker excludes --lift"},
        Mistake{{"--lift", "gravity"}, "gravity"},
        Mistake{{"--broker", "mqtt://b:0"}, "--broker takes mqtt://host:port, not"},
        Mistake{{"--auth", "policy", "--broker", "mqtt://b"},
                "--auth policy needs the emulator's own broker"},
        Mistake{{"--s3-endpoint", "http://a/b"}, "--s3-endpoint takes http://host:port, not"},
        Mistake{{"--hook", "decide"}, "--hook takes NAME=URL or NAME=COMMAND, not \"decide\""},
        Mistake{{"--hook", "decide=https://localhost/"}, "--hook: URLs begin with http://"},
        Mistake{{"--bucket", "firmware"}, "--bucket takes NAME=DIRECTORY, not \"firmware\""},
        Mistake{{"--bucket", "a=/no/such"}, "--bucket: there is no directory /no/such"},
        Mistake{{"--credentials", "/no/such"}, "--credentials is for --auth sigv4"},
        Mistake{{"--auth", "sigv4", "--credentials", "/no/such"},
                "--credentials: cannot read /no/such"},
        Mistake{{"--ca-key", "/no/such"}, "--ca-certificate and --ca-key take"},
        Mistake{{"--code-sign-key", "/no/such"}, "--code-sign-key takes a private key"},
        Mistake{{"--hostname", "a b"}, "\"a b\" is no name or address"},
        Mistake{{"--data-dir", ""}, "takes something that is not empty"},
        Mistake{{"certs"}, "--data-dir is required"}));

TEST(CommandLine, OfHelpEndsWithStatus0) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(Read({"--help"}).exit_code, 0);
  EXPECT_THAT(testing::internal::GetCapturedStdout(), HasSubstr("\nBroker:\n  --broker TEXT "));
}

}  // namespace
}  // namespace server
