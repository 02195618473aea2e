#include "engine/text/split.h"

namespace engine {

std::vector<std::string> Split(std::string_view text, char separator) {
  const Pieces pieces = PiecesOf(text, separator);
  return {pieces.begin(), pieces.end()};
}

Pieces PiecesOf(std::string_view text, char separator) {
  Pieces pieces;
  for (;;) {
    const std::size_t end = text.find(separator);
    pieces.push_back(text.substr(0, end));
    if (end == text.npos) return pieces;
    text.remove_prefix(end + 1);
  }
}

}  // namespace engine
