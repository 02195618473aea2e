// Reads policy_table.txt, in which each row says what AWS's documentation says.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "engine/access/policy_evaluation.h"

namespace engine {
namespace {

constexpr const char* kArn = "arn:aws:iot:us-east-1:123456789012:";
constexpr int kFewestRows = 100;

std::vector<std::string> Split(const std::string& text, const std::string& separator) {
  std::vector<std::string> parts;
  std::size_t begin = 0, end = 0;
  while ((end = text.find(separator, begin)) != text.npos) {
    parts.push_back(text.substr(begin, end - begin));
    begin = end + separator.size();
  }
  parts.push_back(text.substr(begin));
  return parts;
}

bool Take(std::string& line, const std::string& word) {
  if (line != word && !line.starts_with(word + " ")) return false;
  line.erase(0, word.size() + 1);
  return true;
}

class Table {
 public:
  int Check(std::istream& file) {
    for (std::string line; std::getline(file, line);) {
      ++line_;
      if (line.empty() || line[0] == '#') continue;
      if (Take(line, "policy")) {
        ReadPolicy(file, line);
      } else if (Take(line, "with")) {
        in_force_.clear();
        std::istringstream names(line);
        for (std::string name; names >> name;) in_force_.push_back(policies_.at(name));
      } else if (Take(line, "given")) {
        ReadVariables(line);
      } else {
        CheckRow(line);
      }
    }
    return rows_;
  }

 private:
  void ReadPolicy(std::istream& file, const std::string& name) {
    std::string document;
    for (std::string line; std::getline(file, line) && !line.empty();) {
      ++line_;
      document += line;
    }
    ++line_;
    for (std::size_t at = 0; (at = document.find("\"ARN:", at)) != document.npos;) {
      document.replace(at + 1, 4, kArn);
    }
    policies_[name] = {name, "1", ParsePolicyDocument(document)};
  }

  void ReadVariables(const std::string& line) {
    variables_.clear();
    if (line.empty()) return;
    for (const std::string& one : Split(line, "; ")) {
      const std::size_t equals = one.find('=');
      variables_[VariableKey(one.substr(0, equals))] = Split(one.substr(equals + 1), "|");
    }
  }

  void CheckRow(const std::string& line) {
    const auto sides = Split(line, " -> ");
    const auto words = Split(sides.at(0), " ");
    const PolicyRequest request{words.at(0), kArn + words.at(1)};
    EXPECT_EQ(Outcome(request), sides.at(1)) << "line " << line_ << ": " << line;
    // What is said to be missing must do, unless something is denied.
    if (sides[1] != "deny by default") return CountRow();
    const auto missing = ParsePolicyDocument(R"({"Version":"2012-10-17","Statement":)" +
                                             StatementAllowing(request) + "}");
    auto completed = in_force_;
    completed.push_back({"missing", "1", missing});
    EXPECT_TRUE(Decide(completed, request, variables_).allowed)
        << "line " << line_ << ": " << StatementAllowing(request);
    CountRow();
  }

  std::string Outcome(const PolicyRequest& request) const {
    const PolicyDecision decision = Decide(in_force_, request, variables_);
    if (decision.policy == nullptr) return "deny by default";
    return (decision.allowed ? "allow " : "deny ") + decision.policy->name + " " +
           std::to_string(decision.statement);
  }

  void CountRow() { ++rows_; }

  std::map<std::string, EffectivePolicy> policies_;
  std::vector<EffectivePolicy> in_force_;
  PolicyVariables variables_;
  int line_ = 0;
  int rows_ = 0;
};

TEST(PolicyTable, HoldsRowByRow) {
  std::ifstream file(POLICY_TABLE);
  ASSERT_TRUE(file) << POLICY_TABLE;
  EXPECT_GE(Table().Check(file), kFewestRows);
}

TEST(StatementAllowing, IsWrittenAsAPolicyHasIt) {
  EXPECT_EQ(
      StatementAllowing({"iot:Publish", "arn:aws:iot:us-east-1:1:topic/a"}),
      R"({"Effect":"Allow","Action":"iot:Publish","Resource":"arn:aws:iot:us-east-1:1:topic/a"})");
}

TEST(StatementAllowing, MeansWildcardsAsTheyAreWritten) {
  const PolicyRequest odd{"iot:Publish", "arn:aws:iot:us-east-1:1:topic/*?${iot:ClientId}"};
  const std::vector<EffectivePolicy> policies{
      {"p", "1",
       ParsePolicyDocument(R"({"Version":"2012-10-17","Statement":)" + StatementAllowing(odd) +
                           "}")}};
  EXPECT_TRUE(Decide(policies, odd, {}).allowed);
  const PolicyRequest other{"iot:Publish", "arn:aws:iot:us-east-1:1:topic/ab${iot:ClientId}"};
  EXPECT_FALSE(Decide(policies, other, {}).allowed);
}

std::vector<std::string> Nearly(const std::string& statement,
                                const PolicyVariables& variables) {
  const std::vector<EffectivePolicy> policies{
      {"p", "1",
       ParsePolicyDocument(R"({"Version":"2012-10-17","Statement":[)" + statement + "]}")}};
  return NearlyAllowing(policies, {"iot:Publish", "arn:aws:iot:us-east-1:1:topic/lamp"},
                        variables);
}

TEST(NearlyAllowing, NamesTheConditionThatDoesNotHold) {
  const std::string attached =
      R"({"Effect":"Allow","Action":"iot:Publish","Resource":"*",)"
      R"("Condition":{"Bool":{"iot:Connection.Thing.IsAttached":"true"}}})";
  const std::string would =
      "statement 1 of policy p would, but iot:Connection.Thing.IsAttached ";
  EXPECT_EQ(Nearly(attached, {{"iot:connection.thing.isattached", {"false"}}}),
            std::vector{would + "is false"});
  EXPECT_EQ(Nearly(attached, {}),
            std::vector{would + "has no value: its certificate is attached to no thing"});
}

TEST(NearlyAllowing, NamesTheVariableThatHasNoValue) {
  EXPECT_EQ(
      Nearly(R"({"Effect":"Allow","Action":"iot:*",)"
             R"("Resource":"arn:aws:iot:us-east-1:1:topic/${iot:Connection.Thing.ThingName}"})",
             {{"iot:clientid", {"lamp-7"}}}),
      std::vector<std::string>{
          "statement 1 of policy p would, but ${iot:Connection.Thing.ThingName} has no "
          "value: its certificate is attached to no thing that is named as client id "
          "lamp-7"});
}

TEST(NearlyAllowing, IsSilentAboutStatementsOfSomethingElse) {
  EXPECT_TRUE(
      Nearly(R"({"Effect":"Allow","Action":"iot:Connect","Resource":"*"})", {}).empty());
  EXPECT_TRUE(Nearly(R"({"Effect":"Allow","Action":"iot:Publish",)"
                     R"("Resource":"arn:aws:iot:us-east-1:1:topic/other"})",
                     {})
                  .empty());
}

}  // namespace
}  // namespace engine
