// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/scheme/encoding.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// Percent-decoding as forms do it: `+` is a space. Nothing where a `%` has not two hex digits behind it.
[[nodiscard]] inline std::optional<std::string> form_decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] == '%') {
      std::byte byte{};
      if (hex::decode(text.substr(i + 1, 2), std::span(&byte, 1)) != 1) return std::nullopt;
      out += static_cast<char>(byte);
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
