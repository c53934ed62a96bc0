// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/detail/field_name.hpp>
#include <hooklatch/http/headers.hpp>
#include <hooklatch/scheme/grammar.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// Calls `f` with each value of the named header, trimmed, and answers how many copies there are.
template <header_source Headers, class F>
std::size_t for_each_value(const Headers& headers, std::string_view name, F f) {
  std::size_t copies = 0;
  auto take = [&](std::string_view value) {
    ++copies;
    f(trim_ows(value));
  };
  if constexpr (header_range<Headers>) {
    for (const auto& pair : headers) {
      if (same_header_name(std::get<0>(pair), name)) take(std::get<1>(pair));
    }
    return copies;
  } else {
    // A callable that counts more copies than it showed is believed.
    const auto counted = static_cast<std::size_t>(headers(name, header_sink(take)));
    return counted > copies ? counted : copies;
  }
}

/// The value of a header that stands exactly once, trimmed.
template <header_source Headers>
[[nodiscard]] std::optional<std::string> single_header(const Headers& headers, std::string_view name) {
  std::optional<std::string> found;
  const std::size_t copies = for_each_value(headers, name, [&found](std::string_view value) { found = value; });
  if (copies != 1) return std::nullopt;
  return found;
}

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
