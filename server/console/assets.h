// The console's files, as its build left them inside the program.
#pragma once

#include <span>
#include <string_view>

namespace console {

struct Asset {
  std::string_view path;  // below /console/, "index.html"
  std::string_view media_type;
  std::string_view etag;  // with its quotes
  std::string_view brotli, gzip;
};

// None where the program was built without Node. They lie in pages of the binary that nothing
// reads until somebody asks.
std::span<const Asset> Assets();

}  // namespace console
