// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail {

[[nodiscard]] constexpr int hex_digit_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Percent-decoding as forms do it: `+` is a space. Nothing where a `%` has not two hex digits behind it.
[[nodiscard]] inline std::optional<std::string> form_decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] == '%') {
      if (text.size() - i < 3) return std::nullopt;
      const int high = hex_digit_value(text[i + 1]);
      const int low = hex_digit_value(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(static_cast<unsigned char>(high * 16 + low));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

/// The one parameter of this name in a request's target, decoded. Nothing where there is none, more than one, or one
/// that is not decodable.
[[nodiscard]] inline std::optional<std::string> query_parameter(std::string_view target, std::string_view name) {
  target = target.substr(0, target.find('#'));
  const auto question = target.find('?');
  if (question == std::string_view::npos) return std::nullopt;
  std::string_view rest = target.substr(question + 1);
  std::optional<std::string> found;
  while (!rest.empty()) {
    const auto pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(pair.size() < rest.size() ? pair.size() + 1 : rest.size());
    const auto equals = pair.find('=');
    if (form_decoded(pair.substr(0, equals)) != name) continue;
    if (found) return std::nullopt;
    found = form_decoded(equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1));
    if (!found) return std::nullopt;
  }
  return found;
}

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
