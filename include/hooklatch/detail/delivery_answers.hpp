// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/error.hpp>
#include <hooklatch/detail/event_end.hpp>
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
#include <string_view>
#include <utility>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// The answers of one receiver, whatever it does with a delivery: refusals, handshakes, what became of the events.
class delivery_answers {
 public:
  delivery_answers(const provider_table& provider, receiver_options options)
      : provider_(&provider), options_(std::move(options)) {}

  [[nodiscard]] const receiver_options& options() const noexcept { return options_; }

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

  /// Hands the outcome to the observers. They cannot change it, nor disturb one another.
  void tell(const outcome& happened) const noexcept {
    for (const auto& watch : options_.observers()) {
      try {
        watch(happened);
      } catch (...) {  // the delivery is settled; an observer's trouble is not the sender's
      }
    }
  }

 protected:
  [[nodiscard]] const provider_table& provider() const noexcept { return *provider_; }

  /// Takes each event of the delivery through `step(event, index)`, which answers an `event_end`.
  template <class Step>
  [[nodiscard]] outcome process_events(const verified_delivery& delivery, Step step) const {
    const auto events = read_events(delivery, options_.envelope());
    outcome made = events ? outcome(*provider_, outcome_kind::unhandled, acknowledge()) : refuse(events.error());
    made.secret_index = delivery.secret_index();
    if (!events) return made;

    std::optional<event_end> worst;
    std::size_t index = 0;
    for (const auto& event : *events) {
      if (index == 0) {
        made.event_id = event.id();
        made.event_type = event.type();
      }
      gather(worst, step(event, index++));
    }
    if (!worst) return made;  // an empty batch
    made.kind = worst->kind;
    made.reason = worst->reason;
    made.handler_time = worst->handler_time;
    made.failures = std::move(worst->failures);
    made.response = answer_to(*worst);
    return made;
  }

 private:
  // Before a handshake is trusted, a wrong token is a stranger; what is behind a signature is a malformed request.
  [[nodiscard]] static answer refused_handshake(const error& why) noexcept {
    if (why == errc::signature_mismatch) return answer{403, {}};
    return answer{make_error_code(why) == cause::internal || why == errc::crypto_failure ? 500 : 400, {}};
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
};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
