// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/bytes.hpp>

#include <openssl/crypto.h>

namespace hooklatch {
inline namespace v0 {
namespace constant_time {

/// Whether `a` and `b` hold the same bytes, in a time that depends on their sizes only.
/// It is the library's one comparison of secret bytes; sizes are public and unequal ones are unequal bytes.
[[nodiscard]] inline bool equal(byte_view a, byte_view b) noexcept {
  if (a.size() != b.size()) return false;
  return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace constant_time
}  // namespace v0
}  // namespace hooklatch
