// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

namespace hooklatch {
inline namespace v0 {

/// Why a text is not taken as JSON.
enum class json_errc : std::uint8_t {
  none,
  malformed,         ///< not in the grammar of RFC 8259, cut short, or followed by something
  invalid_utf8,      ///< a string holds bytes that are not UTF-8 (RFC 3629)
  too_deep,          ///< a container inside more containers than `json_limits::max_depth` allows
  too_many_members,  ///< an object whose names are checked has more than `json_limits::max_members`
  duplicate_name,    ///< an object whose names are checked has one name twice
};

/// Where and why a text is not taken; `code` is `none` for one that is.
struct json_error {
  json_errc code = json_errc::none;
  std::size_t offset = 0;  ///< bytes from the start: of the first byte that cannot be, or of the name or bracket

  [[nodiscard]] explicit constexpr operator bool() const noexcept { return code != json_errc::none; }
};

}  // namespace v0
}  // namespace hooklatch
