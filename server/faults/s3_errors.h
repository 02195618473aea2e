// The errors of S3 that a fault may answer with.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace server {

struct S3ErrorForm {
  int status = 500;
  std::string_view code;
  std::string_view message;
};

// Nothing for one that S3 has not.
std::optional<S3ErrorForm> FindS3Error(std::string_view code);
// "AccessDenied, InternalError, ..."
std::string S3Errors();

}  // namespace server
