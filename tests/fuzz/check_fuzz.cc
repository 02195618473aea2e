// Any JSON as the input of any operation. First byte: the operation; the rest is the JSON.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "api_spec/check.h"
#include "api_spec/spec.h"

namespace {

void Require(bool claim) {
  if (!claim) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto& operations = api_spec::Spec::BuiltIn().operations();
  const api_spec::Operation& operation = operations[data[0] % operations.size()];
  nlohmann::json input = nlohmann::json::parse(data + 1, data + size, nullptr, false);
  if (input.is_discarded()) return 0;

  api_spec::CheckOutput(operation, input);
  const std::string message = api_spec::CheckInput(operation, input);
  Require(message.size() < 200'000);
  nlohmann::json(message).dump();
  if (!message.empty()) return 0;

  api_spec::RefusedMember(operation, input);
  nlohmann::json again = input;
  Require(api_spec::CheckInput(operation, again).empty());
  Require(again == input);
  return 0;
}
