// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/dedup/key.hpp>
#include <hooklatch/detail/store_ref.hpp>
#include <hooklatch/event/dispatcher.hpp>
#include <hooklatch/event/event_view.hpp>
#include <hooklatch/event/handler_result.hpp>
#include <hooklatch/json/scan.hpp>
#include <hooklatch/provider/table.hpp>
#include <hooklatch/receive/outcome.hpp>
#include <hooklatch/receive/receiver_options.hpp>

#include <openssl/rand.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// How a receiver's type says that events are claimed.
struct claim_policy {
  std::span<const source> identity;   ///< fields of the event; empty for the default
  bool unsigned_delivery_id = false;  ///< take the unsigned delivery id as the identity
  bool mark_before = false;
  bool remembers = true;  ///< whether the store does; else nothing is computed for it
};

/// What became of one event.
struct event_end {
  explicit event_end(outcome_kind became) noexcept : kind(became) {}

  outcome_kind kind;
  std::optional<error> reason;
  std::chrono::seconds retry_after{0};
  bool failure_on_record = false;  ///< the failed event is settled, and the provider need not send it again
  std::optional<std::chrono::nanoseconds> handler_time;
  std::vector<std::string> failures;
};

/// Takes one event through the store and the handlers: claim, dispatch, complete or release.
class event_pipeline {
 public:
  event_pipeline(const provider_table& provider, const receiver_options& options, const dispatcher& handlers,
                 const claim_policy& policy, const dedup_hasher& hasher, store_ref store) noexcept
      : provider_(&provider),
        options_(&options),
        handlers_(&handlers),
        policy_(policy),
        hasher_(&hasher),
        store_(store) {}

  /// `digest` is that of the event's signed text; `index` is the event's place in its delivery.
  [[nodiscard]] event_end run(const event_view& event, const body_digest& digest, std::size_t index) const {
    claim_request request;
    request.digest = digest;
    request.lease = options_->lease(*provider_);
    request.keep = options_->retention(*provider_);
    request.label = event.id().empty() ? event.untrusted_delivery_id() : event.id();
    request.conflict_refused = options_->digests() == digest_policy::strict;
    if (policy_.remembers) {
      if (auto good = name_claim(event, digest, index, request); !good) return refused(good.error());
    }
    const auto claimed = store_.claim(request);
    if (!claimed) return refused(claimed.error());
    switch (claimed->what()) {
      case claim_result::kind::fresh:
        return handle(event, request, claimed->token());
      case claim_result::kind::in_flight:
        return in_flight(claimed->retry_after());
      case claim_result::kind::conflict:
        return refused(errc::id_conflict);
      case claim_result::kind::duplicate:
      case claim_result::kind::dead:
        break;
    }
    event_end end(outcome_kind::duplicate);
    if (!claimed->digest_matches()) end.reason = errc::id_conflict;  // observed, not acted upon
    return end;
  }

 private:
  [[nodiscard]] static event_end refused(const error& why) {
    event_end end(outcome_kind::refused);
    end.reason = why;
    return end;
  }
  [[nodiscard]] static event_end in_flight(std::chrono::milliseconds retry_after) {
    event_end end(outcome_kind::in_flight);
    end.retry_after = std::chrono::ceil<std::chrono::seconds>(retry_after);
    return end;
  }

  [[nodiscard]] result<void> name_claim(const event_view& event, const body_digest& digest, std::size_t index,
                                        claim_request& request) const {
    if (RAND_bytes(request.nonce.bytes.data(), static_cast<int>(request.nonce.bytes.size())) != 1) {
      return errc::store_unavailable;  // the sender is proved by now, and may come again
    }
    auto identity = identity_of(event, digest, index);
    if (!identity) return identity.error();
    const auto is_test = event.is_test();
    const dedup_namespace within{provider_->name, options_->account(), options_->endpoint(),
                                 is_test ? (*is_test ? "test" : "live") : ""};
    const auto key = hasher_->key(within, *identity);
    if (!key) return errc::store_unavailable;
    request.key = *key;
    return {};
  }

  // Each kind of identity begins with its own letter, so that none passes for another.
  [[nodiscard]] result<std::string> identity_of(const event_view& event, const body_digest& digest,
                                                std::size_t index) const {
    if (policy_.unsigned_delivery_id) {
      if (event.untrusted_delivery_id().empty()) return errc::payload_missing_field;
      return "u" + within_batch(index) + std::string(event.untrusted_delivery_id());
    }
    if (!policy_.identity.empty()) return fields_of(event);
    // An id in a header is the delivery's, and all events of a batch share it.
    if (!event.id().empty()) {
      return "i" + (provider_->splices_id() ? within_batch(index) : std::string()) + std::string(event.id());
    }
    std::string whole = "b" + std::to_string(index) + ":";
    whole.append(reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size());
    return whole;
  }
  [[nodiscard]] std::string within_batch(std::size_t index) const {
    return provider_->batch.present() ? std::to_string(index) + ":" : std::string();
  }
  [[nodiscard]] result<std::string> fields_of(const event_view& event) const {
    std::string all = "f";
    for (const auto& place : policy_.identity) {
      const auto field = event.find(place.where);
      if (!field.present() || field.is_null()) return errc::payload_missing_field;
      if (field.is_object() || field.is_array()) return errc::payload_wrong_type;
      const auto text = field.is_string() ? field.unescaped() : std::string(field.text());
      if (!text) return errc::payload_wrong_type;
      if (text->empty()) return errc::payload_missing_field;  // nothing is no identity: many events would share it
      all += std::to_string(text->size()) + (field.is_string() ? 's' : 'n') + *text;
    }
    return all;
  }

  [[nodiscard]] event_end handle(const event_view& event, const claim_request& request,
                                 const claim_token& token) const {
    if (policy_.mark_before) {
      const auto marked = store_.complete(token, options_->retention(*provider_));
      if (!marked) return refused(marked.error());
      if (*marked == settlement::lost) return in_flight(std::chrono::seconds(1));
    }
    const auto start = std::chrono::steady_clock::now();
    dispatch_result dispatched;
    try {
      dispatched = handlers_->dispatch(event);
    } catch (...) {
      dispatched.add(handler_result::failed("out of memory"));
    }
    event_end end(kind_of(dispatched));
    if (dispatched.handled()) end.handler_time = std::chrono::steady_clock::now() - start;
    if (end.kind == outcome_kind::retry_later) end.retry_after = dispatched.retry_after();
    const bool done = dispatched.done();
    const bool is_wanted_again = dispatched.wants_retry();
    end.failures = dispatched.take_failures();
    if (policy_.mark_before) {
      // Marked is marked: what fails now comes to nobody but the application's hook.
      if (!done) end.failure_on_record = has_hook_taken(event, end);
      return end;
    }
    end.failure_on_record = end.kind == outcome_kind::failed && !is_wanted_again && is_final(event, end);
    if (done || end.failure_on_record) return complete(std::move(end), request, token);
    // Where the store cannot release it, the lease will: the provider's retry is then told to come later.
    static_cast<void>(store_.release(token, end.failures.empty() ? std::string_view("retry later") : end.failures.front()));
    return end;
  }

  [[nodiscard]] static outcome_kind kind_of(const dispatch_result& dispatched) noexcept {
    if (!dispatched.failures().empty()) return outcome_kind::failed;
    if (dispatched.wants_retry()) return outcome_kind::retry_later;
    if (dispatched.queued()) return outcome_kind::queued;
    return dispatched.handled() ? outcome_kind::handled : outcome_kind::unhandled;
  }

  // Whether the provider wants a failure acknowledged; then it never sends the event again, and the application's hook
  // has to have it first.
  [[nodiscard]] bool is_final(const event_view& event, const event_end& end) const noexcept {
    if (!is_success(provider_->handler_failure_answer.status)) return false;
    return !options_->final_failure() || has_hook_taken(event, end);
  }
  [[nodiscard]] bool has_hook_taken(const event_view& event, const event_end& end) const noexcept {
    try {
      if (!options_->final_failure()) return false;
      options_->final_failure()(event, end.failures);
      return true;
    } catch (...) {
      return false;
    }
  }

  [[nodiscard]] event_end complete(event_end end, const claim_request& request, const claim_token& token) const {
    const auto settled = store_.complete(token, options_->retention(*provider_));
    if (!settled) {
      end.kind = outcome_kind::refused;
      end.reason = settled.error();
      return end;
    }
    if (*settled != settlement::lost) return end;
    // Somebody else took the claim over while the handlers ran: it is theirs, unless they are done already.
    const auto again = store_.claim(request);
    if (again && again->what() == claim_result::kind::duplicate) return end;
    if (again && again->what() == claim_result::kind::fresh) {
      // It failed and was given back: what was done here counts.
      const auto now_settled = store_.complete(again->token(), options_->retention(*provider_));
      if (now_settled && *now_settled != settlement::lost) return end;
    }
    end.kind = outcome_kind::in_flight;
    end.retry_after = std::chrono::seconds(1);
    return end;
  }

  const provider_table* provider_;
  const receiver_options* options_;
  const dispatcher* handlers_;
  claim_policy policy_;
  const dedup_hasher* hasher_;
  store_ref store_;
};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
