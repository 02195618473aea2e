// A seed's file, in JSON or YAML, and where in it each thing stands.
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

namespace tools {

struct SeedDocument {
  std::string name;  // of the file, as it was given
  nlohmann::json seed;
  // Of places as problems name them: "things.1.member.thingName".
  std::map<std::string, std::size_t, std::less<>> lines;
};

// The files that it names by a path are read, too: the seed has their content. Throws
// std::runtime_error with a line for the user, "seed.yaml:3: ...".
SeedDocument ReadSeed(const std::filesystem::path& file);

// The problem of a seed, with the lines of the places that it names in quotes:
// "seed.yaml:3: Value null at 'things.1.member.thingName' (line 3) ...".
std::string WithLines(const SeedDocument& document, const std::string& problem);

}  // namespace tools
