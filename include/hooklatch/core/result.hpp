// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/error.hpp>

#include <optional>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>

namespace hooklatch {
inline namespace v0 {

namespace detail {

[[noreturn]] inline void throw_error(const error& refused) {
  std::string what = "hooklatch" + refused.numbers();
  if (!refused.hint().empty()) what.append(": ").append(refused.hint());
  throw std::system_error(make_error_code(refused), what);
}

}  // namespace detail

/// A value, or the reason why there is none. It is our own type at every language level, because an alias that
/// changes with `-std` gives one function two identities.
template <class T>
class [[nodiscard]] result {
 public:
  using value_type = T;
  using error_type = hooklatch::error;

  result(const T& value) : value_(value) {}
  result(T&& value) noexcept(std::is_nothrow_move_constructible_v<T>) : value_(std::move(value)) {}
  result(const hooklatch::error& refused) noexcept : error_(refused) {}
  result(errc code) noexcept : error_(code) {}

  [[nodiscard]] bool has_value() const noexcept { return value_.has_value(); }
  [[nodiscard]] explicit operator bool() const noexcept { return has_value(); }

  /// Precondition: `has_value()`.
  [[nodiscard]] T& operator*() & noexcept { return *value_; }
  [[nodiscard]] const T& operator*() const& noexcept { return *value_; }
  [[nodiscard]] T&& operator*() && noexcept { return std::move(*value_); }
  [[nodiscard]] T* operator->() & noexcept { return &*value_; }
  [[nodiscard]] const T* operator->() const& noexcept { return &*value_; }
  // A view that is asked of a temporary's value would outlive it: name the result first.
  T* operator->() && = delete;
  const T* operator->() const&& = delete;

  /// The value, or `std::system_error` with the code, what to do about it, and the numbers.
  [[nodiscard]] T& value() & {
    require();
    return *value_;
  }
  [[nodiscard]] const T& value() const& {
    require();
    return *value_;
  }
  [[nodiscard]] T value() && {
    require();
    return std::move(*value_);
  }

  /// Precondition: `!has_value()`.
  [[nodiscard]] const hooklatch::error& error() const noexcept { return error_; }

 private:
  void require() const {
    if (!has_value()) detail::throw_error(error_);
  }

  std::optional<T> value_;
  hooklatch::error error_{errc::config_error};  // meaningful only where there is no value
};

/// Done, or the reason why not.
template <>
class [[nodiscard]] result<void> {
 public:
  using value_type = void;
  using error_type = hooklatch::error;

  result() noexcept = default;
  result(const hooklatch::error& refused) noexcept : error_(refused) {}
  result(errc code) noexcept : error_(hooklatch::error(code)) {}

  [[nodiscard]] bool has_value() const noexcept { return !error_.has_value(); }
  [[nodiscard]] explicit operator bool() const noexcept { return has_value(); }
  void value() const {
    if (error_) detail::throw_error(*error_);
  }
  /// Precondition: `!has_value()`.
  [[nodiscard]] const hooklatch::error& error() const noexcept { return *error_; }

 private:
  std::optional<hooklatch::error> error_;
};

}  // namespace v0
}  // namespace hooklatch
