// Method and path to operations, from the API description.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api_spec/spec.h"

namespace http {

struct Match {
  const api_spec::Operation* operation = nullptr;
  std::vector<std::pair<std::string, std::string>> path;  // path members and their values
};

class Router {
 public:
  // Keeps pointers into `operations`.
  explicit Router(const std::vector<api_spec::Operation>& operations);

  // The operations of the closest path: none, one, or one of each plane. A literal segment is
  // closer than a {parameter}. Ours: a parameter never matches an empty segment, so a slash at
  // the end makes an unknown path. AWS: but where its description has one, as some of its SDKs
  // have not.
  std::vector<Match> Find(std::string_view method, const std::vector<std::string>& path) const;

 private:
  struct Segment {
    std::string text;  // a parameter's name, without the braces
    bool parameter = false;
  };

  struct Route {
    const api_spec::Operation* operation;
    std::vector<Segment> segments;
    bool greedy = false;  // its last segment takes all that follow
  };

  std::vector<Route> routes_;
};

}  // namespace http
