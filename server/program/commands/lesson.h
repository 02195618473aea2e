// One lesson with one learner, at an emulator that runs.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>

#include "server/program/client/api_client.h"

namespace server {

class Lesson {
 public:
  // `lesson` is one of LessonsText's.
  Lesson(const http::ApiClient& client, nlohmann::json lesson)
      : client_(client), lesson_(std::move(lesson)) {}

  // Makes what it begins with, beside what there is; or empties the emulator first. False: it
  // is under way, and stays as it is. Throws std::runtime_error with a line for the user, also
  // where another lesson is under way.
  bool Begin(bool anew) const;

  // Tells its steps from that one on (1 the first), each when the one before is done, however
  // that came to be; on Enter it gives a hint. Returns when all are done.
  void Teach(std::size_t first) const;

  // Does the steps from that one on as the lesson itself proposes, each in a shell. Throws
  // std::runtime_error for one that was done before, or that is not afterwards.
  void Solve(std::size_t first) const;

  std::size_t steps() const { return lesson_["steps"].size(); }

 private:
  std::string Marker() const;
  void Tell(std::size_t step) const;
  void Hint(const nlohmann::json& step) const;
  // Lets go wrong what is to go wrong in the step, and nothing else.
  void ArmFaults(const nlohmann::json& step) const;

  const http::ApiClient& client_;
  const nlohmann::json lesson_;
};

}  // namespace server
