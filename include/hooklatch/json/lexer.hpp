// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/json/error.hpp>
#include <hooklatch/json/strings.hpp>

#include <cstddef>
#include <cstring>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail {

// As in strings.hpp: each function takes the place where its subject begins and gives the place behind it, or null
// after it has set `stop`.

[[nodiscard]] constexpr const char* skip_json_space(const char* at, const char* end) noexcept {
  if (at == end || static_cast<unsigned char>(*at) > ' ') return at;  // mostly
  while (at != end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) ++at;
  return at;
}

/// `true`, `false` or `null`.
[[nodiscard]] inline const char* skip_json_word(const char* at, const char* end, std::string_view word,
                                                json_stop& stop) noexcept {
  if (static_cast<std::size_t>(end - at) < word.size() || std::memcmp(at, word.data(), word.size()) != 0) {
    return stop.here(at, json_errc::malformed);
  }
  return at + word.size();
}

[[nodiscard]] constexpr bool json_digit(const char* at, const char* end) noexcept {
  return at != end && *at >= '0' && *at <= '9';
}

/// At least one digit.
[[nodiscard]] constexpr const char* skip_json_digits(const char* at, const char* end, json_stop& stop) noexcept {
  if (!json_digit(at, end)) return stop.here(at, json_errc::malformed);
  do {
    ++at;
  } while (json_digit(at, end));
  return at;
}

/// RFC 8259 section 6. The value is never computed, so it may be of any size.
[[nodiscard]] constexpr const char* skip_json_number(const char* at, const char* end, json_stop& stop) noexcept {
  if (*at == '-') ++at;
  if (at != end && *at == '0') {
    ++at;  // no digit may follow
  } else {
    at = skip_json_digits(at, end, stop);
    if (at == nullptr) return at;
  }
  if (at != end && *at == '.') {
    at = skip_json_digits(at + 1, end, stop);
    if (at == nullptr) return at;
  }
  if (at != end && (*at == 'e' || *at == 'E')) {
    ++at;
    if (at != end && (*at == '+' || *at == '-')) ++at;
    at = skip_json_digits(at, end, stop);
  }
  return at;
}

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
