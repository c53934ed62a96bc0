// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/bytes.hpp>
#include <hooklatch/core/result.hpp>
#include <hooklatch/dedup/claim.hpp>
#include <hooklatch/detail/openssl.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <utility>

namespace hooklatch {
inline namespace v0 {

/// What keeps the events of one endpoint apart from those of another one that shares its store.
struct dedup_namespace {
  std::string_view provider;
  std::string_view account;
  std::string_view endpoint;
  std::string_view environment;  ///< `test` or `live` where the event says so: test events never burn live ids
};

/// SHA-256 over texts, each behind its length as eight bytes, most significant first, so that no two lists of texts
/// have the same bytes. Safe from many threads.
class dedup_hasher {
 public:
  /// `crypto_failure` where OpenSSL has no SHA-256.
  [[nodiscard]] static result<dedup_hasher> make() noexcept {
    detail::openssl_ptr<EVP_MD> md(EVP_MD_fetch(nullptr, "SHA256", nullptr));
    if (md == nullptr) return errc::crypto_failure;
    return dedup_hasher(std::move(md));
  }

  /// The key of an event: its namespace and its `identity`, which must come out of the signed content.
  [[nodiscard]] result<dedup_key> key(const dedup_namespace& within, std::string_view identity) const noexcept {
    dedup_key made;
    if (!hash({within.provider, within.account, within.endpoint, within.environment, identity}, made.bytes)) {
      return errc::crypto_failure;
    }
    return made;
  }
  [[nodiscard]] result<body_digest> digest(byte_view body) const noexcept {
    body_digest made;
    if (!hash({to_text(body)}, made.bytes)) return errc::crypto_failure;
    return made;
  }

 private:
  explicit dedup_hasher(detail::openssl_ptr<EVP_MD>&& md) noexcept : md_(std::move(md)) {}

  [[nodiscard]] bool hash(std::initializer_list<std::string_view> texts,
                          std::array<std::uint8_t, 32>& out) const noexcept {
    const detail::openssl_ptr<EVP_MD_CTX> context(EVP_MD_CTX_new());
    if (context == nullptr || EVP_DigestInit_ex2(context.get(), md_.get(), nullptr) != 1) return false;
    for (const auto text : texts) {
      std::array<unsigned char, 8> size;
      for (std::size_t i = 0; i < size.size(); ++i) {
        size[i] = static_cast<unsigned char>(std::uint64_t{text.size()} >> (56 - 8 * i));
      }
      if (EVP_DigestUpdate(context.get(), size.data(), size.size()) != 1 ||
          EVP_DigestUpdate(context.get(), text.data(), text.size()) != 1) {
        return false;
      }
    }
    unsigned int written = 0;
    return EVP_DigestFinal_ex(context.get(), out.data(), &written) == 1 && written == out.size();
  }

  detail::openssl_ptr<EVP_MD> md_;
};

}  // namespace v0
}  // namespace hooklatch
