// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// Takes one code point off the front of a text that is not empty. A byte that begins no well-formed UTF-8 (Unicode
/// table 3-7: no overlong form, no surrogate, nothing above U+10FFFF) is U+FFFD by itself.
[[nodiscard]] constexpr std::uint32_t take_code_point(std::string_view& text) noexcept {
  constexpr std::uint32_t bad = 0xfffd;
  const auto byte = [&text](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  const auto lead = byte(0);
  std::size_t size = 1;
  std::uint32_t code = lead;
  std::uint32_t least = 0;
  if (lead >= 0xc2 && lead <= 0xdf) {
    size = 2;
    code = lead & 0x1fU;
  } else if (lead >= 0xe0 && lead <= 0xef) {
    size = 3;
    code = lead & 0x0fU;
    least = 0x800;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    size = 4;
    code = lead & 0x07U;
    least = 0x10000;
  } else if (lead >= 0x80) {
    code = bad;
  }
  bool good = size <= text.size();
  for (std::size_t i = 1; good && i < size; ++i) {
    good = (byte(i) & 0xc0U) == 0x80;
    code = code << 6 | (byte(i) & 0x3fU);
  }
  good = good && code >= least && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  text.remove_prefix(good ? size : 1);
  return good ? code : bad;
}

inline void append_unicode_escape(std::string& line, std::uint32_t unit) {
  line += "\\u";
  for (const unsigned shift : {12U, 8U, 4U, 0U}) line += "0123456789abcdef"[unit >> shift & 0xfU];
}

/// Appends `text` as a JSON string in printable ASCII: quotes, backslashes, control bytes and everything beyond ASCII
/// are escaped, so that no text ends its line, leaves its quotes or turns the writing direction round. What would take
/// more than about `longest` characters is cut, never inside an escape, and `...` stands for the rest.
inline void append_quoted(std::string& line, std::string_view text, std::size_t longest) {
  line += '"';
  const std::size_t start = line.size();
  while (!text.empty()) {
    if (line.size() - start >= longest) {
      line += "...";
      break;
    }
    const auto code = take_code_point(text);
    if (code == '"' || code == '\\') {
      line += '\\';
      line += static_cast<char>(code);
    } else if (code >= 0x20 && code < 0x7f) {
      line += static_cast<char>(code);
    } else if (code < 0x10000) {
      append_unicode_escape(line, code);
    } else {
      append_unicode_escape(line, 0xd800 + ((code - 0x10000) >> 10));
      append_unicode_escape(line, 0xdc00 + ((code - 0x10000) & 0x3ffU));
    }
  }
  line += '"';
}

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
