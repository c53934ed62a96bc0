// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/http/headers.hpp>
#include <hooklatch/http/ip_range.hpp>
#include <hooklatch/http/trusted_proxies.hpp>

#include <string_view>
#include <utility>

namespace hooklatch {
inline namespace v0 {

/// The addresses that deliveries may come from:
/// `ip_allowlist({"185.199.108.0/22", "140.82.112.0/20"}, trusted_proxies({"10.0.0.0/8"}))`.
/// It comes before the signature and never in its place: an address proves no sender.
class ip_allowlist {
 public:
  /// Throws `std::system_error` where `make` or a range is refused.
  explicit ip_allowlist(ip_ranges allowed, trusted_proxies proxies = {})
      : ip_allowlist(make(std::move(allowed), std::move(proxies)).value()) {}
  /// Refuses an empty list, which would refuse everybody, with `config_error`.
  [[nodiscard]] static result<ip_allowlist> make(ip_ranges allowed, trusted_proxies proxies = {}) {
    if (allowed.empty()) return errc::config_error;
    return ip_allowlist(checked(), std::move(allowed), std::move(proxies));
  }

  /// `ip_not_allowed` unless the sender's address is known and in the list, as `trusted_proxies::sender_of` finds it;
  /// `config_error` where `headers` throws. `peer` is the other end of the socket, as an address without a port.
  template <header_source Headers>
  [[nodiscard]] result<void> check(std::string_view peer, const Headers& headers) const noexcept {
    try {
      const auto sender = proxies_.sender_of(peer, headers);
      if (sender && allowed_.contains(*sender)) return {};
      return errc::ip_not_allowed;
    } catch (...) {
      return errc::config_error;
    }
  }

  [[nodiscard]] const trusted_proxies& proxies() const noexcept { return proxies_; }

 private:
  struct checked {};
  ip_allowlist(checked, ip_ranges&& allowed, trusted_proxies&& proxies) noexcept
      : allowed_(std::move(allowed)), proxies_(std::move(proxies)) {}

  ip_ranges allowed_;
  trusted_proxies proxies_;
};

}  // namespace v0
}  // namespace hooklatch
