#include "server/faults/s3_errors.h"

#include <algorithm>
#include <array>

namespace server {

namespace {

constexpr std::array<S3ErrorForm, 8> kErrors{{
    {403, "AccessDenied", "Access Denied"},
    {500, "InternalError", "We encountered an internal error. Please try again."},
    {404, "NoSuchBucket", "The specified bucket does not exist"},
    {404, "NoSuchKey", "The specified key does not exist."},
    {403, "RequestTimeTooSkewed",
     "The difference between the request time and the current time is too large."},
    {400, "RequestTimeout",
     "Your socket connection to the server was not read from or written to within the timeout "
     "period."},
    {503, "ServiceUnavailable", "Service is unable to handle request."},
    {503, "SlowDown", "Please reduce your request rate."},
}};

}  // namespace

std::optional<S3ErrorForm> FindS3Error(std::string_view code) {
  const auto* const found = std::ranges::find(kErrors, code, &S3ErrorForm::code);
  if (found == kErrors.end()) return std::nullopt;
  return *found;
}

std::string S3Errors() {
  std::string list;
  for (const S3ErrorForm& error : kErrors) {
    list.append(list.empty() ? "" : ", ").append(error.code);
  }
  return list;
}

}  // namespace server
