// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/clock.hpp>
#include <hooklatch/core/keyring.hpp>
#include <hooklatch/core/result.hpp>
#include <hooklatch/detail/header_slots.hpp>
#include <hooklatch/detail/verifier_core.hpp>
#include <hooklatch/http/request_traits.hpp>
#include <hooklatch/provider.hpp>
#include <hooklatch/scheme/hmac_engine.hpp>
#include <hooklatch/verify/limits.hpp>
#include <hooklatch/verify/verified_delivery.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace hooklatch {
inline namespace v0 {
namespace detail {
struct verifier_access;
}

/// Proves that a delivery comes from `Provider` and is fresh: `verifier<zuba> verify("whsec_...");`.
///
/// One verifier serves any number of threads at once, without a lock. `verify` allocates nothing of its own (OpenSSL
/// allocates twice for each secret that is tried, and once more the first time in a thread), throws nothing, and
/// refuses every delivery that it cannot prove.
///
/// The order of the checks is fixed, and the first one that fails is the reason:
/// - method `bad_method`; body size `body_too_large`;
/// - signature header `missing_signature`, `duplicate_header`, `header_too_large`, `invalid_header` (a control byte);
///   timestamp header `missing_timestamp`, id header `missing_id`, event header, the same checks each;
/// - grammar and number of candidates `missing_timestamp`, `duplicate_field`, `too_many_signatures`,
///   `unsupported_scheme`, `malformed_signature`; their decoding `malformed_signature`;
/// - `malformed_timestamp`; signed id `malformed_id`;
/// - MAC `signature_mismatch`, `crypto_failure`; window `timestamp_too_old`, then `timestamp_too_new`;
/// - `config_error` wherever the clock or the request's own accessors throw.
template <provider_type Provider, wall_clock Clock = std::chrono::system_clock, mac_engine Engine = hmac_engine>
class verifier {
 public:
  /// As `make`, but throws `std::system_error` with a sentence that says what to do.
  explicit verifier(secret_text text, const verifier_options& options = {}, Clock clock = Clock())
      : verifier(make(text, options, std::move(clock)).value()) {}
  explicit verifier(const keyring& secrets, const verifier_options& options = {}, Clock clock = Clock())
      : verifier(make(secrets, options, std::move(clock)).value()) {}

  /// With one secret, as the provider shows it. Errors: `empty_secret`, `weak_secret`, `bad_secret_encoding`,
  /// `bad_tolerance`, `config_error` for a limit out of bounds, `crypto_failure`.
  [[nodiscard]] static result<verifier> make(secret_text text, const verifier_options& options = {},
                                             Clock clock = Clock()) {
    auto only = secret::make(text);
    if (!only) return only.error();
    return make(keyring(std::move(*only)), options, std::move(clock));
  }
  /// With a rotation list. An error in a secret carries its index as `offset`.
  [[nodiscard]] static result<verifier> make(const keyring& secrets, const verifier_options& options = {},
                                             Clock clock = Clock()) {
    auto core = detail::verifier_core<Engine>::make(Provider::table(), secrets, options);
    if (!core) return core.error();
    return verifier(std::move(*core), std::move(clock));
  }

  /// Verifies a request. It has to outlive the delivery, whose body is a view of it; so a temporary is not taken,
  /// unless its type only views its body (`request_traits` with `borrows_body`).
  template <class Request>
    requires request_type<std::remove_cvref_t<Request>>
  [[nodiscard]] result<verified_delivery> verify(Request&& request) const noexcept {
    using traits = request_traits<std::remove_cvref_t<Request>>;
    static_assert(
        std::is_lvalue_reference_v<Request> || requires { requires traits::borrows_body; },
        "hooklatch: verify() keeps a view of the body; pass a request that outlives the delivery, not a temporary");
    const auto& named = request;
    return run([&](detail::header_slots& slots) -> result<verified_delivery> {
      const byte_view body = traits::body(named);
      if (auto good = core_.check_frame(traits::method(named), body.size()); !good) return good.error();
      slots.collect(traits::headers(named));
      return core_.check(slots, body, instant::from(clock_.now()));
    });
  }

  /// Verifies headers and a body that the framework hands out apart. The method is not known here: let only
  /// `provider().method` reach it.
  template <header_source Headers, class Body>
    requires body_bytes<std::remove_cvref_t<Body>>
  [[nodiscard]] result<verified_delivery> verify(const Headers& headers, Body&& body) const noexcept {
    static_assert(
        detail::borrowed_body<Body>,
        "hooklatch: verify() keeps a view of the body; pass bytes that outlive the delivery, not a temporary");
    const auto& named = body;
    return run([&](detail::header_slots& slots) -> result<verified_delivery> {
      const byte_view bytes = detail::view_body(named);
      if (auto good = core_.check_frame({}, bytes.size()); !good) return good.error();
      slots.collect(headers);
      return core_.check(slots, bytes, instant::from(clock_.now()));
    });
  }

  /// Runs only what precedes the MAC, for servers that can answer before the body is there: method, announced size,
  /// headers. An error is one that `verify` would give as well; the window is a hint. An empty method is not checked.
  template <header_source Headers>
  [[nodiscard]] result<precheck_hint> precheck(const Headers& headers, std::string_view method = {},
                                               std::size_t announced_size = 0) const noexcept {
    try {
      if (auto good = core_.check_frame(method, announced_size); !good) return good.error();
      detail::header_slots slots(core_.provider(), core_.allowed());
      slots.collect(headers);
      return core_.check_headers(slots, instant::from(clock_.now()));
    } catch (...) {
      return errc::config_error;
    }
  }

  /// The largest body in bytes that is not refused: `max_body`, or the provider's `body_cap`.
  [[nodiscard]] std::size_t max_body() const noexcept { return core_.max_body(); }

  [[nodiscard]] static constexpr const provider_table& provider() noexcept { return Provider::table(); }

 private:
  friend struct detail::verifier_access;
  verifier(detail::verifier_core<Engine>&& core, Clock&& clock) : core_(std::move(core)), clock_(std::move(clock)) {}

  // What the request's accessors or the clock throw is the application's fault and refuses the delivery.
  template <class Step>
  result<verified_delivery> run(Step step) const noexcept {
    try {
      detail::header_slots slots(core_.provider(), core_.allowed());
      return step(slots);
    } catch (...) {
      return errc::config_error;
    }
  }

  detail::verifier_core<Engine> core_;
  [[no_unique_address]] Clock clock_;
};

}  // namespace v0
}  // namespace hooklatch
