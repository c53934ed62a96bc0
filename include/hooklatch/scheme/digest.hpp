// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// The hash functions that providers build their MACs on (FIPS 180-4).
enum class digest_algorithm : std::uint8_t { sha1, sha256, sha384, sha512 };

/// The largest digest and the largest block of any of them, in bytes.
inline constexpr std::size_t max_digest_size = 64;
inline constexpr std::size_t max_digest_block = 128;

/// Bytes in one digest.
[[nodiscard]] constexpr std::size_t digest_size(digest_algorithm algorithm) noexcept {
  switch (algorithm) {
    case digest_algorithm::sha1: return 20;
    case digest_algorithm::sha256: return 32;
    case digest_algorithm::sha384: return 48;
    case digest_algorithm::sha512: return 64;
  }
  return 0;
}

/// Bytes that one compression takes; HMAC pads its key to this size (RFC 2104).
[[nodiscard]] constexpr std::size_t digest_block(digest_algorithm algorithm) noexcept {
  return algorithm == digest_algorithm::sha1 || algorithm == digest_algorithm::sha256 ? 64 : 128;
}

/// The name by which OpenSSL fetches it; a NUL follows the text.
[[nodiscard]] constexpr std::string_view digest_name(digest_algorithm algorithm) noexcept {
  switch (algorithm) {
    case digest_algorithm::sha1: return "SHA1";
    case digest_algorithm::sha256: return "SHA2-256";
    case digest_algorithm::sha384: return "SHA2-384";
    case digest_algorithm::sha512: return "SHA2-512";
  }
  return "";
}

}  // namespace v0
}  // namespace hooklatch
