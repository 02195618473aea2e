#include "server/http/router.h"

#include "server/http/target.h"

namespace http {

Router::Router(const std::vector<api_spec::Operation>& operations) {
  for (const api_spec::Operation& operation : operations) {
    if (operation.plane == api_spec::Plane::kMqtt) continue;  // over MQTT alone
    Route route{&operation, {}};
    for (const std::string& text : ParseTarget(operation.path).path) {
      const bool parameter = text.starts_with('{') && text.ends_with('}');
      route.greedy = parameter && text.ends_with("+}");
      route.segments.push_back({parameter ? text.substr(1, text.size() - 2) : text, parameter});
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
      if (segment.parameter) match.path.emplace_back(segment.text, path[i]);
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
