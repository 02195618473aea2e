// What the kernel says of this process.
#pragma once

namespace server {

struct ProcessFigures {
  double resident_bytes = 0;
  double open_descriptors = 0;
};

ProcessFigures ReadProcessFigures();

}  // namespace server
