// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/json/query.hpp>
#include <hooklatch/json/text.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// A set of queries: bit i is the query of index i.
using json_query_set = std::uint16_t;

/// The wanted values, and how far their pointers are followed. Each query has a place in its pointer: the part that the
/// innermost open container has to answer, for those queries whose path leads there. Where that part ends is found when
/// it is answered.
class json_pointers {
 public:
  json_pointers(json_query* queries, std::size_t count) noexcept : queries_(queries), count_(count) {
    for (std::size_t i = 0; i < count_; ++i) {
      const std::string_view pointer = queries_[i].pointer;
      queries_[i].value = {};
      parts_[i] = {0, 0};
      if (pointer.empty()) finished_ = with(finished_, i);
      if (pointer.empty() || pointer[0] == '/') all_ = with(all_, i);
    }
  }

  /// The queries with a pointer that begins as one.
  [[nodiscard]] json_query_set all() const noexcept { return all_; }

  /// Those of `inside` whose pointers end here, so that the value which begins is theirs.
  [[nodiscard]] json_query_set finished(json_query_set inside) const noexcept {
    return static_cast<json_query_set>(inside & finished_);
  }

  /// Goes on to the next part of each; none of them may be finished. There is no way back: the names and indices on the
  /// way are unique, so a part that was answered is never asked again.
  void descend(json_query_set path) noexcept {
    for_each(path, [&](std::size_t i) { begin_part(i, parts_[i].end + 1); });
  }

  /// Those of `wanted` whose part is this name.
  [[nodiscard]] json_query_set answered_by_name(json_query_set wanted, std::string_view content,
                                                bool escaped) noexcept {
    const bool plain = !escaped && !content.empty();
    json_query_set found = 0;
    for (unsigned rest = wanted; rest != 0; rest &= rest - 1) {
      const auto i = static_cast<std::size_t>(std::countr_zero(rest));
      const char first = firsts_[i];
      if (plain && first != content[0] && first != '~') continue;  // most names differ here
      if (answered(i, content, escaped)) found = with(found, i);
    }
    return found;
  }

  /// Those of `wanted` whose part is this index of an array.
  [[nodiscard]] json_query_set answered_by_index(json_query_set wanted, std::uint32_t index) noexcept {
    json_query_set found = 0;
    for_each(wanted, [&](std::size_t i) {
      const std::string_view rest = queries_[i].pointer.substr(parts_[i].begin);
      const std::string_view wanted_part = rest.substr(0, rest.find('/'));
      if (!is_index(wanted_part, index)) return;
      if (ends(i, wanted_part.size())) found = with(found, i);
    });
    return found;
  }

  void put(json_query_set found, const json_value& value) noexcept {
    for_each(found, [&](std::size_t i) { queries_[i].value = value; });
  }
  /// A refused text has no values.
  void forget() noexcept {
    for (std::size_t i = 0; i < count_; ++i) queries_[i].value = {};
  }

 private:
  struct part {
    std::size_t begin;
    std::size_t end;  // of the pointer, or at the next slash; meaningful once the part is answered
  };

  [[nodiscard]] static constexpr json_query_set with(json_query_set set, std::size_t i) noexcept {
    return static_cast<json_query_set>(set | 1U << i);
  }
  template <class F>
  static constexpr void for_each(json_query_set set, F each) noexcept {
    for (unsigned rest = set; rest != 0; rest &= rest - 1) each(static_cast<std::size_t>(std::countr_zero(rest)));
  }

  void begin_part(std::size_t i, std::size_t begin) noexcept {
    const std::string_view pointer = queries_[i].pointer;
    parts_[i].begin = begin;
    firsts_[i] = begin < pointer.size() ? pointer[begin] : '/';
  }

  [[nodiscard]] bool answered(std::size_t i, std::string_view content, bool escaped) noexcept {
    const std::string_view rest = queries_[i].pointer.substr(parts_[i].begin);
    if (!escaped) {
      if (content.size() > rest.size()) return false;  // a part is never shorter than its name
      std::size_t at = 0;
      while (at < content.size() && rest[at] == content[at] && rest[at] != '/' && rest[at] != '~') ++at;
      if (at == content.size()) return ends(i, at);
      if (rest[at] != '~') return false;
    }
    return answered_with_escapes(i, rest, content);
  }
  // RFC 6901 section 4. A tilde before another character than 0 and 1 matches no name.
  [[nodiscard]] bool answered_with_escapes(std::size_t i, std::string_view rest, std::string_view content) noexcept {
    json_bytes bytes(content);
    std::size_t at = 0;
    for (; at < rest.size() && rest[at] != '/'; ++at) {
      char c = rest[at];
      if (c == '~') {
        if (++at == rest.size() || (rest[at] != '0' && rest[at] != '1')) return false;
        c = rest[at] == '1' ? '/' : '~';
      }
      if (bytes.next() != static_cast<unsigned char>(c)) return false;
    }
    return bytes.next() < 0 && ends(i, at);
  }
  // Whether the part in question has this size; remembered if so.
  [[nodiscard]] bool ends(std::size_t i, std::size_t size) noexcept {
    const std::size_t end = parts_[i].begin + size;
    if (end == queries_[i].pointer.size()) {
      finished_ = with(finished_, i);
    } else if (queries_[i].pointer[end] != '/') {
      return false;
    }
    parts_[i].end = end;
    return true;
  }

  // No leading zero and no sign; the scanner's counter stands still at its last value, which no index equals.
  [[nodiscard]] static bool is_index(std::string_view wanted, std::uint32_t index) noexcept {
    if (wanted.empty() || wanted.size() > 9 || (wanted.size() > 1 && wanted[0] == '0')) return false;
    std::uint32_t value = 0;
    for (const char c : wanted) {
      if (c < '0' || c > '9') return false;
      value = value * 10 + static_cast<std::uint32_t>(c - '0');
    }
    return value == index;
  }

  json_query* queries_;
  std::size_t count_;
  json_query_set all_ = 0;
  json_query_set finished_ = 0;  // only ever more, as there is no way back
  part parts_[json_query::most_at_once];
  char firsts_[json_query::most_at_once];  // the first byte of the part; a slash if it is empty
};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
