// User properties that the broker adds to what things publish, as their types say.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct mosquitto_evt_message;

// Nothing is thrown: the caller is Mosquitto, in C.
class Enrichment {
 public:
  // {"all": whether others than these have none, "things": {"lamp": [["key", "value"]]}}
  void Change(std::string_view text) noexcept;
  void Add(mosquitto_evt_message& message, std::string_view client_id) const noexcept;

 private:
  std::map<std::string, std::vector<std::pair<std::string, std::string>>, std::less<>> things_;
};
