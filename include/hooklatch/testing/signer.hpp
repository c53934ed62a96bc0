// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/clock.hpp>
#include <hooklatch/core/result.hpp>
#include <hooklatch/core/secret.hpp>
#include <hooklatch/detail/active_secrets.hpp>
#include <hooklatch/detail/header_values.hpp>
#include <hooklatch/detail/signed_bytes.hpp>
#include <hooklatch/http/request.hpp>
#include <hooklatch/provider.hpp>
#include <hooklatch/scheme/hmac_engine.hpp>
#include <hooklatch/testing/event_body.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace hooklatch {
inline namespace v0 {
namespace testing {

/// What a sender puts beside the body. Fields that the provider has no place for are not sent.
struct delivery_fields {
  std::string id{};                     ///< the signed id; default: `test-` and milliseconds, see `signer`
  std::string type{};                   ///< the event header; default: none for a given body, the event's own type else
  std::string delivery_id{};            ///< the unsigned id; default: as `id`
  std::optional<instant> at{};          ///< the signed time; default: the clock
};

}  // namespace testing

namespace detail {

[[nodiscard]] inline bool holds_control(std::string_view text) noexcept {
  for (const char c : text) {
    if (is_control(c) || c == '\t') return true;
  }
  return false;
}

/// Makes up ids: `test-` and the clock's milliseconds, or the next number that was not given away yet. So none comes
/// twice, though the clock stands or goes back.
class made_ids {
 public:
  [[nodiscard]] std::string next(instant now) const {
    const std::int64_t wanted = now.seconds() * 1000 + now.nanoseconds() / 1'000'000;
    std::int64_t free = free_->load();
    while (!free_->compare_exchange_weak(free, std::max(wanted, free) + 1)) {
    }
    return "test-" + std::to_string(std::max(wanted, free));
  }

 private:
  std::unique_ptr<std::atomic<std::int64_t>> free_ =
      std::make_unique<std::atomic<std::int64_t>>(std::numeric_limits<std::int64_t>::min());
};

/// Signs one request as the provider's table says. The id is there.
[[nodiscard]] inline result<request> sign_request(const provider_table& provider,
                                                  const active_secret<hmac_engine>& secret, std::string body,
                                                  const testing::delivery_fields& fields, instant now) {
  const std::string& id = fields.id;
  const std::string& delivery_id = fields.delivery_id.empty() ? id : fields.delivery_id;
  if (holds_control(id) || holds_control(fields.type) || holds_control(delivery_id)) return errc::invalid_header;
  if (provider.splices_id() && !header_values::is_spliceable_id(provider, id)) return errc::malformed_id;

  const instant at = fields.at.value_or(now);
  if (at.seconds() < 0) return errc::malformed_timestamp;
  std::string timestamp;
  if (provider.has_timestamp()) {
    timestamp = provider.format_timestamp(at);
    if (!provider.parse_timestamp(timestamp)) return errc::malformed_timestamp;
  }

  secret_buffer<max_digest_size> room;
  const auto tag = room.first(digest_size(provider.digest));
  const spliced values{timestamp, id};
  auto run = secret.engine.begin();
  signed_bytes content(run, provider.recipe, values);
  if (!content.begin() || !content.update(to_bytes(body)) || !content.finish(tag)) return errc::crypto_failure;

  request made;
  made.method = provider.method;
  made.headers.emplace_back("Content-Type", "application/json");
  const auto add = [&made](std::string_view name, std::string_view value) {
    if (!name.empty() && !value.empty()) made.headers.emplace_back(name, value);
  };
  if (provider.splices_id()) add(provider.event_id.where, id);
  add(provider.timestamp_header, timestamp);
  add(provider.signature_header,
      provider.join_signature(provider.encode_tag(tag), provider.timestamp_field, timestamp));
  add(provider.type_header(), fields.type);
  add(provider.delivery_id.where, delivery_id);
  made.body = std::move(body);
  return made;
}

}  // namespace detail

namespace testing {

/// Signs deliveries as `Provider` does, so that a handler can be tested without it:
/// `signer<zuba> sign("whsec_..."); auto request = sign.event({"payout.paid", R"({"id":"pay_1"})"}).value();`
///
/// It signs what it is given, stale or empty as it may be, but refuses what no provider would send: CR, LF or another
/// control byte in a field (`invalid_header`), an id that the recipe could not keep apart (`malformed_id`), a time
/// before 1970 or one that the format cannot write (`malformed_timestamp`).
///
/// An id that it is not given is `test-` and the clock's milliseconds, as Zuba's test sender makes them, or the next
/// number that this signer has not given away: no two of its events share one, even on a clock that stands. For a
/// provider with `event_batch<>`, `event` sends a batch of one. Safe from many threads if the clock is.
template <provider_type Provider, wall_clock Clock = std::chrono::system_clock>
class signer {
 public:
  /// As `make`, but throws `std::system_error` with a sentence that says what to do.
  explicit signer(secret_text text, Clock clock = Clock()) : signer(make(text, std::move(clock)).value()) {}
  explicit signer(const secret& key, Clock clock = Clock()) : signer(make(key, std::move(clock)).value()) {}

  /// Errors: those of a secret, as for `verifier::make`.
  [[nodiscard]] static result<signer> make(secret_text text, Clock clock = Clock()) {
    const auto key = secret::make(text);
    if (!key) return key.error();
    return make(*key, std::move(clock));
  }
  [[nodiscard]] static result<signer> make(const secret& key, Clock clock = Clock()) {
    auto active = detail::activate<hmac_engine>(Provider::table(), key);
    if (!active) return active.error();
    return signer(std::move(*active), std::move(clock));
  }

  /// A delivery with exactly this body, which may be any bytes.
  [[nodiscard]] result<request> sign(std::string body, delivery_fields fields = {}) const {
    const auto now = instant::from(clock_.now());
    if (fields.id.empty()) fields.id = ids_.next(now);
    return detail::sign_request(Provider::table(), secret_, std::move(body), fields, now);
  }

  /// A delivery of this event, with a body as the provider lays it out.
  [[nodiscard]] result<request> event(const test_event& event, delivery_fields fields = {}) const {
    const auto now = instant::from(clock_.now());
    const auto moment = fields.at.value_or(now);
    constexpr std::int64_t last = 253402300799;  // the last second of the year 9999, which all formats can write
    if (moment.seconds() < 0 || moment.seconds() > last) return errc::malformed_timestamp;
    if (fields.id.empty()) fields.id = event.id.empty() ? ids_.next(now) : event.id;
    if (fields.type.empty()) fields.type = event.type;
    std::string body = detail::make_event_body(Provider::table(), event, fields.id, moment);
    return detail::sign_request(Provider::table(), secret_, std::move(body), fields, now);
  }

 private:
  signer(detail::active_secret<hmac_engine>&& key, Clock&& clock) : secret_(std::move(key)), clock_(std::move(clock)) {}

  detail::active_secret<hmac_engine> secret_;
  detail::made_ids ids_;
  [[no_unique_address]] Clock clock_;
};

}  // namespace testing
}  // namespace v0
}  // namespace hooklatch
