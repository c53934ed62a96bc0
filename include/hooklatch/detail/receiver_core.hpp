// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/bytes.hpp>
#include <hooklatch/core/result.hpp>
#include <hooklatch/dedup/key.hpp>
#include <hooklatch/detail/event_pipeline.hpp>
#include <hooklatch/detail/store_ref.hpp>
#include <hooklatch/event/dispatcher.hpp>
#include <hooklatch/event/read_events.hpp>
#include <hooklatch/http/handshake.hpp>
#include <hooklatch/http/response.hpp>
#include <hooklatch/provider/table.hpp>
#include <hooklatch/receive/outcome.hpp>
#include <hooklatch/receive/receiver_options.hpp>
#include <hooklatch/verify/verified_delivery.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// What `receiver` does behind the verifier, for every provider and store: it reads the provider's table.
class receiver_core {
 public:
  receiver_core(const provider_table& provider, receiver_options options, dispatcher handlers,
                const claim_policy& policy, dedup_hasher hasher, store_ref store)
      : provider_(&provider),
        options_(std::move(options)),
        handlers_(std::move(handlers)),
        policy_(policy),
        hasher_(std::move(hasher)),
        store_(store) {}

  [[nodiscard]] const receiver_options& options() const noexcept { return options_; }

  /// Whether an event's id means the same to both.
  [[nodiscard]] bool shares_ids_with(const receiver_core& other) const noexcept {
    return policy_.remembers && store_.is(other.store_) && options_.account() == other.options_.account() &&
           options_.endpoint() == other.options_.endpoint() && provider_->name == other.provider_->name;
  }

  [[nodiscard]] outcome refuse(const error& why) const {
    outcome made(*provider_, outcome_kind::refused, refusal(*provider_, why));
    made.reason = why;
    return made;
  }

  /// The outcome of a handshake; no value where the request is none. `verified` as for `handshake_reader`.
  [[nodiscard]] std::optional<outcome> try_handshake(const handshake_request& request, bool verified) const {
    if (provider_->handshakes.empty()) return std::nullopt;
    auto answered = handshake_reader(*provider_, options_.handshake()).reply_to(request, verified);
    if (!answered) {
      outcome made(*provider_, outcome_kind::refused, response(refused_handshake(answered.error())));
      made.reason = answered.error();
      return made;
    }
    if (!*answered) return std::nullopt;
    return outcome(*provider_, outcome_kind::handshake, std::move(**answered));
  }

  /// Everything after the verification: events, store, handlers, answer.
  [[nodiscard]] outcome process(const verified_delivery& delivery) const {
    outcome made = process_events(delivery);
    made.secret_index = delivery.secret_index();
    return made;
  }

  /// Hands the outcome to the observers. They cannot change it, nor disturb one another.
  void tell(const outcome& happened) const noexcept {
    for (const auto& watch : options_.observers()) {
      try {
        watch(happened);
      } catch (...) {  // the delivery is settled; an observer's trouble is not the sender's
      }
    }
  }

 private:
  // Before a handshake is trusted, a wrong token is a stranger; what is behind a signature is a malformed request.
  [[nodiscard]] static answer refused_handshake(const error& why) noexcept {
    if (why == errc::signature_mismatch) return answer{403, {}};
    return answer{make_error_code(why) == cause::internal || why == errc::crypto_failure ? 500 : 400, {}};
  }

  [[nodiscard]] outcome process_events(const verified_delivery& delivery) const {
    const auto events = read_events(delivery, options_.envelope());
    if (!events) return refuse(events.error());

    const event_pipeline pipeline(*provider_, options_, handlers_, policy_, hasher_, store_);
    std::optional<event_end> worst;
    outcome made(*provider_, outcome_kind::unhandled, acknowledge());
    std::size_t index = 0;
    for (const auto& event : *events) {
      if (index == 0) {
        made.event_id = event.id();
        made.event_type = event.type();
      }
      const auto digest =
          policy_.remembers ? hasher_.digest(to_bytes(event.text())) : result<body_digest>(body_digest{});
      if (!digest) return refuse(errc::store_unavailable);
      gather(worst, pipeline.run(event, *digest, index++));
    }
    if (!worst) return made;  // an empty batch
    made.kind = worst->kind;
    made.reason = worst->reason;
    made.handler_time = worst->handler_time;
    made.failures = std::move(worst->failures);
    made.response = answer_to(*worst);
    return made;
  }

  // Of a batch, the event that went worst decides: what is done already is skipped when the delivery comes again.
  static void gather(std::optional<event_end>& worst, event_end next) {
    if (!worst) {
      worst = std::move(next);
      return;
    }
    if (next.handler_time) {
      worst->handler_time = worst->handler_time.value_or(std::chrono::nanoseconds(0)) + *next.handler_time;
    }
    for (auto& failure : next.failures) worst->failures.push_back(std::move(failure));
    worst->retry_after = std::max(worst->retry_after, next.retry_after);
    if (rank(next) <= rank(*worst)) return;
    worst->kind = next.kind;
    worst->reason = next.reason;
    worst->failure_on_record = next.failure_on_record;
  }
  // What needs the delivery again goes before what never will be good: a sender may give up on a 4xx.
  [[nodiscard]] static int rank(const event_end& end) noexcept {
    switch (end.kind) {
      case outcome_kind::refused:
        return end.reason && detail::condition_of(end.reason->code()) == cause::unavailable ? 9 : 5;
      case outcome_kind::failed:
        return end.failure_on_record ? 4 : 8;
      case outcome_kind::retry_later:
        return 7;
      case outcome_kind::in_flight:
        return 6;
      case outcome_kind::queued:
        return 3;
      case outcome_kind::handled:
        return 2;
      case outcome_kind::unhandled:
        return 1;
      case outcome_kind::duplicate:
      case outcome_kind::handshake:
        break;
    }
    return 0;
  }

  [[nodiscard]] response acknowledge() const {
    if (!options_.acknowledge_status()) return acknowledgement(*provider_);
    const int status = *options_.acknowledge_status();
    const bool bodiless = status == 204 || status == 205;
    return response(answer{status, bodiless ? std::string_view{} : provider_->acknowledgement.body});
  }

  [[nodiscard]] response answer_to(const event_end& end) const {
    switch (end.kind) {
      case outcome_kind::duplicate:
        return response(provider_->duplicate_answer);
      case outcome_kind::queued:
        if (!options_.acknowledge_status() && provider_->acknowledges_with(202)) {
          return response(answer{202, provider_->acknowledgement.body});
        }
        return acknowledge();
      case outcome_kind::failed:
        if (!is_success(provider_->handler_failure_answer.status) || end.failure_on_record) {
          return response(provider_->handler_failure_answer);
        }
        return response(answer{500, {}});
      case outcome_kind::in_flight:
      case outcome_kind::retry_later:
        return response(answer{503, {}}).set_retry_after(std::max(end.retry_after, std::chrono::seconds(1)));
      case outcome_kind::refused:
        return refusal(*provider_, end.reason.value_or(error(errc::config_error)));
      case outcome_kind::handled:
      case outcome_kind::unhandled:
      case outcome_kind::handshake:
        break;
    }
    return acknowledge();
  }

  const provider_table* provider_;
  receiver_options options_;
  dispatcher handlers_;
  claim_policy policy_;
  dedup_hasher hasher_;
  store_ref store_;
};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
