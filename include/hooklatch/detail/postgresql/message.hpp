// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/instant.hpp>

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail::postgresql {

/// The types that we send, by their numbers in pg_type, which never change.
inline constexpr Oid boolean_type = 16;
inline constexpr Oid bytea_type = 17;
inline constexpr Oid int8_type = 20;
inline constexpr Oid int4_type = 23;

inline constexpr std::size_t most_parameters = 14;

/// One statement. Types are told, never left to the server: a parameter that is used as two types would become text.
struct statement {
  const char* name;
  bool writes;  ///< whether anything is lost or doubled where it runs and its answer does not arrive
  int count;
  std::array<Oid, most_parameters> types;
  const char* text;
};

/// The values of a statement, all in binary: nothing is escaped, and any byte is harmless. Views have to live until the
/// statement was sent. Integers are kept here, so it stays where it is.
class parameters {
 public:
  parameters() = default;
  parameters(const parameters&) = delete;
  parameters& operator=(const parameters&) = delete;

  parameters& bytes(std::string_view value) noexcept {
    // A length of 0 with a null pointer would be NULL.
    return add(value.data() == nullptr ? "" : value.data(), static_cast<int>(value.size()));
  }
  template <std::size_t Size>
  parameters& bytes(const std::array<std::uint8_t, Size>& value) noexcept {
    return add(reinterpret_cast<const char*>(value.data()), static_cast<int>(Size));
  }
  parameters& int8(std::int64_t value) noexcept { return number(static_cast<std::uint64_t>(value), 8); }
  parameters& int4(std::int32_t value) noexcept { return number(static_cast<std::uint32_t>(value), 4); }
  parameters& boolean(bool value) noexcept { return number(value ? 1 : 0, 1); }
  void clear() noexcept { count_ = 0; }

  [[nodiscard]] int count() const noexcept { return count_; }
  [[nodiscard]] const char* const* values() const noexcept { return values_.data(); }
  [[nodiscard]] const int* lengths() const noexcept { return lengths_.data(); }
  /// All 1: binary.
  [[nodiscard]] const int* formats() const noexcept { return formats_.data(); }

 private:
  parameters& add(const char* value, int length) noexcept {
    const auto at = static_cast<std::size_t>(count_++);
    values_[at] = value;
    lengths_[at] = length;
    formats_[at] = 1;
    return *this;
  }
  parameters& number(std::uint64_t value, std::size_t size) noexcept {
    auto& held = numbers_[static_cast<std::size_t>(count_)];
    for (std::size_t i = 0; i < size; ++i) {
      held[i] = static_cast<char>(static_cast<unsigned char>(value >> (8 * (size - 1 - i))));
    }
    return add(held.data(), static_cast<int>(size));
  }

  int count_ = 0;
  std::array<const char*, most_parameters> values_{};
  std::array<int, most_parameters> lengths_{};
  std::array<int, most_parameters> formats_{};
  std::array<std::array<char, 8>, most_parameters> numbers_{};
};

/// Reads one row of an answer in binary, column after column. What is not of the expected form, such as a column that
/// somebody gave another type, makes it not `ok`, and reads as 0.
class row {
 public:
  explicit row(const PGresult* from, int at = 0) noexcept : from_(from), at_(at) {}

  [[nodiscard]] static int count(const PGresult* from) noexcept { return PQntuples(from); }

  [[nodiscard]] std::int64_t int8() noexcept { return static_cast<std::int64_t>(number(8)); }
  [[nodiscard]] std::int32_t int4() noexcept { return static_cast<std::int32_t>(number(4)); }
  [[nodiscard]] bool boolean() noexcept { return number(1) != 0; }
  /// As long as the answer lives.
  [[nodiscard]] std::string_view bytes() noexcept {
    if (!next(false)) return {};
    return {PQgetvalue(from_, at_, column_), static_cast<std::size_t>(PQgetlength(from_, at_, column_))};
  }
  /// Of microseconds since 1970.
  [[nodiscard]] std::optional<instant> moment() noexcept {
    if (column_ + 1 < PQnfields(from_) && PQgetisnull(from_, at_, column_ + 1) == 1) {
      ++column_;
      return std::nullopt;
    }
    const auto microseconds = int8();
    const auto rest = (microseconds % 1'000'000 + 1'000'000) % 1'000'000;
    return instant((microseconds - rest) / 1'000'000, static_cast<std::int32_t>(rest * 1000));
  }
  [[nodiscard]] bool ok() const noexcept { return ok_; }

 private:
  bool next(bool sized, int size = 0) noexcept {
    ++column_;
    ok_ = ok_ && column_ < PQnfields(from_) && PQfformat(from_, column_) == 1 &&
          PQgetisnull(from_, at_, column_) == 0 && (!sized || PQgetlength(from_, at_, column_) == size);
    return ok_;
  }
  std::uint64_t number(int size) noexcept {
    if (!next(true, size)) return 0;
    const char* from = PQgetvalue(from_, at_, column_);
    std::uint64_t value = 0;
    for (int i = 0; i < size; ++i) value = (value << 8) | static_cast<unsigned char>(from[i]);
    return value;
  }

  const PGresult* from_;
  int at_;
  int column_ = -1;
  bool ok_ = true;
};

/// As the server can add it to any moment that it will meet; nobody means more than a hundred years.
template <class Rep, class Period>
[[nodiscard]] constexpr std::int64_t milliseconds_of(std::chrono::duration<Rep, Period> time) noexcept {
  using std::chrono::duration;
  constexpr double most = 3.15e12;
  const double wanted = duration<double, std::milli>(time).count();
  if (!(wanted > 0)) return 0;
  if (wanted >= most) return static_cast<std::int64_t>(most);
  return std::chrono::ceil<std::chrono::milliseconds>(time).count();
}

/// At most so many bytes of a text for people.
[[nodiscard]] constexpr std::string_view at_most(std::string_view text, std::size_t most) noexcept {
  return text.substr(0, most);
}

/// One exchange after the other until there is an answer: what to send, and what its reply means. No I/O, so that a
/// driver that waits in another way can use it too.
class steps {
 public:
  steps(const steps&) = delete;
  steps& operator=(const steps&) = delete;

  [[nodiscard]] virtual const statement& what() const noexcept = 0;
  [[nodiscard]] virtual const parameters& values() const noexcept = 0;
  /// Takes the reply of that statement; true where the answer is known by now, false where there is one more to send.
  [[nodiscard]] virtual bool take(const PGresult* reply) = 0;
  /// Whether the statement may be sent again although it may have happened.
  [[nodiscard]] virtual bool repeatable() const noexcept { return false; }

 protected:
  steps() = default;
  ~steps() = default;
};

}  // namespace detail::postgresql
}  // namespace v0
}  // namespace hooklatch
