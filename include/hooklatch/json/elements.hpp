// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/json/lexer.hpp>
#include <hooklatch/json/strings.hpp>
#include <hooklatch/json/value.hpp>

#include <cstddef>
#include <iterator>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// A member of an object: its name, which is a string, and its value.
struct json_member {
  json_value name{};
  json_value value{};

  constexpr json_member() noexcept = default;
  constexpr json_member(const json_value& name_, const json_value& value_) noexcept : name(name_), value(value_) {}
};

namespace detail {

/// Over an array or object from its bracket to behind the closing one, or null where the text ends before.
[[nodiscard]] inline const char* skip_json_container(const char* at, const char* end, json_stop& stop) noexcept {
  std::size_t depth = 0;
  bool escaped = false;
  while (at != end) {
    switch (*at) {
      case '"':
        at = skip_json_string(at, end, escaped, stop);
        if (at == nullptr) return at;
        continue;
      case '{':
      case '[':
        ++depth;
        break;
      case '}':
      case ']':
        if (--depth == 0) return at + 1;
        break;
      default:
        break;
    }
    ++at;
  }
  return stop.here(at, json_errc::malformed);
}

/// Takes the value that begins at `at` and puts `at` behind it; none where there is no value.
[[nodiscard]] inline json_value take_json_value(const char*& at, const char* end) noexcept {
  const char* const start = at;
  if (at == end) return {};
  json_stop stop;
  json_kind kind = json_kind::boolean;
  bool escaped = false;
  switch (*at) {
    case '{':
      kind = json_kind::object;
      at = skip_json_container(at, end, stop);
      break;
    case '[':
      kind = json_kind::array;
      at = skip_json_container(at, end, stop);
      break;
    case '"':
      kind = json_kind::string;
      at = skip_json_string(at, end, escaped, stop);
      break;
    case 't':
      at = skip_json_word(at, end, "true", stop);
      break;
    case 'f':
      at = skip_json_word(at, end, "false", stop);
      break;
    case 'n':
      kind = json_kind::null;
      at = skip_json_word(at, end, "null", stop);
      break;
    default:
      kind = json_kind::number;
      at = skip_json_number(at, end, stop);
      break;
  }
  if (at == nullptr) return {};
  return {kind, {start, static_cast<std::size_t>(at - start)}, escaped};
}

// What one step of a range reads, and the text that tells its position.
struct json_element_step {
  using value_type = json_value;
  [[nodiscard]] static bool take(json_value& current, const char*& at, const char* end) noexcept {
    current = take_json_value(at, end);
    return current.present();
  }
  [[nodiscard]] static const char* place(const json_value& current) noexcept { return current.text().data(); }
};
struct json_member_step {
  using value_type = json_member;
  [[nodiscard]] static bool take(json_member& current, const char*& at, const char* end) noexcept {
    current.name = take_json_value(at, end);
    if (!current.name.is_string()) return false;
    at = skip_json_space(at, end);
    if (at == end || *at != ':') return false;
    at = skip_json_space(at + 1, end);
    current.value = take_json_value(at, end);
    return current.value.present();
  }
  [[nodiscard]] static const char* place(const json_member& current) noexcept { return current.name.text().data(); }
};

template <class Step>
class json_iterator {
 public:
  using value_type = typename Step::value_type;
  using difference_type = std::ptrdiff_t;
  using reference = value_type;
  using pointer = void;
  using iterator_category = std::input_iterator_tag;  // for C++17, whose forward iterators give references
  using iterator_concept = std::forward_iterator_tag;

  json_iterator() noexcept = default;
  explicit json_iterator(std::string_view container) noexcept
      : at_(skip_json_space(container.data() + 1, container.data() + container.size())),
        end_(container.data() + container.size()) {
    take();
  }

  [[nodiscard]] value_type operator*() const noexcept { return current_; }
  json_iterator& operator++() noexcept {
    at_ = skip_json_space(at_, end_);
    if (at_ != end_ && *at_ == ',') {
      at_ = skip_json_space(at_ + 1, end_);
      take();
    } else {
      current_ = {};
    }
    return *this;
  }
  json_iterator operator++(int) noexcept {
    const json_iterator before = *this;
    ++*this;
    return before;
  }
  // Every iterator at an end is equal, since none of them has a value.
  [[nodiscard]] friend bool operator==(const json_iterator& a, const json_iterator& b) noexcept {
    return Step::place(a.current_) == Step::place(b.current_);
  }

 private:
  // The closing bracket, and what a scanner would have refused, begin no value.
  void take() noexcept {
    if (at_ == end_ || *at_ == ']' || *at_ == '}' || !Step::take(current_, at_, end_)) {
      current_ = {};
      at_ = end_;
    }
  }

  const char* at_ = nullptr;
  const char* end_ = nullptr;
  value_type current_{};
};

}  // namespace detail

/// The elements of an array that `json_scan` has found, in order, as slices of the same text: a forward range that
/// allocates nothing. Going through all of it takes one pass. A value of another kind has no elements. A text that was
/// never scanned is not made valid by this: the range ends where it sees that something is wrong.
class json_elements {
 public:
  using iterator = detail::json_iterator<detail::json_element_step>;

  explicit json_elements(const json_value& array) noexcept
      : text_(array.is_array() ? array.text() : std::string_view{}) {}

  [[nodiscard]] iterator begin() const noexcept { return text_.empty() ? iterator{} : iterator(text_); }
  [[nodiscard]] iterator end() const noexcept { return {}; }
  [[nodiscard]] bool empty() const noexcept { return begin() == end(); }

 private:
  std::string_view text_;
};

/// The members of an object that `json_scan` has found, in order; otherwise as `json_elements`. A name that stands
/// twice comes twice, unless the scan has refused that (`json_limits::unique_names_everywhere`).
class json_members {
 public:
  using iterator = detail::json_iterator<detail::json_member_step>;

  explicit json_members(const json_value& object) noexcept
      : text_(object.is_object() ? object.text() : std::string_view{}) {}

  [[nodiscard]] iterator begin() const noexcept { return text_.empty() ? iterator{} : iterator(text_); }
  [[nodiscard]] iterator end() const noexcept { return {}; }
  [[nodiscard]] bool empty() const noexcept { return begin() == end(); }

 private:
  std::string_view text_;
};

}  // namespace v0
}  // namespace hooklatch
