// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/bytes.hpp>
#include <hooklatch/core/result.hpp>
#include <hooklatch/scheme/digest.hpp>

#include <concepts>
#include <cstddef>
#include <span>

namespace hooklatch {
inline namespace v0 {

/// Purpose: one keyed MAC, made once from a secret and then used from every thread without a lock.
///
/// Exemplar: `hmac_midstates`.
///
/// Models: `hmac_midstates`, `hmac_in_module`, `hmac_engine` (the default: the first, or the second where OpenSSL
/// runs with FIPS properties).
///
/// `make` fails with `crypto_failure`. `begin` starts a computation that belongs to the calling thread until it is
/// finished or dropped; a thread runs one at a time. `update` and `finish` answer false when OpenSSL fails, and
/// `finish` takes exactly `digest_size` bytes of room. A destroyed or moved-from engine holds no key material.
template <class E>
concept mac_engine = std::movable<E> &&
    requires(const E& engine, decltype(std::declval<const E&>().begin())& run, byte_view bytes, std::span<std::byte> tag) {
      { E::make(digest_algorithm::sha256, bytes) } noexcept -> std::same_as<result<E>>;
      { engine.begin() } noexcept;
      { run.update(bytes) } noexcept -> std::same_as<bool>;
      { run.finish(tag) } noexcept -> std::same_as<bool>;
    };

}  // namespace v0
}  // namespace hooklatch
