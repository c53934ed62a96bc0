// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail {
namespace redis {

/// SHA-1 in lower-case hex, at compile time. Redis calls a script by it, so here it is a name and protects nothing.
[[nodiscard]] constexpr std::array<char, 40> sha1_hex(std::string_view text) noexcept {
  const auto rotated = [](std::uint32_t value, unsigned by) { return (value << by) | (value >> (32 - by)); };
  const std::size_t blocks = (text.size() + 8) / 64 + 1;
  // The text, 0x80, zeros, and the text's length in bits in the last eight bytes.
  const auto byte_at = [&](std::size_t at) -> std::uint32_t {
    if (at < text.size()) return static_cast<unsigned char>(text[at]);
    if (at == text.size()) return 0x80;
    const std::size_t from_end = blocks * 64 - 1 - at;
    if (from_end >= 8) return 0;
    return static_cast<std::uint32_t>((std::uint64_t{text.size()} * 8) >> (8 * from_end)) & 0xff;
  };

  std::array<std::uint32_t, 5> state{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
  for (std::size_t block = 0; block < blocks; ++block) {
    std::array<std::uint32_t, 80> words{};
    for (std::size_t i = 0; i < 80; ++i) {
      const std::size_t at = block * 64 + i * 4;
      words[i] = i < 16 ? byte_at(at) << 24 | byte_at(at + 1) << 16 | byte_at(at + 2) << 8 | byte_at(at + 3)
                        : rotated(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
    }
    auto [a, b, c, d, e] = state;
    for (std::size_t i = 0; i < 80; ++i) {
      const std::uint32_t mixed = i < 20   ? ((b & c) | (~b & d)) + 0x5a827999
                                  : i < 40 ? (b ^ c ^ d) + 0x6ed9eba1
                                  : i < 60 ? ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
                                           : (b ^ c ^ d) + 0xca62c1d6;
      const std::uint32_t next = rotated(a, 5) + mixed + e + words[i];
      e = d;
      d = c;
      c = rotated(b, 30);
      b = a;
      a = next;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
  }

  std::array<char, 40> hex{};
  for (std::size_t i = 0; i < hex.size(); ++i) {
    hex[i] = "0123456789abcdef"[(state[i / 8] >> (28 - 4 * (i % 8))) & 0xf];
  }
  return hex;
}

}  // namespace redis
}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
