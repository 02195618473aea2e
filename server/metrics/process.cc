#include "server/metrics/process.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace server {

ProcessFigures ReadProcessFigures() {
  ProcessFigures figures;
  double all = 0;
  double resident = 0;
  if (std::ifstream("/proc/self/statm") >> all >> resident) {
    figures.resident_bytes = resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
  }
  std::error_code unreadable;
  const std::filesystem::directory_iterator descriptors("/proc/self/fd", unreadable);
  figures.open_descriptors =
      static_cast<double>(std::distance(descriptors, std::filesystem::directory_iterator()));
  return figures;
}

}  // namespace server
