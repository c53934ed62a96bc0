// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/json/error.hpp>
#include <hooklatch/json/lexer.hpp>
#include <hooklatch/json/limits.hpp>
#include <hooklatch/json/names.hpp>
#include <hooklatch/json/pointer.hpp>
#include <hooklatch/json/query.hpp>
#include <hooklatch/json/value.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// One pass over one text. The place is handed from function to function instead of being a member, so that it stays in
/// a register; a function that gives null has set `stop_`.
class json_scanner {
 public:
  json_scanner(std::string_view text, json_query* queries, std::size_t count, const json_limits& limits) noexcept
      : begin_(text.data()),
        end_(text.data() + text.size()),
        max_depth_(limits.max_depth < json_limits::deepest ? limits.max_depth : json_limits::deepest),
        max_members_(limits.max_members < json_limits::most_members ? limits.max_members : json_limits::most_members),
        everywhere_(limits.unique_names_everywhere),
        pointers_(queries, count) {}

  [[nodiscard]] json_error run() noexcept {
    const char* at = values(skip_json_space(begin_, end_));
    if (at != nullptr && at != end_) at = stop_.here(at, json_errc::malformed);
    if (at != nullptr) return {};
    pointers_.forget();
    return {stop_.code, static_cast<std::size_t>(stop_.at - begin_)};
  }

 private:
  // A container that is open.
  struct frame {
    const char* start;
    std::uint32_t index;       // of the next element of an array, up to the largest number
    std::uint16_t first_name;  // the number of its first name
    json_query_set wanted;     // the queries whose pointers go on inside and are not answered yet
    json_query_set found;      // the queries whose value it is
    char closing;
    bool checked;  // its names must differ
  };

  // From the text's first value to behind the white space after it: each round is one value, or one opening bracket.
  [[nodiscard]] const char* values(const char* at) noexcept {
    json_query_set inside = pointers_.all();
    for (;;) {
      if (at == end_) return stop_.here(at, json_errc::malformed);
      bool first = false;
      if (*at == '{' || *at == '[') {
        if (!open(at, inside)) return nullptr;
        at = skip_json_space(at + 1, end_);
        first = at == end_ || *at != frames_[depth_ - 1].closing;
      } else {
        at = scalar(at, inside);
        if (at == nullptr) return at;
        at = skip_json_space(at, end_);
      }
      if (!first) {
        at = brackets(at);
        if (at == nullptr || depth_ == 0) return at;
      }
      frame& top = frames_[depth_ - 1];
      if (top.closing == '}') {
        at = name(at, top, inside);
        if (at == nullptr) return at;
      } else {
        inside = element(top);
      }
    }
  }

  // Behind a value: over the brackets that close here and the comma after them.
  [[nodiscard, gnu::always_inline]] const char* brackets(const char* at) noexcept {
    while (depth_ > 0) {
      if (at == end_) return stop_.here(at, json_errc::malformed);
      if (*at == ',') return skip_json_space(at + 1, end_);
      if (*at != frames_[depth_ - 1].closing) return stop_.here(at, json_errc::malformed);
      ++at;
      close(at);
      at = skip_json_space(at, end_);
    }
    return at;
  }

  [[nodiscard]] bool open(const char* at, json_query_set inside) noexcept {
    if (depth_ >= max_depth_) {
      stop_.here(at, json_errc::too_deep);
      return false;
    }
    const bool is_object = *at == '{';
    const json_query_set found = inside == 0 ? json_query_set{0} : pointers_.finished(inside);
    const auto path = static_cast<json_query_set>(inside & ~found);
    if (path != 0) pointers_.descend(path);
    const bool checked = is_object && (path != 0 || depth_ == 0 || everywhere_);
    frames_[depth_++] = {at, 0, names_.size(), path, found, is_object ? '}' : ']', checked};
    return true;
  }

  void close(const char* behind) noexcept {
    const frame& top = frames_[--depth_];
    if (top.checked && depth_ > 0) names_.drop(top.first_name);  // after the outermost nothing is asked any more
    if (top.found == 0) return;
    const auto kind = top.closing == '}' ? json_kind::object : json_kind::array;
    pointers_.put(top.found, json_value(kind, {top.start, static_cast<std::size_t>(behind - top.start)}));
  }

  // A member's name and colon; `inside` becomes the queries that the member's value may answer.
  [[nodiscard, gnu::always_inline]] const char* name(const char* at, frame& top, json_query_set& inside) noexcept {
    if (at == end_ || *at != '"') return stop_.here(at, json_errc::malformed);
    const char* start = at;
    bool escaped = false;
    at = skip_json_string(at, end_, escaped, stop_);
    if (at == nullptr) return at;
    inside = 0;
    if (top.checked) {
      const std::string_view content(start + 1, static_cast<std::size_t>(at - start) - 2);
      const json_errc refused = names_.add(top.first_name, max_members_, content, escaped);
      if (refused != json_errc::none) return stop_.here(start, refused);
      if (top.wanted != 0) inside = pointers_.answered_by_name(top.wanted, content, escaped);
      top.wanted = static_cast<json_query_set>(top.wanted & ~inside);
    }
    if (at == end_ || *at != ':') at = skip_json_space(at, end_);
    if (at == end_ || *at != ':') return stop_.here(at, json_errc::malformed);
    return skip_json_space(at + 1, end_);
  }

  [[nodiscard]] json_query_set element(frame& top) noexcept {
    if (top.wanted == 0) return 0;
    const json_query_set inside = pointers_.answered_by_index(top.wanted, top.index);
    if (top.index != std::numeric_limits<std::uint32_t>::max()) ++top.index;
    top.wanted = static_cast<json_query_set>(top.wanted & ~inside);
    return inside;
  }

  [[nodiscard, gnu::always_inline]] const char* scalar(const char* at, json_query_set inside) noexcept {
    const char* start = at;
    bool escaped = false;
    json_kind kind = json_kind::boolean;
    switch (*at) {
      case '"':
        kind = json_kind::string;
        at = skip_json_string(at, end_, escaped, stop_);
        break;
      case 't':
        at = skip_json_word(at, end_, "true", stop_);
        break;
      case 'f':
        at = skip_json_word(at, end_, "false", stop_);
        break;
      case 'n':
        kind = json_kind::null;
        at = skip_json_word(at, end_, "null", stop_);
        break;
      default:
        kind = json_kind::number;
        at = skip_json_number(at, end_, stop_);
        break;
    }
    if (at != nullptr && inside != 0) {
      const json_value value(kind, {start, static_cast<std::size_t>(at - start)}, escaped);
      pointers_.put(pointers_.finished(inside), value);
    }
    return at;
  }

  const char* begin_;
  const char* end_;
  std::size_t max_depth_;
  std::size_t max_members_;
  bool everywhere_;
  json_stop stop_;
  std::size_t depth_ = 0;
  json_pointers pointers_;
  json_names names_;
  frame frames_[json_limits::deepest];  // only the first depth_ are ever read
};

// Not a template, so that a program has one copy.
[[nodiscard]] inline json_error scan_json(std::string_view text, json_query* queries, std::size_t count,
                                          const json_limits& limits) noexcept {
  return json_scanner(text, queries, count, limits).run();
}

}  // namespace detail

/// Checks that `text` is one JSON value (RFC 8259) in UTF-8 with nothing after it, and finds the values that are asked
/// for as slices of it. Takes linear time and no memory but its own frame (about 40 KiB); never recurses; converts
/// nothing, so numbers of any size pass. After a refusal no query has a value.
///
/// Names must be unique in the outermost object and in every object on the way to a wanted value, compared as text with
/// escapes resolved. Lone surrogates in escapes are allowed, as real senders write them: whoever reads such a string is
/// told (`json_value`).
template <std::size_t N>
[[nodiscard]] json_error json_scan(std::string_view text, json_query (&queries)[N],
                                   const json_limits& limits = {}) noexcept {
  static_assert(N <= json_query::most_at_once, "hooklatch: json_scan looks for at most 16 values at once");
  return detail::scan_json(text, queries, N, limits);
}

/// Without queries: only checks.
[[nodiscard]] inline json_error json_scan(std::string_view text, const json_limits& limits = {}) noexcept {
  return detail::scan_json(text, nullptr, 0, limits);
}

}  // namespace v0
}  // namespace hooklatch
