// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/json/error.hpp>
#include <hooklatch/json/text.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#ifdef __x86_64__
#include <emmintrin.h>
#endif

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// Where and why the scanner stopped.
struct json_stop {
  json_errc code = json_errc::none;
  const char* at = nullptr;

  // Null, so that what skips something can return it.
  constexpr const char* here(const char* place, json_errc why) noexcept {
    code = why;
    at = place;
    return nullptr;
  }
};

/// Over bytes that need no look: neither a quote, a backslash, a control byte nor above ASCII.
[[nodiscard]] inline const char* skip_json_plain(const char* at, const char* end) noexcept {
#ifdef __x86_64__  // SSE2 is part of that architecture
  while (end - at >= 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    const __m128i backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    const __m128i outside = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20));  // signed: control bytes, and above ASCII
    const int stops = _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, backslash), outside));
    if (stops != 0) return at + std::countr_zero(static_cast<unsigned>(stops));
    at += 16;
  }
#else
  constexpr std::uint64_t ones = 0x0101010101010101U;
  constexpr std::uint64_t highs = 0x8080808080808080U;
  while (end - at >= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, 8);
    // The high bit of each byte that is above ASCII, below 0x20, a quote or a backslash. A borrow can flag a byte too
    // many, but only above a byte that is flagged rightly.
    const std::uint64_t stops =
        (word | (word - ones * 0x20) | ((word ^ (ones * '"')) - ones) | ((word ^ (ones * '\\')) - ones)) & highs;
    if (stops != 0) {
      if constexpr (std::endian::native == std::endian::little) return at + (std::countr_zero(stops) >> 3);
      break;
    }
    at += 8;
  }
#endif
  while (at != end) {
    const auto byte = static_cast<unsigned char>(*at);
    if (byte < 0x20 || byte >= 0x80 || byte == '"' || byte == '\\') break;
    ++at;
  }
  return at;
}

/// Over one escape, which begins with the backslash at `at`.
[[nodiscard]] constexpr const char* skip_json_escape(const char* at, const char* end, json_stop& stop) noexcept {
  if (end - at < 2) return stop.here(at, json_errc::malformed);
  switch (at[1]) {
    case 'u':
      if (end - at < 6 || (json_hex(at[2]) | json_hex(at[3]) | json_hex(at[4]) | json_hex(at[5])) >= 16) {
        return stop.here(at, json_errc::malformed);
      }
      return at + 6;
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
      return at + 2;
    default:
      return stop.here(at, json_errc::malformed);
  }
}

/// Over one character above ASCII (RFC 3629 section 4): no overlong form, no surrogate, nothing above U+10FFFF.
[[nodiscard]] constexpr const char* skip_json_utf8(const char* at, const char* end, json_stop& stop) noexcept {
  const auto within = [at, end](std::ptrdiff_t i, unsigned low, unsigned high) {
    return end - at > i && static_cast<unsigned char>(at[i]) >= low && static_cast<unsigned char>(at[i]) <= high;
  };
  const unsigned lead = static_cast<unsigned char>(*at);
  if (lead >= 0xc2 && lead <= 0xdf) {
    if (within(1, 0x80, 0xbf)) return at + 2;
  } else if (lead >= 0xe0 && lead <= 0xef) {
    const unsigned low = lead == 0xe0 ? 0xa0U : 0x80U;
    const unsigned high = lead == 0xed ? 0x9fU : 0xbfU;
    if (within(1, low, high) && within(2, 0x80, 0xbf)) return at + 3;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    const unsigned low = lead == 0xf0 ? 0x90U : 0x80U;
    const unsigned high = lead == 0xf4 ? 0x8fU : 0xbfU;
    if (within(1, low, high) && within(2, 0x80, 0xbf) && within(3, 0x80, 0xbf)) return at + 4;
  }
  return stop.here(at, json_errc::invalid_utf8);
}

/// The rest of a string, from a byte that needs a look to behind the closing quote.
[[nodiscard]] inline const char* skip_json_string_rest(const char* at, const char* end, bool& escaped,
                                                       json_stop& stop) noexcept {
  for (;;) {
    if (at == end) return stop.here(at, json_errc::malformed);
    const auto byte = static_cast<unsigned char>(*at);
    if (byte == '"') return at + 1;
    if (byte == '\\') {
      escaped = true;
      at = skip_json_escape(at, end, stop);
    } else if (byte < 0x20) {
      return stop.here(at, json_errc::malformed);
    } else {
      do {
        at = skip_json_utf8(at, end, stop);
      } while (at != nullptr && at != end && static_cast<unsigned char>(*at) >= 0x80);
    }
    if (at == nullptr) return at;
    at = skip_json_plain(at, end);
  }
}

/// Over a string, from its opening quote to behind the closing one.
[[nodiscard, gnu::always_inline]] inline const char* skip_json_string(const char* at, const char* end, bool& escaped,
                                                                      json_stop& stop) noexcept {
  at = skip_json_plain(at + 1, end);
  if (at != end && *at == '"') return at + 1;  // mostly
  return skip_json_string_rest(at, end, escaped, stop);
}

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
