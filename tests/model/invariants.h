// What must hold at each step of a walk, whatever the model says.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/model/walk.h"

namespace model {

class Invariants {
 public:
  // To be told of every step. Returns what is broken, or an empty text.
  std::string Check(const Step& step, const json& answer, const json& rows,
                    const std::vector<json>& messages);

 private:
  std::string OfARefusal(const json& answer, const json& rows,
                         const std::vector<json>& messages) const;
  std::string OfExecutions(const Step& step, const json& answer, const json& rows) const;
  std::string OfMessages(const json& rows, const std::vector<json>& messages);
  std::string OfRollouts(const json& rows);

  json before_;
  std::map<std::string, json> said_;       // the next job that each thing was told of last
  std::map<std::string, int> per_minute_;  // the most that each job has allowed so far
};

}  // namespace model
