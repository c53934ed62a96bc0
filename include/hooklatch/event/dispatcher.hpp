// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/event/event_view.hpp>
#include <hooklatch/event/handler_result.hpp>
#include <hooklatch/event/handling.hpp>
#include <hooklatch/event/type_name.hpp>
#include <hooklatch/json/reader.hpp>

#include <concepts>
#include <exception>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace hooklatch {
inline namespace v0 {
namespace detail {

template <class F, class... Arguments>
concept event_handler = std::invocable<F&, Arguments...> &&
    (std::is_void_v<std::invoke_result_t<F&, Arguments...>> ||
     std::convertible_to<std::invoke_result_t<F&, Arguments...>, handler_result>);

template <class F, class T>
concept data_handler = event_handler<F, const T&> || event_handler<F, const T&, const event_view&> ||
    event_handler<F, const T&, const event_view&, handling&>;

template <class F>
concept any_event_handler = event_handler<F, const event_view&> || event_handler<F, const event_view&, handling&>;

// Why a receiver or a worker refuses a dispatcher.
[[nodiscard]] inline error type_is_unsigned() noexcept {
  return error(errc::config_error)
      .with_hint("only an unsigned header tells this provider's event type, so handlers by type would never run; say "
                 "dispatcher::trust_unsigned_type() if they may");
}
[[nodiscard]] inline error transaction_is_missing() noexcept {
  return error(errc::config_error)
      .with_hint("a handler of dispatcher::on_in needs the policy in_transaction, and the transaction type of this very "
                 "store or inbox");
}

template <class F, class... Arguments>
[[nodiscard]] handler_result call_handler(F& f, Arguments&&... arguments) {
  if constexpr (std::is_void_v<std::invoke_result_t<F&, Arguments...>>) {
    f(std::forward<Arguments>(arguments)...);
    return handler_result::done();
  } else {
    return f(std::forward<Arguments>(arguments)...);
  }
}

// What a dispatcher is given that is no handler ends in one of these, each one sentence.
template <class>
inline constexpr bool never = false;

template <class F>
struct refused_handler {
  static_assert(never<F>,
                "hooklatch: a handler takes const event_view&, with or without handling& behind it, and returns nothing or a "
                "handler_result");
};
template <class F>
struct refused_typed_handler {
  static_assert(never<F>,
                "hooklatch: a handler of on<T>() takes const T&, with or without const event_view& and handling& "
                "behind it, and returns nothing or a handler_result");
};
template <class F>
struct refused_transaction_handler {
  static_assert(never<F>,
                "hooklatch: a handler of on_in<Transaction>() takes const event_view& and Transaction&, and returns "
                "nothing or a handler_result");
};

}  // namespace detail

/// Calls handlers by the event's type:
/// `events.on("payout.paid", [](const event_view& event) { ... }).on("payout.*", audit).otherwise(log_it);`
///
/// Every handler that matches runs, in the order in which they were added, whatever the others do; failures are
/// gathered, and what a handler throws is its failure. A handler returns nothing (done) or a `handler_result`, and may
/// take a `handling&` behind the event. Add all handlers before the first event; `dispatch` is safe from many threads if
/// the handlers are.
class dispatcher {
 public:
  using handler = std::function<handler_result(const event_view&, handling&)>;

  /// For one type, or for all types that begin alike: `payout.*` matches `payout.paid`, not `payout`. `*` matches all.
  /// Throws `std::system_error` with `config_error` for another pattern, such as `pay*` or an empty one.
  template <detail::any_event_handler F>
  dispatcher& on(std::string_view pattern, F f) {
    if (!is_pattern(pattern)) {
      detail::throw_error(error(errc::config_error)
                              .with_hint("a handler is for one type, such as payout.paid, for all that begin alike, such "
                                         "as payout.*, or for all: *"));
    }
    entries_.push_back({std::string(pattern), wrap(std::move(f))});
    return *this;
  }
  /// With the event's data, read by `json_reader<T>`: `on<payout>("payout.paid", [](const payout& data) { ... })`; a
  /// second parameter gets the event, a third the `handling&`.
  template <class T, detail::data_handler<T> F>
  dispatcher& on(std::string_view pattern, F f) {
    return on(pattern, [f = std::move(f)](const event_view& event, handling& claim) mutable -> handler_result {
      const T data = event.data_as<T>();
      if constexpr (detail::event_handler<F, const T&>) {
        return detail::call_handler(f, data);
      } else if constexpr (detail::event_handler<F, const T&, const event_view&>) {
        return detail::call_handler(f, data, event);
      } else {
        return detail::call_handler(f, data, event, claim);
      }
    });
  }
  template <class F>
  dispatcher& on(std::string_view, F) {
    return refuse<detail::refused_handler<F>>();
  }
  template <class T, class F>
  dispatcher& on(std::string_view, F) {
    return refuse<detail::refused_typed_handler<F>>();
  }
  /// With the transaction that the event's completion is part of: what the handler writes through it and the completion
  /// commit together, or not at all. `on_in<sqlite_transaction>("payout.paid", [](const event_view&, sqlite_transaction&)
  /// { ... })`, for a receiver or worker with `in_transaction`; any other one refuses such handlers at construction.
  template <class Transaction, detail::event_handler<const event_view&, Transaction&> F>
  dispatcher& on_in(std::string_view pattern, F f) {
    const void* const type = &detail::type_tag<Transaction>::here;
    if (transaction_type_ != nullptr && transaction_type_ != type) {
      detail::throw_error(detail::transaction_is_missing());
    }
    on(pattern, [f = std::move(f)](const event_view& event, handling& claim) mutable -> handler_result {
      return detail::call_handler(f, event, claim.template transaction<Transaction>());
    });
    transaction_type_ = type;
    return *this;
  }
  template <class Transaction, class F>
  dispatcher& on_in(std::string_view, F) {
    return refuse<detail::refused_transaction_handler<F>>();
  }
  /// For every event.
  template <detail::any_event_handler F>
  dispatcher& any(F f) {
    return on("*", std::move(f));
  }
  template <class F>
  dispatcher& any(F) {
    return refuse<detail::refused_handler<F>>();
  }
  /// For events that no other handler takes. Without it they are acknowledged: providers add types as they please.
  template <detail::any_event_handler F>
  dispatcher& otherwise(F f) {
    otherwise_ = wrap(std::move(f));
    return *this;
  }
  template <class F>
  dispatcher& otherwise(F) {
    return refuse<detail::refused_handler<F>>();
  }
  /// Compares types as `normalised_type` spells them, beside their own spelling: both `airtime.success` and
  /// `AIRTIME_SUCCESS` then mean the type that is spelt `AIRTIME_SUCCESS`.
  dispatcher& normalise_types() noexcept {
    normalises_ = true;
    return *this;
  }
  /// Lets a type that only an unsigned header tells choose the handler, as GitHub's does. Whoever captured one delivery
  /// can then have it handled as another type; check in the handler that the body is what the type promises.
  dispatcher& trust_unsigned_type() noexcept {
    trusts_header_ = true;
    return *this;
  }

  /// Whether some handler waits for a type that only an unsigned header could tell.
  [[nodiscard]] bool needs_signed_type() const noexcept {
    for (const auto& each : entries_) {
      if (each.pattern != "*" && !trusts_header_) return true;
    }
    return false;
  }

  /// Whether some handler waits for a transaction of another type than this one; null is none.
  [[nodiscard]] bool needs_other_transaction(const void* type) const noexcept {
    return transaction_type_ != nullptr && transaction_type_ != type;
  }

  /// Throws nothing that a handler throws; `std::bad_alloc` where there is no room to say why one failed.
  [[nodiscard]] dispatch_result dispatch(const event_view& event) const {
    handling nobodys;
    return dispatch(event, nobodys);
  }
  [[nodiscard]] dispatch_result dispatch(const event_view& event, handling& claim) const {
    const std::string_view type = event.type().empty() && trusts_header_ ? event.untrusted_type() : event.type();
    const std::string dotted = normalises_ ? normalised_type(type) : std::string();
    dispatch_result gathered;
    for (const auto& each : entries_) {
      const bool meant = matches(each.pattern, type) || (normalises_ && matches(each.pattern, dotted));
      if (meant) gathered.add(call(each.run, event, claim));
    }
    if (!gathered.handled() && otherwise_) gathered.add(call(otherwise_, event, claim));
    return gathered;
  }

 private:
  struct entry {
    std::string pattern;
    handler run;
  };

  // For the overloads that only a compile error chooses: all others are more constrained.
  template <class Refused>
  dispatcher& refuse() {
    static_assert(sizeof(Refused) > 0);
    return *this;
  }

  template <class F>
  static handler wrap(F f) {
    if constexpr (detail::event_handler<F, const event_view&, handling&>) {
      return [f = std::move(f)](const event_view& event, handling& claim) mutable {
        return detail::call_handler(f, event, claim);
      };
    } else {
      return [f = std::move(f)](const event_view& event, handling&) mutable { return detail::call_handler(f, event); };
    }
  }

  static bool is_pattern(std::string_view pattern) noexcept {
    const auto star = pattern.find('*');
    if (star == std::string_view::npos) return !pattern.empty();
    return pattern == "*" || (star + 1 == pattern.size() && pattern.size() > 2 && pattern.ends_with(".*"));
  }

  static bool matches(std::string_view pattern, std::string_view type) noexcept {
    if (pattern == "*") return true;
    if (!pattern.ends_with(".*")) return pattern == type;
    pattern.remove_suffix(1);
    return type.size() > pattern.size() && type.starts_with(pattern);
  }

  static handler_result call(const handler& run, const event_view& event, handling& claim) {
    try {
      return run(event, claim);
    } catch (const std::exception& failure) {
      return handler_result::failed(failure.what());
    } catch (...) {
      return handler_result::failed("the handler threw something that is no std::exception");
    }
  }

  std::vector<entry> entries_;
  handler otherwise_;
  bool normalises_ = false;
  bool trusts_header_ = false;
  const void* transaction_type_ = nullptr;
};

}  // namespace v0
}  // namespace hooklatch
