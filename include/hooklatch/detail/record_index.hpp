// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// The number of no record.
inline constexpr std::uint32_t no_record = 0xffffffff;

/// Finds a record's number by 32 bits of its hash: open addressing, linear probing, in zeroed words that somebody else
/// owns. What is erased leaves no mark behind, so it never slows down with age.
class record_index {
 public:
  record_index() = default;
  record_index(std::uint64_t* words, std::size_t count) noexcept : words_(words), count_(count) {}

  void prefetch(std::uint32_t hash) const noexcept { __builtin_prefetch(words_ + home(hash)); }

  /// The one with this hash for which `matches(number)` holds.
  template <class Matches>
  [[nodiscard]] std::uint32_t find(std::uint32_t hash, Matches matches) const noexcept {
    for (std::size_t at = home(hash); words_[at] != 0; at = after(at)) {
      if (hash_of(words_[at]) == hash && matches(number_of(words_[at]))) return number_of(words_[at]);
    }
    return no_record;
  }
  /// One word stays empty, so that every search ends.
  [[nodiscard]] bool full() const noexcept { return used_ + 1 >= count_; }
  /// Precondition: not `full()`, and it is not there.
  void insert(std::uint32_t hash, std::uint32_t number) noexcept {
    std::size_t at = home(hash);
    while (words_[at] != 0) at = after(at);
    words_[at] = std::uint64_t{hash} << 32 | (number + 1);
    ++used_;
  }
  /// Precondition: it is there.
  void erase(std::uint32_t hash, std::uint32_t number) noexcept {
    std::size_t hole = home(hash);
    while (words_[hole] != (std::uint64_t{hash} << 32 | (number + 1))) hole = after(hole);
    // What stands behind the hole moves into it, unless that is before the place where a search for it begins.
    for (std::size_t at = after(hole); words_[at] != 0; at = after(at)) {
      if (distance(home(hash_of(words_[at])), at) >= distance(hole, at)) {
        words_[hole] = words_[at];
        hole = at;
      }
    }
    words_[hole] = 0;
    --used_;
  }
  [[nodiscard]] std::size_t size() const noexcept { return used_; }

 private:
  [[nodiscard]] std::size_t home(std::uint32_t hash) const noexcept {
    return static_cast<std::size_t>(hash * std::uint64_t{count_} >> 32);
  }
  [[nodiscard]] std::size_t after(std::size_t at) const noexcept { return at + 1 == count_ ? 0 : at + 1; }
  [[nodiscard]] std::size_t distance(std::size_t from, std::size_t to) const noexcept {
    return to >= from ? to - from : to + count_ - from;
  }
  [[nodiscard]] static std::uint32_t hash_of(std::uint64_t word) noexcept {
    return static_cast<std::uint32_t>(word >> 32);
  }
  [[nodiscard]] static std::uint32_t number_of(std::uint64_t word) noexcept {
    return static_cast<std::uint32_t>(word) - 1;
  }

  std::uint64_t* words_ = nullptr;
  std::size_t count_ = 0;
  std::size_t used_ = 0;
};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
