// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/json/error.hpp>
#include <hooklatch/json/limits.hpp>
#include <hooklatch/json/text.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// The names of the objects that are open and whose names must differ. Objects nest, so the newest names leave first
/// and one array holds all of them. Chains by hash keep the cost of a name constant. The hash begins with the place of
/// this object in memory, which a sender does not know, so that names cannot be prepared to fall into one chain; that
/// changes how long a search takes, never what it finds. In any case `max_members` bounds a chain.
class json_names {
 public:
  json_names() noexcept = default;
  json_names(const json_names&) = delete;  // the hashes belong to this place
  json_names& operator=(const json_names&) = delete;

  [[nodiscard]] std::uint16_t size() const noexcept { return used_; }

  /// Remembers a name of the object whose first name has the number `first`.
  [[nodiscard, gnu::always_inline]] json_errc add(std::uint16_t first, std::size_t max_members,
                                                  std::string_view content, bool escaped) noexcept {
    const std::uint32_t hash = escaped ? hash_escaped(content) : hash_plain(content);
    std::uint16_t& chain = chains_[hash >> chain_shift];
    // Newest first, so the first name of an outer object ends the search. Numbers in chains are one more than the
    // index.
    for (std::uint16_t i = chain; i > first; i = names_[i - 1].next) {
      const name& other = names_[i - 1];
      if (other.hash == hash && same(other, content, escaped)) return json_errc::duplicate_name;
    }
    if (used_ >= first + max_members || used_ == json_limits::most_members) {
      return json_errc::too_many_members;
    }
    names_[used_] = {content.data(), content.size(), hash, chain, escaped};
    chain = ++used_;
    return json_errc::none;
  }

  /// Forgets the names of the object whose first name has the number `first`: the innermost one.
  void drop(std::uint16_t first) noexcept {
    while (used_ > first) {
      const name& last = names_[--used_];
      chains_[last.hash >> chain_shift] = last.next;
    }
  }

 private:
  static constexpr std::size_t chain_count = 128;
  static constexpr unsigned chain_shift = 32 - 7;
  static constexpr std::uint64_t mix_factor = 0x9e3779b97f4a7c15U;

  struct name {
    const char* data;
    std::size_t size;
    std::uint32_t hash;
    std::uint16_t next;
    bool escaped;
  };

  [[nodiscard]] static bool same(const name& seen, std::string_view content, bool escaped) noexcept {
    if (escaped || seen.escaped) return same_json_text(content, {seen.data, seen.size});
    return content.size() == seen.size && std::memcmp(content.data(), seen.data, seen.size) == 0;
  }

  [[nodiscard]] std::uint64_t seed() const noexcept { return reinterpret_cast<std::uintptr_t>(this) * mix_factor; }

  // Both hashes see the resolved bytes in words of eight, so that a name has one hash however it is written.
  [[nodiscard]] static constexpr std::uint64_t mix(std::uint64_t hash, std::uint64_t word) noexcept {
    hash = (hash ^ word) * mix_factor;
    return hash ^ (hash >> 32);
  }
  // The high bits, on which every bit of the last word has told.
  [[nodiscard]] static constexpr std::uint32_t finish(std::uint64_t hash) noexcept {
    return static_cast<std::uint32_t>(hash >> 32);
  }
  // The last word: fewer than eight bytes, some of them twice.
  [[nodiscard]] static std::uint64_t tail(const char* at, std::size_t size) noexcept {
    std::uint32_t low = 0;
    std::uint32_t high = 0;
    if (size >= 4) {
      std::memcpy(&low, at, 4);
      std::memcpy(&high, at + size - 4, 4);
    } else if (size > 0) {
      low = static_cast<unsigned char>(at[0]) | static_cast<std::uint32_t>(static_cast<unsigned char>(at[size / 2]))
                                                    << 8;
      high = static_cast<unsigned char>(at[size - 1]);
    }
    return (low | std::uint64_t{high} << 32) ^ (std::uint64_t{size} << 56);
  }
  [[nodiscard]] std::uint32_t hash_plain(std::string_view content) const noexcept {
    const char* at = content.data();
    std::size_t left = content.size();
    std::uint64_t hash = seed();
    for (; left >= 8; left -= 8, at += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, at, 8);
      hash = mix(hash, word);
    }
    return finish(mix(hash, tail(at, left)));
  }
  [[nodiscard]] std::uint32_t hash_escaped(std::string_view content) const noexcept {
    json_bytes bytes(content);
    char buffer[8];
    std::size_t held = 0;
    std::uint64_t hash = seed();
    for (int byte = bytes.next(); byte >= 0; byte = bytes.next()) {
      buffer[held++] = static_cast<char>(static_cast<unsigned char>(byte));
      if (held < 8) continue;
      std::uint64_t word = 0;
      std::memcpy(&word, buffer, 8);
      hash = mix(hash, word);
      held = 0;
    }
    return finish(mix(hash, tail(buffer, held)));
  }

  std::uint16_t used_ = 0;
  std::uint16_t chains_[chain_count]{};
  name names_[json_limits::most_members];  // only the first used_ are ever read
};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
