#include "server/program/descriptors.h"

#include <sys/resource.h>

#include <optional>

namespace server {
namespace {

std::optional<rlim_t> before;

void Set(rlim_t soft) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = soft;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

rlim_t Hard() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_max;
}

}  // namespace

void AllowManyDescriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  if (!before) before = limit.rlim_cur;
  Set(limit.rlim_max);
}

FewDescriptors::FewDescriptors() {
  if (before) Set(*before);
}

FewDescriptors::~FewDescriptors() {
  if (before) Set(Hard());
}

}  // namespace server
