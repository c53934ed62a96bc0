// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// SipHash-2-4 with 128 bits (Aumasson and Bernstein) of 32 bytes: without the key nobody can tell which inputs meet.
class siphash_128 {
 public:
  using word_pair = std::array<std::uint64_t, 2>;

  siphash_128() = default;
  explicit constexpr siphash_128(const word_pair& key) noexcept : key_(key) {}

  [[nodiscard]] constexpr word_pair operator()(const std::array<std::uint8_t, 32>& bytes) const noexcept {
    state with{0x736f6d6570736575U ^ key_[0], 0x646f72616e646f6dU ^ key_[1] ^ 0xee, 0x6c7967656e657261U ^ key_[0],
               0x7465646279746573U ^ key_[1]};
    for (std::size_t i = 0; i < bytes.size(); i += 8) with.take(word_at(bytes, i));
    with.take(std::uint64_t{bytes.size()} << 56);
    word_pair out{};
    with.c ^= 0xee;
    out[0] = with.finish();
    with.b ^= 0xdd;
    out[1] = with.finish();
    return out;
  }

  /// Least significant byte first.
  [[nodiscard]] static constexpr std::uint64_t word_at(const std::array<std::uint8_t, 32>& bytes,
                                                       std::size_t at) noexcept {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < 8; ++i) word |= std::uint64_t{bytes[at + i]} << (8 * i);
    return word;
  }

 private:
  struct state {
    std::uint64_t a, b, c, d;

    constexpr void round() noexcept {
      a += b;
      c += d;
      b = std::rotl(b, 13) ^ a;
      d = std::rotl(d, 16) ^ c;
      a = std::rotl(a, 32) + d;
      c += b;
      d = std::rotl(d, 21) ^ a;
      b = std::rotl(b, 17) ^ c;
      c = std::rotl(c, 32);
    }
    constexpr void take(std::uint64_t word) noexcept {
      d ^= word;
      round();
      round();
      a ^= word;
    }
    constexpr std::uint64_t finish() noexcept {
      for (int i = 0; i < 4; ++i) round();
      return a ^ b ^ c ^ d;
    }
  };

  word_pair key_{};
};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
