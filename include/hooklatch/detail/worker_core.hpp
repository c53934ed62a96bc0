// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/bytes.hpp>
#include <hooklatch/core/result.hpp>
#include <hooklatch/detail/delivery_maker.hpp>
#include <hooklatch/detail/envelope_reader.hpp>
#include <hooklatch/detail/event_pipeline.hpp>
#include <hooklatch/detail/kept_headers.hpp>
#include <hooklatch/detail/store_ref.hpp>
#include <hooklatch/event/dispatcher.hpp>
#include <hooklatch/event/handling.hpp>
#include <hooklatch/inbox/inbox.hpp>
#include <hooklatch/inbox/inbox_source.hpp>
#include <hooklatch/inbox/worker_options.hpp>
#include <hooklatch/provider/table.hpp>

#include <openssl/rand.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// An inbox of any type, for what a worker does with it. What it throws is its being unavailable.
class work_ref {
 public:
  template <inbox_store Inbox>
  explicit work_ref(Inbox& inbox) noexcept
      : inbox_(&inbox),
        take_([](void* from, std::string_view provider, std::chrono::milliseconds lease) {
          return static_cast<Inbox*>(from)->take(provider, lease);
        }),
        finish_([](void* to, const inbox_token& token) { return static_cast<Inbox*>(to)->finish(token); }),
        fail_([](void* to, const inbox_token& token, std::string_view why, std::chrono::milliseconds wait) {
          return static_cast<Inbox*>(to)->fail(token, why, wait);
        }),
        bury_([](void* to, const inbox_token& token, std::string_view why) {
          return static_cast<Inbox*>(to)->bury(token, why);
        }),
        extend_([](void* to, const inbox_token& token, std::chrono::milliseconds lease) {
          return static_cast<Inbox*>(to)->extend(token, lease);
        }) {
    if constexpr (transactional_inbox<Inbox>) {
      transaction_type_ = &type_tag<typename Inbox::transaction>::here;
      finish_with_ = [](void* to, const inbox_token& token, transaction_body body) {
        auto& typed = *static_cast<Inbox*>(to);
        return in_one_transaction(typed, body,
                                  [&](typename Inbox::transaction& within) { return typed.finish_in(within, token); });
      };
    }
  }

  [[nodiscard]] const void* transaction_type() const noexcept { return transaction_type_; }

  [[nodiscard]] result<std::optional<inbox_entry>> take(std::string_view provider,
                                                        std::chrono::milliseconds lease) const noexcept {
    return guarded<std::optional<inbox_entry>>([&] { return take_(inbox_, provider, lease); });
  }
  // What ends an attempt can be repeated: one whose answer was lost answers `lost` or `already_done` then.
  [[nodiscard]] result<settlement> finish(const inbox_token& token) const noexcept {
    return twice([&] { return finish_(inbox_, token); });
  }
  [[nodiscard]] result<settlement> fail(const inbox_token& token, std::string_view why,
                                        std::chrono::milliseconds wait) const noexcept {
    return twice([&] { return fail_(inbox_, token, why, wait); });
  }
  [[nodiscard]] result<settlement> bury(const inbox_token& token, std::string_view why) const noexcept {
    return twice([&] { return bury_(inbox_, token, why); });
  }
  [[nodiscard]] result<settlement> extend(const inbox_token& token, std::chrono::milliseconds lease) const noexcept {
    return twice([&] { return extend_(inbox_, token, lease); });
  }
  /// Precondition: `transaction_type()` is not null.
  [[nodiscard]] transaction_end finish_with(const inbox_token& token, transaction_body body) const noexcept {
    try {
      return finish_with_(inbox_, token, body);
    } catch (...) {
      return errc::store_ambiguous;
    }
  }

 private:
  template <class T, class Ask>
  [[nodiscard]] static result<T> guarded(Ask ask) noexcept {
    try {
      return ask();
    } catch (...) {
      return errc::store_unavailable;
    }
  }
  template <class Ask>
  [[nodiscard]] static result<settlement> twice(Ask ask) noexcept {
    const auto answer = guarded<settlement>(ask);
    if (answer || answer.error() != errc::store_ambiguous) return answer;
    return guarded<settlement>(ask);
  }

  void* inbox_;
  result<std::optional<inbox_entry>> (*take_)(void*, std::string_view, std::chrono::milliseconds);
  result<settlement> (*finish_)(void*, const inbox_token&);
  result<settlement> (*fail_)(void*, const inbox_token&, std::string_view, std::chrono::milliseconds);
  result<settlement> (*bury_)(void*, const inbox_token&, std::string_view);
  result<settlement> (*extend_)(void*, const inbox_token&, std::chrono::milliseconds);
  const void* transaction_type_ = nullptr;
  transaction_end (*finish_with_)(void*, const inbox_token&, transaction_body) = nullptr;
};

/// What `inbox_worker` does, for every provider and inbox.
class worker_core {
 public:
  worker_core(const provider_table& provider, work_ref inbox, dispatcher handlers, worker_options options,
              bool in_transaction)
      : provider_(&provider),
        inbox_(inbox),
        handlers_(std::move(handlers)),
        options_(std::move(options)),
        source_(inbox_source(provider.name, options_.account(), options_.endpoint())),
        in_transaction_(in_transaction) {}

  [[nodiscard]] const worker_options& options() const noexcept { return options_; }

  /// Takes one due entry through the handlers; false where none is due.
  [[nodiscard]] result<bool> run_one() const {
    const auto taken = inbox_.take(source_, options_.lease());
    if (!taken) return taken.error();
    if (!*taken) return false;
    const inbox_entry& entry = **taken;
    work_outcome made = attempt(entry);
    made.event_id = entry.event_id;
    made.event_type = entry.event_type;
    made.attempt = entry.attempt;
    for (const auto& watch : options_.observers()) {
      try {
        watch(made);
      } catch (...) {  // the attempt is settled
      }
    }
    return true;
  }

 private:
  [[nodiscard]] work_outcome attempt(const inbox_entry& entry) const {
    // Attempts are counted when an entry is taken: this one was taken as often as it may be, and its last worker is gone.
    if (entry.attempt > options_.attempts()) {
      work_outcome gone(work_kind::dead);
      gone.failures.emplace_back("no attempt came to its end: the worker died, or the inbox could not be told");
      return give_up(std::move(gone), entry);
    }
    const auto delivery = delivery_maker::restore(
        *provider_, to_bytes(entry.body), entry.received_at,
        provider_->splices_id() ? std::string_view(entry.event_id) : std::string_view(),
        kept_headers::find(entry.headers, provider_->delivery_id.in_header() ? provider_->delivery_id.where : ""),
        provider_->type_is_signed ? std::string_view() : std::string_view(entry.event_type));
    const auto event = envelope_reader::read(delivery, to_text(delivery.body()), widest());
    if (!event) {
      work_outcome unreadable(work_kind::dead);
      unreadable.failures.push_back("the event cannot be read any more: " + event.error().message());
      return give_up(std::move(unreadable), entry);
    }
    const holder held{inbox_, entry.token};
    handling_facts facts;
    facts.attempt = entry.attempt;
    facts.reclaimed = entry.attempt > 1;  // it may have been: how the earlier ones ended is not told
    facts.fence = entry.token.fence;
    facts.has_key = true;
    facts.key = entry.key;
    facts.holder = &held;
    facts.extend = [](const void* by, std::chrono::milliseconds lease) {
      const auto& whose = *static_cast<const holder*>(by);
      return whose.inbox.extend(whose.token, lease);
    };
    if (in_transaction_) return handle_within(entry, *event, facts);
    handling claim(facts);
    auto end = run_handlers(handlers_, *event, claim);
    if (!end.done) return fail(std::move(end), entry);
    return settled(inbox_.finish(entry.token), std::move(end));
  }

  // It was read once before it was accepted, so nothing but its limits can refuse it now.
  [[nodiscard]] static envelope_options widest() {
    json_limits limits;
    limits.max_depth = json_limits::deepest;
    limits.max_members = json_limits::most_members;
    return envelope_options{}.json(limits);
  }

  struct holder {
    work_ref inbox;
    inbox_token token;
  };

  // The handlers' writes and the entry's end commit together, or not at all.
  [[nodiscard]] work_outcome handle_within(const inbox_entry& entry, const event_view& event,
                                           handling_facts& facts) const {
    std::optional<event_end> end;
    auto run = [&](void* transaction) {
      facts.transaction = transaction;
      facts.transaction_type = inbox_.transaction_type();
      handling claim(facts);
      end = run_handlers(handlers_, event, claim);
      return end->done;
    };
    const auto finished = inbox_.finish_with(entry.token, transaction_body(run));
    if (end && !end->done) return fail(std::move(*end), entry);
    if (!end) {  // there was no transaction to run in, so nothing has happened: sooner than when the lease is over
      work_outcome made(work_kind::unsettled);
      made.reason = finished ? error(errc::store_unavailable) : finished.error();
      made.wait = options_.wait().wait(entry.attempt, chance());
      static_cast<void>(inbox_.fail(entry.token, to_string(made.reason->code()), made.wait));
      return made;
    }
    if (!finished) return settled(finished.error(), std::move(*end));  // the lease will bring it back, if need be
    // What was finished before was rolled back here.
    const bool committed = finished->value_or(settlement::lost) == settlement::done;
    return settled(committed ? settlement::done : settlement::lost, std::move(*end));
  }

  [[nodiscard]] static work_outcome settled(const result<settlement>& how, event_end&& end) {
    work_outcome made(end.kind == outcome_kind::unhandled ? work_kind::unhandled : work_kind::processed);
    made.handler_time = end.handler_time;
    made.failures = std::move(end.failures);
    if (!how) {
      made.kind = work_kind::unsettled;
      made.reason = how.error();
    } else if (*how == settlement::lost) {
      made.kind = work_kind::lost;
    }
    return made;
  }

  [[nodiscard]] work_outcome fail(event_end&& end, const inbox_entry& entry) const {
    work_outcome made(work_kind::failed);
    made.handler_time = end.handler_time;
    made.failures = std::move(end.failures);
    if (entry.attempt >= options_.attempts()) return give_up(std::move(made), entry);
    made.wait = options_.wait().wait(entry.attempt, chance());
    if (end.wanted_again && end.retry_after > made.wait) made.wait = end.retry_after;
    return told(inbox_.fail(entry.token, message_of(made), made.wait), std::move(made));
  }

  [[nodiscard]] work_outcome give_up(work_outcome made, const inbox_entry& entry) const {
    const std::string message = message_of(made);
    if (!has_hook_taken(entry, message)) {
      made.kind = work_kind::failed;
      made.wait = options_.wait().wait(entry.attempt, chance());
      return told(inbox_.fail(entry.token, message, made.wait), std::move(made));
    }
    made.kind = work_kind::dead;
    return told(inbox_.bury(entry.token, message), std::move(made));
  }
  [[nodiscard]] bool has_hook_taken(const inbox_entry& entry, const std::string& message) const noexcept {
    try {
      if (options_.final_failure()) options_.final_failure()(entry.event_type, entry.event_id, message);
      return true;
    } catch (...) {
      return false;
    }
  }

  [[nodiscard]] static work_outcome told(const result<settlement>& how, work_outcome&& made) {
    if (!how) {
      made.kind = work_kind::unsettled;
      made.reason = how.error();
    } else if (*how == settlement::lost) {
      made.kind = work_kind::lost;
    }
    return std::move(made);
  }

  [[nodiscard]] static std::string message_of(const work_outcome& made) {
    std::string all;
    for (const auto& each : made.failures) all += (all.empty() ? "" : "; ") + each;
    return all.empty() ? "a handler wants it later" : all;
  }

  // Without OpenSSL's random numbers the waits are merely not spread.
  [[nodiscard]] static double chance() noexcept {
    std::uint32_t bits = 0;
    if (RAND_bytes(reinterpret_cast<unsigned char*>(&bits), sizeof bits) != 1) return 0.5;
    return static_cast<double>(bits) / 4294967296.0;
  }

  const provider_table* provider_;
  work_ref inbox_;
  dispatcher handlers_;
  worker_options options_;
  std::string source_;
  bool in_transaction_;
};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
