// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// An event type in the dotted spelling that documentation uses: `AIRTIME_SUCCESS` is `airtime.success`. A type that is
/// all capitals, digits and underscores is written small, and its last underscore becomes the dot
/// (`ACCESS_CODE_USED` is `access_code.used`); every other type stays as it is.
[[nodiscard]] inline std::string normalised_type(std::string_view type) {
  std::string made(type);
  std::size_t last_underscore = std::string::npos;
  bool letters = false;
  for (std::size_t i = 0; i < made.size(); ++i) {
    char& c = made[i];
    if (c >= 'A' && c <= 'Z') {
      c = static_cast<char>(c - 'A' + 'a');
      letters = true;
    } else if (c == '_') {
      last_underscore = i;
    } else if (c < '0' || c > '9') {
      return std::string(type);
    }
  }
  if (letters && last_underscore != std::string::npos) made[last_underscore] = '.';
  return made;
}

}  // namespace v0
}  // namespace hooklatch
