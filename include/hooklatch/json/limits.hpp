// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace hooklatch {
inline namespace v0 {

/// Bounds and strictness of `json_scan`.
struct json_limits {
  static constexpr std::size_t deepest = 512;
  static constexpr std::size_t most_members = 1024;

  std::size_t max_depth = 64;            ///< containers within containers; above `deepest` it is taken as that
  std::size_t max_members = 256;         ///< of an object whose names are checked; above `most_members` taken as that
  bool unique_names_everywhere = false;  ///< check names in every object, not only on the way to a wanted value

  constexpr json_limits() noexcept {}  // NOLINT(modernize-use-equals-default): a constructor, so not an aggregate
};

}  // namespace v0
}  // namespace hooklatch
