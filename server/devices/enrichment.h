// Tells the broker which attributes of things go with what they publish (mqtt5Configuration of
// their types).
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>

namespace storage {
struct Changes;
class Store;
}  // namespace storage

namespace server {

class Enrichment {
 public:
  using Tell = std::function<void(const std::string& text)>;

  Enrichment(storage::Store& store, Tell tell) : store_(store), tell_(std::move(tell)) {}

  // The broker knows nothing.
  void TellAll();
  void Renew(const storage::Changes& changes);

 private:
  void AddThing(const std::string& name, nlohmann::json& things);
  void AddThingsOf(const std::string& type, nlohmann::json& things);

  storage::Store& store_;
  const Tell tell_;
  std::set<std::string> told_;  // things that have some
};

}  // namespace server
