// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/provider/part.hpp>
#include <hooklatch/scheme/digest.hpp>

#include <concepts>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// HMAC (RFC 2104) over SHA-1. Still unforgeable as a MAC; for providers that offer nothing newer.
struct hmac_sha1 {
  static constexpr digest_algorithm digest = digest_algorithm::sha1;
  static constexpr std::string_view name = "HMAC-SHA1";
};
struct hmac_sha256 {
  static constexpr digest_algorithm digest = digest_algorithm::sha256;
  static constexpr std::string_view name = "HMAC-SHA256";
};
struct hmac_sha384 {
  static constexpr digest_algorithm digest = digest_algorithm::sha384;
  static constexpr std::string_view name = "HMAC-SHA384";
};
struct hmac_sha512 {
  static constexpr digest_algorithm digest = digest_algorithm::sha512;
  static constexpr std::string_view name = "HMAC-SHA512";
};

/// Purpose: names the MAC that a provider computes with the shared secret.
///
/// Exemplar: `hmac_sha256`.
///
/// Models: `hmac_sha1`, `hmac_sha256`, `hmac_sha384`, `hmac_sha512`.
template <class M>
concept mac_algorithm = requires {
  { M::digest } -> std::convertible_to<digest_algorithm>;
  { M::name } -> std::convertible_to<std::string_view>;
};

/// Provider part: the MAC. The provider chooses it, never the message.
template <mac_algorithm Algorithm>
struct mac {
  using part_kind = detail::mac_part;
  using algorithm = Algorithm;
};

}  // namespace v0
}  // namespace hooklatch
