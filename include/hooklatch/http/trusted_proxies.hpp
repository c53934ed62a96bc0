// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/detail/field_name.hpp>
#include <hooklatch/detail/header_lines.hpp>
#include <hooklatch/http/headers.hpp>
#include <hooklatch/http/ip_address.hpp>
#include <hooklatch/http/ip_range.hpp>
#include <hooklatch/scheme/grammar.hpp>

#include <cstddef>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// A container that keeps pairs by their hash. Lines of one name come out of it in any order: std::unordered_multimap
/// of libstdc++ shows the last one first.
template <class H>
concept hashed_headers = requires { typename H::hasher; };

}  // namespace detail

/// Which proxies are believed when they say for whom they speak; without any, only the socket's own word counts. A
/// proxy that is named here has to append to X-Forwarded-For or replace it: one that passes on what its client wrote
/// lends the client its trust.
class trusted_proxies {
 public:
  trusted_proxies() noexcept = default;
  /// Throws `std::system_error` where `make` refuses.
  explicit trusted_proxies(ip_ranges ranges) : trusted_proxies(make(std::move(ranges)).value()) {}
  /// Refuses `::/0` with `bad_cidr` and the index of the range: if everybody is trusted, every sender names itself.
  [[nodiscard]] static result<trusted_proxies> make(ip_ranges ranges) {
    std::size_t index = 0;
    for (const auto& range : ranges) {
      if (range.prefix() == 0) return error(errc::bad_cidr).with_offset(index);
      ++index;
    }
    trusted_proxies made;
    made.ranges_ = std::move(ranges);
    return made;
  }

  [[nodiscard]] bool contains(const ip_address& address) const noexcept { return ranges_.contains(address); }

  /// The sender's address: `peer`, the other end of the socket; or, where that is a trusted proxy, what X-Forwarded-For
  /// says, read from the right up to the first address that is no trusted proxy. If there is no X-Forwarded-For,
  /// X-Real-IP counts, and if there is none of them, the proxy itself.
  ///
  /// Nobody, and so a refusal, where the walk meets an entry that is no address, where X-Real-IP comes twice or is none
  /// of the addresses walked (then the proxy sets one header and passes the other on), and where a hashed container has
  /// lost the order of several lines. A callable hands out several lines in the order in which they came. Passes on
  /// what `headers` throws, and allocates nothing.
  template <header_source Headers>
  [[nodiscard]] std::optional<ip_address> sender_of(std::string_view peer, const Headers& headers) const {
    const auto nearest = ip_address::parse(peer);
    if (!nearest || !contains(*nearest)) return nearest;

    std::optional<ip_address> real;
    const std::size_t reals =
        detail::for_each_value(headers, "X-Real-IP", [&](std::string_view value) { real = ip_address::parse(value); });
    if (reals > 1 || (reals == 1 && !real)) return std::nullopt;

    // Several lines are one list (RFC 9110 section 5.3), as if each were joined to the next by a comma.
    walk list(*this, real);
    std::size_t shown = 0;
    const std::size_t lines = detail::for_each_value(headers, "X-Forwarded-For", [&](std::string_view value) {
      ++shown;
      list.read_line(value);
    });
    if (lines == 0) return real ? real : nearest;
    if (lines != shown || (lines > 1 && detail::hashed_headers<Headers>)) return std::nullopt;
    if (real && !list.met_real()) return std::nullopt;
    return list.sender();
  }

  /// Whether the request came over TLS: by the socket's own word, or by X-Forwarded-Proto of a trusted peer, where only
  /// one value, and only `https`, says so. Passes on what `headers` throws.
  template <header_source Headers>
  [[nodiscard]] bool came_over_https(bool socket_is_tls, std::string_view peer, const Headers& headers) const {
    if (socket_is_tls) return true;
    const auto nearest = ip_address::parse(peer);
    if (!nearest || !contains(*nearest)) return false;
    bool https = false;
    const std::size_t copies = detail::for_each_value(headers, "X-Forwarded-Proto", [&](std::string_view value) {
      https = detail::same_header_name(value, "https");
    });
    return copies == 1 && https;
  }

  /// `insecure_transport` unless the request came over TLS; `config_error` where `headers` throws.
  template <header_source Headers>
  [[nodiscard]] result<void> require_https(bool socket_is_tls, std::string_view peer,
                                           const Headers& headers) const noexcept {
    try {
      if (came_over_https(socket_is_tls, peer, headers)) return {};
      return errc::insecure_transport;
    } catch (...) {
      return errc::config_error;
    }
  }

 private:
  // The walk from the right in one pass from the left, so that nothing is joined or kept: the sender is the last entry
  // that is no trusted proxy, or the first entry where all of them are.
  class walk {
   public:
    walk(const trusted_proxies& proxies, const std::optional<ip_address>& real) noexcept
        : proxies_(&proxies), real_(&real) {}

    void read_line(std::string_view line) noexcept {
      for (;;) {
        const auto comma = line.find(',');
        read_entry(detail::trim_ows(line.substr(0, comma)));
        if (comma == std::string_view::npos) return;
        line.remove_prefix(comma + 1);
      }
    }
    [[nodiscard]] const std::optional<ip_address>& sender() const noexcept { return sender_; }
    /// Whether X-Real-IP is the sender or one of the proxies behind it.
    [[nodiscard]] bool met_real() const noexcept { return met_real_; }

   private:
    void read_entry(std::string_view entry) noexcept {
      const auto address = ip_address::parse(entry);
      const bool is_real = address && *real_ && *address == **real_;
      if (!first_ && address && proxies_->contains(*address)) {
        met_real_ = met_real_ || is_real;
        return;
      }
      first_ = false;
      sender_ = address;
      met_real_ = is_real;
    }

    const trusted_proxies* proxies_;
    const std::optional<ip_address>* real_;
    std::optional<ip_address> sender_;
    bool first_ = true;
    bool met_real_ = false;
  };

  ip_ranges ranges_;
};

}  // namespace v0
}  // namespace hooklatch
