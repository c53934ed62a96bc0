// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/json/value.hpp>

#include <cstddef>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// A value to look for, by JSON pointer (RFC 6901): `/data/items/0`, with `~1` for a slash and `~0` for a tilde in a
/// name; the empty pointer is the whole text. What is no pointer (no slash in front, another `~`) finds nothing.
struct json_query {
  static constexpr std::size_t most_at_once = 16;

  std::string_view pointer;
  json_value value{};  ///< written by `json_scan`; of kind `none` where there is no such value
};

}  // namespace v0
}  // namespace hooklatch
