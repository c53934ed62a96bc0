// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/detail/event_end.hpp>
#include <hooklatch/detail/event_identity.hpp>
#include <hooklatch/detail/store_ref.hpp>
#include <hooklatch/event/dispatcher.hpp>
#include <hooklatch/event/event_view.hpp>
#include <hooklatch/event/handler_result.hpp>
#include <hooklatch/event/handling.hpp>
#include <hooklatch/provider/table.hpp>
#include <hooklatch/receive/receiver_options.hpp>

#include <openssl/rand.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// When an event counts as handled.
enum class mark_moment : std::uint8_t { after, before, in_transaction };

/// How a receiver's type says that events are claimed.
struct claim_policy {
  mark_moment mark = mark_moment::after;
  bool remembers = true;             ///< whether the store does; else nothing is computed for it
  bool observe_delivery_id = false;  ///< notice an unsigned delivery id that comes with another body
};

/// Runs an event's handlers. Throws nothing but `std::bad_alloc`.
[[nodiscard]] inline event_end run_handlers(const dispatcher& handlers, const event_view& event, handling& claim) {
  const auto start = std::chrono::steady_clock::now();
  dispatch_result dispatched;
  try {
    dispatched = handlers.dispatch(event, claim);
  } catch (...) {
    dispatched.add(handler_result::failed("out of memory"));
  }
  event_end end(outcome_kind::unhandled);
  if (!dispatched.failures().empty()) {
    end.kind = outcome_kind::failed;
  } else if (dispatched.wants_retry()) {
    end.kind = outcome_kind::retry_later;
    end.retry_after = dispatched.retry_after();
  } else if (dispatched.handled()) {
    end.kind = dispatched.queued() ? outcome_kind::queued : outcome_kind::handled;
  }
  if (dispatched.handled()) end.handler_time = std::chrono::steady_clock::now() - start;
  end.done = dispatched.done();
  end.wanted_again = dispatched.wants_retry();
  end.failures = dispatched.take_failures();
  return end;
}

/// Takes one event through the store and the handlers: claim, dispatch, complete or release.
class event_pipeline {
 public:
  event_pipeline(const provider_table& provider, const receiver_options& options, const dispatcher& handlers,
                 const claim_policy& policy, const event_identity& identity, store_ref store) noexcept
      : provider_(&provider),
        options_(&options),
        handlers_(&handlers),
        policy_(policy),
        identity_(&identity),
        store_(store) {}

  /// `index` is the event's place in its delivery.
  [[nodiscard]] event_end run(const event_view& event, std::size_t index) const {
    claim_request request;
    request.lease = options_->lease(*provider_);
    request.keep = options_->retention(*provider_);
    request.conflict_refused = options_->digests() == digest_policy::strict;
    request.label = event.id().empty() ? event.untrusted_delivery_id() : event.id();
    if (policy_.remembers) {
      if (auto good = name_claim(event, index, request); !good) return refused(good.error());
    }
    const auto claimed = store_.claim(request);
    if (!claimed) return refused(claimed.error());
    switch (claimed->what()) {
      case claim_result::kind::fresh: {
        const bool id_was_seen = policy_.observe_delivery_id && has_other_body(event, index, request);
        event_end end = handle(event, request, *claimed);
        if (id_was_seen && !end.reason) end.reason = errc::id_conflict;  // observed, not acted upon
        return end;
      }
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
  [[nodiscard]] static event_end refused(event_end end, const error& why) {
    end.kind = outcome_kind::refused;
    end.reason = why;
    return end;
  }
  [[nodiscard]] static event_end in_flight(std::chrono::milliseconds retry_after) {
    event_end end(outcome_kind::in_flight);
    end.retry_after = std::chrono::ceil<std::chrono::seconds>(retry_after);
    return end;
  }

  // The sender is proved by now, and may come again: what OpenSSL cannot do is a reason to wait, not to refuse.
  [[nodiscard]] result<void> name_claim(const event_view& event, std::size_t index, claim_request& request) const {
    const auto digest = identity_->digest(event);
    if (!digest || !make_nonce(request.nonce)) return errc::store_unavailable;
    request.digest = *digest;
    const auto key = identity_->key(event, *digest, index);
    if (!key) return key.error() == errc::crypto_failure ? error(errc::store_unavailable) : key.error();
    request.key = *key;
    return {};
  }
  [[nodiscard]] static bool make_nonce(claim_nonce& nonce) noexcept {
    return RAND_bytes(nonce.bytes.data(), static_cast<int>(nonce.bytes.size())) == 1;
  }

  // Whether the unsigned delivery id was seen before with another body. Nothing rests on it, so whatever fails is no.
  [[nodiscard]] bool has_other_body(const event_view& event, std::size_t index, const claim_request& main) const {
    if (event.untrusted_delivery_id().empty()) return false;
    claim_request seen = main;
    seen.conflict_refused = false;
    const auto key = identity_->delivery_id_key(event, index);
    if (!key || !make_nonce(seen.nonce)) return false;
    seen.key = *key;
    const auto claimed = store_.claim(seen);
    if (!claimed) return false;
    if (claimed->what() == claim_result::kind::duplicate) return !claimed->digest_matches();
    if (claimed->what() == claim_result::kind::fresh) {
      static_cast<void>(store_.complete(claimed->token(), options_->retention(*provider_)));
    }
    return false;
  }

  struct holder {
    store_ref store;
    claim_token token;
  };
  [[nodiscard]] handling_facts facts_of(const claim_result& claimed, const holder& held) const noexcept {
    handling_facts facts;
    facts.attempt = claimed.attempt();
    facts.reclaimed = claimed.reclaimed();
    facts.fence = held.token.fence;
    facts.has_key = policy_.remembers;
    facts.key = held.token.key;
    facts.holder = &held;
    facts.extend = [](const void* by, std::chrono::milliseconds lease) {
      const auto& whose = *static_cast<const holder*>(by);
      return whose.store.extend(whose.token, lease);
    };
    return facts;
  }

  [[nodiscard]] event_end handle(const event_view& event, const claim_request& request,
                                 const claim_result& claimed) const {
    const holder held{store_, claimed.token()};
    handling_facts facts = facts_of(claimed, held);
    if (policy_.mark == mark_moment::in_transaction) return handle_within(event, request, held.token, facts);
    if (policy_.mark == mark_moment::before) {
      const auto marked = store_.complete(held.token, options_->retention(*provider_));
      if (!marked) return refused(marked.error());
      if (*marked == settlement::lost) return in_flight(std::chrono::seconds(1));
    }
    handling claim(facts);
    event_end end = run_handlers(*handlers_, event, claim);
    if (policy_.mark == mark_moment::before) {
      // Marked is marked: what fails now comes to nobody but the application's hook.
      if (!end.done) end.failure_on_record = has_hook_taken(event, end);
      return end;
    }
    if (end.done) return complete(std::move(end), request, held.token);
    return settle_failure(std::move(end), event, request, held.token);
  }

  // The handlers' writes and the completion commit together, or not at all.
  [[nodiscard]] event_end handle_within(const event_view& event, const claim_request& request, const claim_token& token,
                                        handling_facts& facts) const {
    std::optional<event_end> end;
    auto run = [&](void* transaction) {
      facts.transaction = transaction;
      facts.transaction_type = store_.transaction_type();
      handling claim(facts);
      end = run_handlers(*handlers_, event, claim);
      return end->done;
    };
    const auto settled =
        store_.complete_with(token, options_->retention(*provider_), transaction_body(run));
    if (end && !end->done) return settle_failure(std::move(*end), event, request, token);
    if (settled && *settled == settlement::done) return std::move(*end);
    if (settled) return lost(std::move(*end), request);
    if (end && settled.error() == errc::store_ambiguous) {
      // Completing the claim by itself would acknowledge writes that may never have been committed.
      const auto asked = store_.claim(request);
      if (asked && asked->what() == claim_result::kind::duplicate) return std::move(*end);
    }
    static_cast<void>(store_.release(token, to_string(settled.error().code())));
    return end ? refused(std::move(*end), settled.error()) : refused(settled.error());
  }

  [[nodiscard]] event_end settle_failure(event_end end, const event_view& event, const claim_request& request,
                                         const claim_token& token) const {
    end.failure_on_record = end.kind == outcome_kind::failed && !end.wanted_again && is_final(event, end);
    if (end.failure_on_record) return complete(std::move(end), request, token);
    // Where the store cannot release it, the lease will: the provider's retry is then told to come later.
    const std::string_view why = end.failures.empty() ? std::string_view("retry later") : end.failures.front();
    static_cast<void>(store_.release(token, why));
    return end;
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
    if (!settled) return refused(std::move(end), settled.error());
    if (*settled != settlement::lost) return end;
    const auto again = store_.claim(request);
    if (again && again->what() == claim_result::kind::fresh) {
      // It failed and was given back: what was done here counts.
      const auto now_settled = store_.complete(again->token(), options_->retention(*provider_));
      if (now_settled && *now_settled != settlement::lost) return end;
    }
    if (again && again->what() == claim_result::kind::duplicate) return end;
    return lost(std::move(end));
  }

  // Somebody else took the claim over while the handlers ran: it is theirs, unless they are done already.
  [[nodiscard]] event_end lost(event_end end, const claim_request& request) const {
    const auto again = store_.claim(request);
    if (again && again->what() == claim_result::kind::duplicate) return end;
    // What was written here is rolled back, so a claim that was given back stays so.
    if (again && again->what() == claim_result::kind::fresh) {
      static_cast<void>(store_.release(again->token(), "the claim was lost"));
    }
    return lost(std::move(end));
  }
  [[nodiscard]] static event_end lost(event_end end) {
    end.kind = outcome_kind::in_flight;
    end.retry_after = std::chrono::seconds(1);
    return end;
  }

  const provider_table* provider_;
  const receiver_options* options_;
  const dispatcher* handlers_;
  claim_policy policy_;
  const event_identity* identity_;
  store_ref store_;
};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
