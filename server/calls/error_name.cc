#include "server/calls/error_name.h"

#include <algorithm>

namespace server {

// AWS: what is an InvalidRequest elsewhere is called Validation by the operations on packages.
std::string_view ErrorName(const api_spec::Operation& operation, engine::ErrorCode code) {
  const bool validates =
      code == engine::ErrorCode::kInvalidRequest &&
      std::ranges::find(operation.errors, "Validation") != operation.errors.end();
  return validates ? "Validation" : Name(code);
}

}  // namespace server
