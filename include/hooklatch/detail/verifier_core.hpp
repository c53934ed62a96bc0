// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/constant_time.hpp>
#include <hooklatch/detail/active_secrets.hpp>
#include <hooklatch/detail/challenge.hpp>
#include <hooklatch/detail/delivery_maker.hpp>
#include <hooklatch/detail/header_values.hpp>
#include <hooklatch/detail/signed_bytes.hpp>
#include <hooklatch/verify/limits.hpp>
#include <hooklatch/verify/precheck_hint.hpp>
#include <hooklatch/verify/verified_delivery.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// How far behind and ahead of the receiver's clock a timestamp may be, in seconds, and the provider's unit.
struct window {
  std::int64_t past = 0;
  std::int64_t future = 0;
  std::int32_t resolution = 1;

  /// Refuses a time outside; both edges belong to the window. Past comes before future.
  [[nodiscard]] result<void> judge(instant moment, instant now) const noexcept {
    const auto clock = now.floor_to(resolution);
    if (more_than(moment, clock, past)) {
      return error(errc::timestamp_too_old).with_skew(milliseconds_between(moment, clock)).with_limit(past);
    }
    if (more_than(clock, moment, future)) {
      return error(errc::timestamp_too_new).with_skew(milliseconds_between(moment, clock)).with_limit(future);
    }
    return {};
  }

  [[nodiscard]] static result<window> make(const provider_table& provider, const verifier_options& options) noexcept {
    if (!provider.has_timestamp()) {
      if (options.past())
        return errc::bad_tolerance;  // a window without a signed time would promise what nobody checks
      return window{};
    }
    const window made{options.past().value_or(provider.tolerance_past),
                      options.future().value_or(provider.tolerance_future), provider.timestamp_resolution};
    if (made.past < 0 || made.past > largest_tolerance || made.future < 0 || made.future > largest_tolerance) {
      return error(errc::bad_tolerance).with_limit(largest_tolerance);
    }
    return made;
  }
};

/// What `verifier` does, for every provider: it reads the provider's table and is instantiated once an engine.
template <mac_engine Engine>
class verifier_core {
 public:
  [[nodiscard]] static result<verifier_core> make(const provider_table& provider, const keyring& secrets,
                                                  const verifier_options& options) {
    if (auto good = check_limits(options.limits()); !good) return good.error();
    auto span = window::make(provider, options);
    if (!span) return span.error();
    auto active = activate_all<Engine>(provider, secrets);
    if (!active) return active.error();
    return verifier_core(provider, options.limits(), *span, std::move(*active));
  }

  [[nodiscard]] const provider_table& provider() const noexcept { return *provider_; }
  [[nodiscard]] const limits& allowed() const noexcept { return limits_; }
  [[nodiscard]] std::size_t max_body() const noexcept { return limits_.max_body.value_or(provider_->body_cap); }

  /// Before any header is read. An empty method is one that the caller does not know.
  [[nodiscard]] result<void> check_frame(std::string_view method, std::size_t body_size) const noexcept {
    if (!method.empty() && method != provider_->method) return errc::bad_method;
    const auto largest = max_body();
    if (body_size > largest) return error(errc::body_too_large).with_limit(static_cast<std::int64_t>(largest));
    return {};
  }

  [[nodiscard]] result<verified_delivery> check(const header_slots& headers, byte_view body,
                                                instant now) const noexcept {
    header_values claimed;
    if (auto good = claimed.read(*provider_, limits_, headers); !good) return good.error();
    // Whoever asks such a provider's endpoint for the MAC of a challenge has not signed a delivery with it. Without a
    // body, what the recipe puts before it can be a challenge: `1700000000.`.
    if (provider_->signs_challenges && (body.empty() || is_challenge(to_text(body)))) return errc::signature_mismatch;
    const auto matched = find_secret(claimed, body, now);
    if (!matched) return matched.error();
    if (provider_->has_timestamp()) {
      if (auto good = window_.judge(claimed.timestamp(), now); !good) return good.error();
    }
    return delivery_maker::make(*provider_, body, claimed, *matched, now);
  }

  /// What can be said of the headers alone: a refusal that no body will change, or, as a hint, what the window will say
  /// if the signature turns out to be right.
  [[nodiscard]] result<precheck_hint> check_headers(const header_slots& headers, instant now) const noexcept {
    header_values claimed;
    if (auto good = claimed.read(*provider_, limits_, headers); !good) return good.error();
    precheck_hint hint;
    if (provider_->has_timestamp()) {
      if (auto good = window_.judge(claimed.timestamp(), now); !good) hint.window = good.error();
    }
    return hint;
  }

  /// The MAC of a challenge under the first secret that is valid, for handshakes that ask for it. Only of what can be
  /// no delivery: see `is_challenge`.
  [[nodiscard]] result<std::size_t> challenge_tag(std::string_view challenge, instant now,
                                                  std::span<std::byte> out) const noexcept {
    if (!is_challenge(challenge)) return errc::payload_wrong_type;
    const std::chrono::sys_seconds second{std::chrono::seconds(now.seconds())};
    for (const auto& each : secrets_) {
      if (!each.valid_at(second)) continue;
      const auto size = digest_size(provider_->digest);
      auto run = each.engine.begin();
      if (out.size() < size || !run.update(to_bytes(challenge)) || !run.finish(out.first(size))) {
        return errc::crypto_failure;
      }
      return size;
    }
    return errc::signature_mismatch;
  }

 private:
  verifier_core(const provider_table& provider, const limits& allowed, const window& span,
                std::vector<active_secret<Engine>>&& secrets) noexcept
      : provider_(&provider), limits_(allowed), window_(span), secrets_(std::move(secrets)) {}

  // One MAC for each secret, however many candidates there are; the secrets are tried in their order.
  [[nodiscard]] result<std::size_t> find_secret(const header_values& claimed, byte_view body,
                                                instant now) const noexcept {
    const std::chrono::sys_seconds second{std::chrono::seconds(now.seconds())};
    const spliced values{claimed.timestamp_text(), claimed.id()};
    for (std::size_t i = 0; i < secrets_.size(); ++i) {
      if (!secrets_[i].valid_at(second)) continue;
      secret_buffer<max_digest_size> room;
      const auto expected = room.first(digest_size(provider_->digest));
      auto run = secrets_[i].engine.begin();
      signed_bytes content(run, provider_->recipe, values);
      if (!content.begin() || !content.update(body) || !content.finish(expected)) return errc::crypto_failure;
      if (matches(claimed, expected)) return i;
    }
    return errc::signature_mismatch;
  }

  // Every candidate is compared, in whatever order they stand.
  [[nodiscard]] static bool matches(const header_values& claimed, byte_view expected) noexcept {
    bool any = false;
    for (std::size_t i = 0; i < claimed.tags(); ++i) any |= constant_time::equal(claimed.tag(i), expected);
    return any;
  }

  const provider_table* provider_;
  limits limits_;
  window window_;
  std::vector<active_secret<Engine>> secrets_;
};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
