// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/instant.hpp>
#include <hooklatch/provider/table.hpp>
#include <hooklatch/scheme/rfc3339.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hooklatch {
inline namespace v0 {
namespace testing {

/// An event that a test wants to send.
struct test_event {
  std::string type;
  std::string data = "{}";  ///< JSON, put into the body as it stands
  std::string id{};         ///< default: `test-` and milliseconds, see `signer`
  bool test = true;  ///< for providers that flag test events; a handler that skips those sees nothing unless false
};

}  // namespace testing

namespace detail {

/// `text` as a JSON string, quotes included (RFC 8259 section 7). Bytes from 0x80 up are copied.
[[nodiscard]] inline std::string json_quote(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string quoted = "\"";
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted.append(1, '\\').append(1, c);
    } else if (code < 0x20) {
      quoted.append("\\u00").append(1, digits[code >> 4]).append(1, digits[code & 15]);
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

/// `Sep 23, 2024, 8:20:01 PM`, in UTC.
[[nodiscard]] inline std::string format_en_us(instant moment) {
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::chrono::sys_seconds whole{std::chrono::seconds(moment.seconds())};
  const auto midnight = std::chrono::floor<std::chrono::days>(whole);
  const std::chrono::year_month_day date{midnight};
  const std::chrono::hh_mm_ss time{whole - midnight};
  const auto two = [](long value) { return (value < 10 ? "0" : "") + std::to_string(value); };
  const auto hour = time.hours().count();
  return std::string(months[unsigned{date.month()} - 1]) + ' ' + std::to_string(unsigned{date.day()}) + ", " +
         std::to_string(static_cast<int>(date.year())) + ", " + std::to_string(hour % 12 == 0 ? 12 : hour % 12) + ':' +
         two(time.minutes().count()) + ':' + two(time.seconds().count()) + (hour < 12 ? " AM" : " PM");
}

[[nodiscard]] inline std::string format_event_time(event_time_format as, instant moment) {
  switch (as) {
    case event_time_format::iso8601: return json_quote(rfc3339::format(moment, 3));
    case event_time_format::unix_seconds: return std::to_string(moment.seconds());
    case event_time_format::unix_milliseconds: return unix_milliseconds::format(moment);
    case event_time_format::en_us_date_time: return json_quote(format_en_us(moment));
    case event_time_format::none: break;
  }
  return "null";
}

/// Puts values under JSON pointers and writes the smallest body that holds them, in the order in which they were put.
class body_builder {
 public:
  /// `value` is JSON text. A pointer into a value that is already there goes to the front of that object.
  void put(std::string_view pointer, std::string value) {
    std::vector<std::string> path;
    while (!pointer.empty()) {
      pointer.remove_prefix(1);
      const auto end = pointer.find('/');
      path.push_back(unescape(pointer.substr(0, end)));
      pointer = end == std::string_view::npos ? std::string_view{} : pointer.substr(end);
    }
    entries_.emplace_back(std::move(path), std::move(value));
  }

  [[nodiscard]] std::string build() const { return build(std::vector<std::string>{}); }

 private:
  using path_type = std::vector<std::string>;

  // RFC 6901 section 4.
  static std::string unescape(std::string_view part) {
    std::string text;
    for (std::size_t i = 0; i < part.size(); ++i) {
      const bool escape = part[i] == '~' && i + 1 < part.size();
      text += escape ? (part[++i] == '1' ? '/' : '~') : part[i];
    }
    return text;
  }

  static bool starts_with(const path_type& path, const path_type& prefix) {
    if (path.size() < prefix.size()) return false;
    for (std::size_t i = 0; i < prefix.size(); ++i) {
      if (path[i] != prefix[i]) return false;
    }
    return true;
  }

  [[nodiscard]] std::string build(const path_type& at) const {
    std::string own;      // the value put exactly here, if any
    std::string members;  // of what was put below
    path_type written;
    for (const auto& [path, value] : entries_) {
      if (!starts_with(path, at)) continue;
      if (path.size() == at.size()) {
        own = value;
        continue;
      }
      const auto& name = path[at.size()];
      bool seen = false;
      for (const auto& each : written) seen = seen || each == name;
      if (seen) continue;
      written.push_back(name);
      path_type below = at;
      below.push_back(name);
      members += (members.empty() ? "" : ",") + json_quote(name) + ':' + build(below);
    }
    if (members.empty()) return own.empty() ? "{}" : own;
    if (own.size() < 2 || own.front() != '{') return '{' + members + '}';
    const auto rest = own.find_first_not_of(" \t\r\n", 1);
    const bool only = rest == std::string::npos || own[rest] == '}';
    return '{' + members + (only ? "" : ",") + own.substr(1);
  }

  std::vector<std::pair<path_type, std::string>> entries_;
};

/// The body that `provider` would post for this event: the fields that its table knows, and nothing else. Where it
/// posts batches, it is a batch of one.
[[nodiscard]] inline std::string make_event_body(const provider_table& provider, const testing::test_event& event,
                                                 std::string_view id, instant moment) {
  body_builder body;
  if (provider.event_id.in_body()) body.put(provider.event_id.where, json_quote(id));
  if (provider.event_type.in_body()) body.put(provider.event_type.where, json_quote(event.type));
  if (provider.event_time.in_body()) {
    body.put(provider.event_time.where, format_event_time(provider.event_time_as, moment));
  }
  if (provider.test_flag.in_body()) {
    body.put(provider.test_flag.where, event.test != provider.test_flag_means_live ? "true" : "false");
  }
  if (provider.event_data.kind == source_kind::category) {
    body.put("/" + event.type.substr(0, event.type.find('.')), event.data);
  } else if (provider.event_data.in_body()) {
    body.put(provider.event_data.where, event.data);
  }
  if (!provider.batch.present()) return body.build();
  body_builder batch;
  batch.put(provider.batch.where, '[' + body.build() + ']');
  return batch.build();
}

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
