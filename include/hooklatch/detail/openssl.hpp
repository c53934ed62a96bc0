// SPDX-License-Identifier: MIT
#pragma once

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <cstddef>
#include <memory>
#include <span>

namespace hooklatch {
inline namespace v0 {
namespace detail {

struct openssl_free {
  void operator()(EVP_MD* md) const noexcept { EVP_MD_free(md); }
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
  void operator()(EVP_MAC* mac) const noexcept { EVP_MAC_free(mac); }
  void operator()(EVP_MAC_CTX* context) const noexcept { EVP_MAC_CTX_free(context); }
};

template <class T>
using openssl_ptr = std::unique_ptr<T, openssl_free>;

inline void cleanse(std::span<std::byte> bytes) noexcept {
  if (!bytes.empty()) OPENSSL_cleanse(bytes.data(), bytes.size());
}

/// Room on the stack for something secret, cleansed when it goes out of scope.
template <std::size_t N>
class secret_buffer {
 public:
  secret_buffer() noexcept = default;
  secret_buffer(const secret_buffer&) = delete;
  secret_buffer& operator=(const secret_buffer&) = delete;
  ~secret_buffer() { OPENSSL_cleanse(bytes_, N); }

  [[nodiscard]] std::span<std::byte> first(std::size_t n) noexcept { return std::span<std::byte>(bytes_).first(n); }

 private:
  std::byte bytes_[N];
};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
