// The text that lists what is wrong with an input, in AWS's words.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace api_spec {

class Violations {
 public:
  // `value` as AWS prints it, without quotes; `constraint` goes on from "Member must ...".
  void Add(std::string_view value, std::string_view path, std::string_view constraint);
  void AddNull(std::string_view path);

  // Empty when there are none.
  std::string Message() const;

 private:
  void Append(std::string_view quoted_value, std::string_view path,
              std::string_view constraint);

  std::size_t count_ = 0;
  std::string list_;
};

}  // namespace api_spec
