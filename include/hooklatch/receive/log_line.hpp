// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/error.hpp>
#include <hooklatch/detail/quoted_text.hpp>
#include <hooklatch/receive/outcome.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// Whether a value may stand in a log line without quotes.
[[nodiscard]] constexpr bool is_bare_text(std::string_view text) noexcept {
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!letter && c != '_' && c != '-' && c != '.' && c != ':' && c != '/' && c != '+' && c != '@') return false;
  }
  return !text.empty();
}

/// ` key=value`, quoted where it has to be.
inline void append_field(std::string& line, std::string_view key, std::string_view value, std::size_t longest) {
  line += ' ';
  line += key;
  line += '=';
  if (value.size() <= longest && is_bare_text(value)) {
    line += value;
  } else {
    append_quoted(line, value, longest);
  }
}

inline void append_number(std::string& line, std::string_view key, std::string_view digits) {
  append_field(line, key, digits, digits.size());
}

/// Milliseconds with three decimals.
[[nodiscard]] inline std::string milliseconds_text(std::chrono::nanoseconds time) {
  const auto microseconds = time.count() < 0 ? 0 : time.count() / 1000;
  std::string decimals = std::to_string(microseconds % 1000);
  decimals.insert(0, 3 - decimals.size(), '0');
  return std::to_string(microseconds / 1000) + '.' + decimals;
}

}  // namespace detail

/// One line, without its end, about one delivery: `key=value` pairs, of which an absent one is left out.
///
///     webhook provider=zuba outcome=failed status=500 event_id=evt_1 event_type=payout.paid secret=0 handler_ms=12.500
///     failures=1 failure="the ledger is closed"
///
/// (in one line). `provider`, `outcome` and `status` are always there; then `reason` with `skew_ms`, `limit` and `at`;
/// `event_id`, `event_type`; `secret`, the index of the one that matched; `handler_ms`; `failures`, how many handlers
/// failed, and `failure`, what they said, one after the other with `; ` between them. Quoted values are JSON strings
/// in printable ASCII, so no delivery can end its line or write a second one. A value is cut (`...`) after 256
/// characters, `failure` after 1,024: a line stays under 2,200. No header's value, body or secret is in it.
[[nodiscard]] inline std::string log_line(const outcome& told) {
  constexpr std::size_t longest_value = 256;
  constexpr std::size_t longest_failure = 1024;
  std::string line = "webhook";
  detail::append_field(line, "provider", told.provider->name, longest_value);
  detail::append_field(line, "outcome", to_string(told.kind), longest_value);
  detail::append_number(line, "status", std::to_string(told.response.status()));
  if (told.reason) {
    detail::append_field(line, "reason", to_string(told.reason->code()), longest_value);
    if (const auto skew = told.reason->skew()) detail::append_number(line, "skew_ms", std::to_string(skew->count()));
    if (const auto limit = told.reason->limit()) detail::append_number(line, "limit", std::to_string(*limit));
    if (const auto offset = told.reason->offset()) detail::append_number(line, "at", std::to_string(*offset));
  }
  if (!told.event_id.empty()) detail::append_field(line, "event_id", told.event_id, longest_value);
  if (!told.event_type.empty()) detail::append_field(line, "event_type", told.event_type, longest_value);
  if (told.secret_index) detail::append_number(line, "secret", std::to_string(*told.secret_index));
  if (told.handler_time) detail::append_number(line, "handler_ms", detail::milliseconds_text(*told.handler_time));
  if (!told.failures.empty()) {
    detail::append_number(line, "failures", std::to_string(told.failures.size()));
    std::string said;
    for (const auto& failure : told.failures) {
      if (said.size() > longest_failure) break;
      if (!said.empty()) said += "; ";
      said.append(failure, 0, longest_failure + 1);  // one more than is shown, so that the cut is seen
    }
    detail::append_field(line, "failure", said, longest_failure);
  }
  return line;
}

}  // namespace v0
}  // namespace hooklatch
