// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/event/envelope_options.hpp>
#include <hooklatch/event/event_view.hpp>
#include <hooklatch/http/connection.hpp>
#include <hooklatch/http/handshake.hpp>
#include <hooklatch/http/ip_allowlist.hpp>
#include <hooklatch/http/trusted_proxies.hpp>
#include <hooklatch/provider/table.hpp>
#include <hooklatch/receive/outcome.hpp>
#include <hooklatch/verify/limits.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hooklatch {
inline namespace v0 {

/// What to do with a signed id that comes with another body.
enum class digest_policy : std::uint8_t {
  observe,  ///< it is the same event; the outcome says that the body differs
  strict,   ///< it is refused with 422 (`id_conflict`), not handled
};

/// What a receiver can be told beside its secrets, its store and its handlers:
/// `receiver_options{}.account("acme").observe(metrics)`.
class receiver_options {
 public:
  using observer = std::function<void(const outcome&)>;
  static constexpr std::chrono::seconds longest_retention = std::chrono::hours(87600);
  static constexpr std::chrono::milliseconds longest_lease = std::chrono::hours(24);
  using failure_hook = std::function<void(const event_view&, const std::vector<std::string>&)>;

  receiver_options& verify(const verifier_options& options) {
    verify_ = options;
    return *this;
  }
  receiver_options& envelope(const envelope_options& options) {
    envelope_ = options;
    return *this;
  }
  receiver_options& handshake(handshake_settings settings) {
    handshake_ = std::move(settings);
    return *this;
  }
  /// Only these addresses are answered; others get the provider's 403 before anything is read. The receiver has to be
  /// told the peer: see `connection`.
  receiver_options& allow(ip_allowlist addresses) {
    allowlist_ = std::move(addresses);
    return *this;
  }
  /// Refuses what came over plain HTTP with 403. Where a proxy ends TLS, name it, so that its X-Forwarded-Proto counts.
  /// Only this refuses it: a provider with `https_only` is not held to that unless the application asks for it here.
  receiver_options& require_https(trusted_proxies proxies = {}) {
    https_ = std::move(proxies);
    return *this;
  }
  /// Whose deliveries these are, where one store serves several accounts of one provider.
  receiver_options& account(std::string name) {
    account_ = std::move(name);
    return *this;
  }
  /// Which endpoint this is, where one store serves several: the same event sent to two endpoints is handled by both.
  receiver_options& endpoint(std::string name) {
    endpoint_ = std::move(name);
    return *this;
  }
  /// How long a handled event is remembered: at least a day, twice the provider's retry horizon and twice the window.
  /// Seven days unless this says else, or more where that rule wants more; at most ten years.
  receiver_options& retention(std::chrono::seconds keep) noexcept {
    retention_ = keep;
    return *this;
  }
  /// How long a handler may take before its event counts as abandoned: at most half the provider's retry horizon, where
  /// that is documented, and at most a day. A minute, or that half where it is less, unless this says else.
  receiver_options& lease(std::chrono::milliseconds lease) noexcept {
    lease_ = lease;
    return *this;
  }
  receiver_options& digests(digest_policy policy) noexcept {
    digests_ = policy;
    return *this;
  }
  /// The status of an acknowledgement, in place of the provider's, but not of its answer to a duplicate; one that the
  /// provider does not take is refused at construction.
  receiver_options& acknowledge_with(int status) noexcept {
    acknowledge_status_ = status;
    return *this;
  }
  /// Called with the outcome of every delivery, after it is settled: for metrics and logs. What it throws is dropped.
  receiver_options& observe(observer watch) {
    observers_.push_back(std::move(watch));
    return *this;
  }
  /// Called for an event that failed and that the provider will not send again, before it is acknowledged: the
  /// application parks it. If the hook throws, the delivery is answered as a failure instead. It may be called twice for
  /// one event: when the store fails after it, the event comes again. With `mark_before` it has every failed event.
  receiver_options& on_final_failure(failure_hook hook) {
    final_failure_ = std::move(hook);
    return *this;
  }

  /// The value of this header is not kept in an inbox. Those whose name speaks of a token, a secret, a password, a key, a
  /// session, a cookie or an authorization never are.
  receiver_options& hide_header(std::string name) {
    hidden_headers_.push_back(std::move(name));
    return *this;
  }

  [[nodiscard]] const verifier_options& verify() const noexcept { return verify_; }
  [[nodiscard]] const envelope_options& envelope() const noexcept { return envelope_; }
  [[nodiscard]] const handshake_settings& handshake() const noexcept { return handshake_; }
  [[nodiscard]] const std::optional<ip_allowlist>& allowlist() const noexcept { return allowlist_; }
  [[nodiscard]] const std::optional<trusted_proxies>& https() const noexcept { return https_; }
  [[nodiscard]] const std::string& account() const noexcept { return account_; }
  [[nodiscard]] const std::string& endpoint() const noexcept { return endpoint_; }
  [[nodiscard]] digest_policy digests() const noexcept { return digests_; }
  [[nodiscard]] std::optional<int> acknowledge_status() const noexcept { return acknowledge_status_; }
  [[nodiscard]] const std::vector<observer>& observers() const noexcept { return observers_; }
  [[nodiscard]] const failure_hook& final_failure() const noexcept { return final_failure_; }
  [[nodiscard]] const std::vector<std::string>& hidden_headers() const noexcept { return hidden_headers_; }

  /// The shortest retention that outlives the provider's retries and the window, in seconds.
  [[nodiscard]] std::chrono::seconds least_retention(const provider_table& provider) const noexcept {
    const auto window = std::max(verify_.past().value_or(provider.tolerance_past),
                                 verify_.future().value_or(provider.tolerance_future));
    return std::chrono::seconds(std::max({std::int64_t{86400}, 2 * provider.retry_horizon, 2 * window}));
  }
  [[nodiscard]] std::chrono::milliseconds lease(const provider_table& provider) const noexcept {
    const std::chrono::milliseconds minute = std::chrono::minutes(1);
    const std::chrono::milliseconds half(500 * provider.retry_horizon);
    return lease_.value_or(provider.retry_horizon > 0 ? std::min(minute, half) : minute);
  }
  [[nodiscard]] std::chrono::seconds retention(const provider_table& provider) const noexcept {
    return retention_.value_or(std::max<std::chrono::seconds>(std::chrono::days(7), least_retention(provider)));
  }

  /// `config_error` for a retention or lease outside these rules, an acknowledgement that the provider does not take,
  /// and a provider whose handshake needs `handshake_settings` that are not there.
  [[nodiscard]] result<void> check(const provider_table& provider) const noexcept {
    if (auto good = envelope_.check(); !good) return good;
    const auto least = least_retention(provider);
    const auto refused = [](std::string_view hint) { return error(errc::config_error).with_hint(hint); };
    if (retention(provider) < least) {
      return refused("receiver_options::retention is shorter than a day, twice the provider's retries or twice the "
                     "window; the limit is in seconds")
          .with_limit(least.count());
    }
    if (retention(provider) > longest_retention) {
      return refused("receiver_options::retention is at most ten years; the limit is in seconds")
          .with_limit(longest_retention.count());
    }
    const auto wanted = lease(provider);
    const std::chrono::milliseconds half(500 * provider.retry_horizon);
    if (wanted <= std::chrono::milliseconds(0) || wanted > longest_lease) {
      return refused("receiver_options::lease is more than nothing and at most a day");
    }
    if (half.count() > 0 && wanted > half) {
      return refused("receiver_options::lease is longer than half the time in which the provider retries, so that all of "
                     "its retries could meet it; the limit is in seconds")
          .with_limit(provider.retry_horizon / 2);
    }
    for (const auto& rule : provider.handshakes) {
      const bool hashes = rule.how == handshake_answer::hash_json;
      if ((rule.token.present() || hashes) && !handshake_.verification_token) {
        return refused("this provider's check of the endpoint needs handshake_settings::verification_token");
      }
      if (hashes && handshake_.endpoint_url.empty()) {
        return refused("this provider's check of the endpoint needs handshake_settings::endpoint_url");
      }
    }
    if (acknowledge_status_ && !provider.acknowledges_with(*acknowledge_status_)) {
      return refused("receiver_options::acknowledge_with has a status that this provider does not take for an "
                     "acknowledgement");
    }
    return {};
  }

 private:
  verifier_options verify_;
  envelope_options envelope_;
  handshake_settings handshake_;
  std::optional<ip_allowlist> allowlist_;
  std::optional<trusted_proxies> https_;
  std::string account_;
  std::string endpoint_;
  std::optional<std::chrono::seconds> retention_;
  std::optional<std::chrono::milliseconds> lease_;
  digest_policy digests_ = digest_policy::observe;
  std::optional<int> acknowledge_status_;
  std::vector<observer> observers_;
  failure_hook final_failure_;
  std::vector<std::string> hidden_headers_;
};

}  // namespace v0
}  // namespace hooklatch
