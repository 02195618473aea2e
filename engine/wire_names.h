// Enumerators and the names that AWS gives them on the wire, in one table an enum.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace engine {

template <typename Enum, std::size_t N>
using WireNames = std::array<std::pair<Enum, std::string_view>, N>;

template <typename Enum, std::size_t N>
constexpr std::string_view NameIn(const WireNames<Enum, N>& names, Enum value) {
  for (const auto& [candidate, name] : names) {
    if (candidate == value) return name;
  }
  return {};
}

template <typename Enum, std::size_t N>
constexpr std::optional<Enum> ValueIn(const WireNames<Enum, N>& names, std::string_view name) {
  for (const auto& [value, candidate] : names) {
    if (candidate == name) return value;
  }
  return std::nullopt;
}

}  // namespace engine
