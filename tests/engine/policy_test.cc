#include "engine/policy.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "tests/engine/refusal.h"

namespace engine {
namespace {

std::string With(const std::string& statement) {
  return R"({"Version":"2012-10-17","Statement":)" + statement + "}";
}

TEST(PolicyDocument, MayHaveOneStatementOrMany) {
  const std::string one = R"({"Effect":"Allow","Action":"iot:Connect","Resource":"*"})";
  CheckPolicyDocument(With(one));
  CheckPolicyDocument(With("[" + one + "," + one + "]"));
  CheckPolicyDocument(With(
      R"([{"Sid":"a","Effect":"Deny","Action":["iot:Publish"],"Resource":["x","y"],"Condition":{}}])"));
}

TEST(PolicyDocument, WhiteSpaceDoesNotCountForItsSize) {
  const std::string document = With(R"({"Effect":"Allow","Action":"iot:Connect",)" +
                                    std::string(5000, ' ') + R"("Resource":"*"})");
  CheckPolicyDocument(document);
}

TEST(PolicyDocument, IsMalformedWithoutItsParts) {
  for (const std::string& document :
       {std::string("{"), std::string("[]"), std::string("{}"), With("[]"), With("7"),
        With(R"({"Action":"iot:Connect","Resource":"*"})"),
        With(R"({"Effect":"allow","Action":"iot:Connect","Resource":"*"})"),
        With(R"({"Effect":"Allow","Resource":"*"})"),
        With(R"({"Effect":"Allow","Action":"iot:Connect","Resource":[]})"),
        With(R"({"Effect":"Allow","Action":"iot:Connect","Resource":"*","Principal":"*"})"),
        With(R"({"Effect":"Allow","Action":"iot:Connect","Resource":")" +
             std::string(2048, 'x') + "\"}")}) {
    EXPECT_EQ(RefusalName([&] { CheckPolicyDocument(document); }), "MalformedPolicy")
        << document;
  }
}

}  // namespace
}  // namespace engine
