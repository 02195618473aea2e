// Chance, the same for the same seed.
#pragma once

#include <cstdint>
#include <iterator>
#include <random>

namespace model {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}

  int Between(int from, int to) {
    return std::uniform_int_distribution<int>(from, to)(random_);
  }

  bool Chance(int percent) { return Between(1, 100) <= percent; }

  template <typename List>
  const auto& One(const List& list) {
    return list[static_cast<std::size_t>(Between(0, static_cast<int>(std::size(list)) - 1))];
  }

  // The place of one weight, the heavier the likelier.
  int Weighed(std::initializer_list<int> weights) {
    return std::discrete_distribution<int>(weights.begin(), weights.end())(random_);
  }

 private:
  std::mt19937_64 random_;
};

}  // namespace model
