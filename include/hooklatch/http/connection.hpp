// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace hooklatch {
inline namespace v0 {

/// What the socket knows of a request. Without it, an allow-list and `require_https` refuse.
struct connection {
  std::string_view peer;  ///< the other end's address, without a port
  bool tls = false;       ///< whether the socket itself speaks TLS

  connection() noexcept = default;
  explicit connection(std::string_view peer_, bool tls_ = false) noexcept : peer(peer_), tls(tls_) {}
};

/// A `connection` that owns its text, for frameworks that make the peer's address up as they are asked. Keep it in a
/// variable: what it converts to is a view.
class owned_connection {
 public:
  explicit owned_connection(std::string peer, bool tls = false) noexcept : peer_(std::move(peer)), tls_(tls) {}

  operator connection() const& noexcept { return connection(peer_, tls_); }  // NOLINT: implicit on purpose
  operator connection() && = delete;                                         // NOLINT: it would dangle

 private:
  std::string peer_;
  bool tls_;
};

/// Up to this many bytes it costs more to look at the headers twice than to read the body in vain, so adapters ask
/// `precheck` only about larger ones and those that do not say how large they are.
inline constexpr std::size_t small_body = 16384;

}  // namespace v0
}  // namespace hooklatch
