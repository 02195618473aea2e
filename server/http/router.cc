#include "server/http/router.h"

#include <algorithm>

#include "server/http/message/target.h"

namespace http {

namespace {

bool TakesSlashes(const api_spec::Operation& operation, const std::string& parameter) {
  if (parameter.ends_with('+')) return true;
  const auto member =
      std::ranges::find(operation.members, parameter, &api_spec::Member::wire_name);
  return member != operation.members.end() && member->takes_slashes;
}

// The segments from the i-th on as the one that they were before they were split.
std::string Joined(const std::vector<std::string>& path, std::size_t i) {
  std::string joined = path[i];
  while (++i < path.size()) joined.append("/").append(path[i]);
  return joined;
}

}  // namespace

Router::Router(const std::vector<api_spec::Operation>& operations) {
  for (const api_spec::Operation& operation : operations) {
    if (operation.plane == api_spec::Plane::kMqtt) continue;  // over MQTT alone
    Route route{&operation, {}};
    for (const std::string& text : ParseTarget(operation.path).path) {
      const bool parameter = text.starts_with('{') && text.ends_with('}');
      route.segments.push_back({parameter ? text.substr(1, text.size() - 2) : text, parameter});
      route.greedy = parameter && TakesSlashes(operation, route.segments.back().text);
    }
    if (operation.path.ends_with('/')) {
      routes_.push_back(route);
      route.segments.pop_back();
    }
    routes_.push_back(std::move(route));
  }
}

std::vector<Match> Router::Find(std::string_view method,
                                const std::vector<std::string>& path) const {
  std::vector<Match> closest;
  std::string closest_rank;
  for (const Route& route : routes_) {
    const std::size_t size = route.segments.size();
    const bool fits = route.greedy ? path.size() >= size : path.size() == size;
    if (route.operation->method != method || !fits) continue;
    Match match{route.operation, {}};
    std::string rank;  // a letter a segment; literals sort before parameters
    for (std::size_t i = 0; i < size; ++i) {
      const Segment& segment = route.segments[i];
      if (segment.parameter ? path[i].empty() : path[i] != segment.text) break;
      if (segment.parameter) {
        const bool takes_rest = route.greedy && i + 1 == size;
        match.path.emplace_back(segment.text, takes_rest ? Joined(path, i) : path[i]);
      }
      rank += segment.parameter ? 'p' : 'l';
    }
    if (rank.size() != size || (!closest.empty() && rank > closest_rank)) continue;
    if (rank != closest_rank) closest.clear();
    closest_rank = rank;
    closest.push_back(std::move(match));
  }
  return closest;
}

}  // namespace http
