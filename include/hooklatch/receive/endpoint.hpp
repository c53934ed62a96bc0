// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/errc.hpp>
#include <hooklatch/core/result.hpp>
#include <hooklatch/detail/delivery_answers.hpp>
#include <hooklatch/http/connection.hpp>
#include <hooklatch/http/request_traits.hpp>
#include <hooklatch/receive/outcome.hpp>
#include <hooklatch/receive/receiver.hpp>
#include <hooklatch/receive/receiver_options.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// An outcome before anybody was told of it, and whose it is.
struct attempt_result {
  outcome made;
  const delivery_answers* whose;

  attempt_result(outcome made_, const delivery_answers* whose_) : made(std::move(made_)), whose(whose_) {}
};

struct receiver_access {
  // Receivers of two kinds never do: the one's store is not the other's inbox.
  template <class A, class B>
  [[nodiscard]] static bool share_ids(const A& a, const B& b) noexcept {
    if constexpr (std::is_same_v<decltype(a.core_), decltype(b.core_)>) {
      return a.core_.shares_ids_with(b.core_);
    } else {
      return false;
    }
  }
  template <class Receiver, class Request>
  [[nodiscard]] static attempt_result attempt(const Receiver& receive, const Request& request,
                                              const connection& from) noexcept {
    return {receive.attempt(request, from), &receive.core_};
  }
};

/// Whether the delivery may be another receiver's: this one could not tell that its provider sent it.
[[nodiscard]] inline bool is_strangers(const outcome& made) noexcept {
  return made.kind == outcome_kind::refused && made.reason &&
         (make_error_code(*made.reason) == cause::unauthenticated || *made.reason == errc::bad_method ||
          *made.reason == errc::body_too_large || *made.reason == errc::ip_not_allowed ||
          *made.reason == errc::insecure_transport);
}

[[nodiscard]] inline error ids_are_shared() noexcept {
  return error(errc::config_error)
      .with_hint("two receivers of one provider share a store: what one has handled would be the other's duplicate; give "
                 "each a receiver_options::account or endpoint of its own");
}

/// Of refusals, the first that came as far as a signature, else the first.
inline void keep_better(std::optional<attempt_result>& best, attempt_result&& next) {
  const auto lacks_signature = [](const outcome& made) {
    return *made.reason == errc::missing_signature || make_error_code(*made.reason) != cause::unauthenticated;
  };
  if (!best || (lacks_signature(best->made) && !lacks_signature(next.made))) best = std::move(next);
}

}  // namespace detail

/// Receivers of one type behind one route, one for each tenant: `tenants<decltype(acme)> all;
/// all.add(acme).add(globex);` See `endpoint`, which takes it like a receiver.
template <class Receiver>
class tenants {
 public:
  /// `receive` has to outlive this. Throws `std::system_error` with `config_error` where another tenant shares its
  /// store under the same `receiver_options::account` and `endpoint`: one's ids would count as the other's. That is
  /// noticed of one store object; two that lead into one database are for the application to keep apart.
  tenants& add(const Receiver& receive) {
    for (const auto* each : all_) {
      if (detail::receiver_access::share_ids(*each, receive)) detail::throw_error(detail::ids_are_shared());
    }
    all_.push_back(&receive);
    return *this;
  }
  tenants& add(const Receiver&&) = delete;
  [[nodiscard]] std::size_t size() const noexcept { return all_.size(); }
  [[nodiscard]] auto begin() const noexcept { return all_.begin(); }
  [[nodiscard]] auto end() const noexcept { return all_.end(); }

 private:
  std::vector<const Receiver*> all_;
};

namespace detail {

template <class Receiver>
[[nodiscard]] std::size_t largest_body(const Receiver& receive) noexcept {
  return receive.max_body();
}
template <class Receiver>
[[nodiscard]] std::size_t largest_body(const tenants<Receiver>& all) noexcept {
  std::size_t most = 0;
  for (const auto* each : all) most = each->max_body() > most ? each->max_body() : most;
  return most;
}

}  // namespace detail

/// Several receivers behind one route: `endpoint hooks(zuba, stripe, all_tenants); outcome done = hooks(request);`
///
/// The delivery is offered to each in turn, and the first whose secret proves it has it; nothing that the sender writes
/// chooses how to verify. What all refuse is answered as the first one does whose signature header was there, else as
/// the first. A refused delivery costs one MAC for each secret of each receiver. The receivers have to outlive this.
template <class... Receivers>
class endpoint {
  static_assert(sizeof...(Receivers) > 0, "hooklatch: endpoint needs at least one receiver");

 public:
  /// Throws `std::system_error` with `config_error` where two of them share ids: see `tenants::add`.
  explicit endpoint(const Receivers&... receivers) : all_(&receivers...) { check_each_pair(std::index_sequence_for<Receivers...>{}); }
  explicit endpoint(const Receivers&&... receivers) = delete;  // they would be gone before the first delivery

  /// The largest body that any of them takes, in bytes.
  [[nodiscard]] std::size_t max_body() const noexcept {
    std::size_t most = 0;
    const auto raise = [&most](std::size_t size) { most = size > most ? size : most; };
    std::apply([&](const auto*... each) { (raise(detail::largest_body(*each)), ...); }, all_);
    return most;
  }
  /// Never a refusal: whose delivery it is, only its body tells. It is here so that an endpoint is taken where a
  /// receiver is.
  template <request_type Request>
  [[nodiscard]] std::optional<outcome> precheck(const Request&, std::size_t = 0,
                                                const connection& = {}) const noexcept {
    return std::nullopt;
  }

  template <request_type Request>
  [[nodiscard]] outcome operator()(const Request& request, const connection& from = {}) const noexcept {
    std::optional<detail::attempt_result> best;
    std::apply([&](const auto*... each) { return (offer(*each, request, from, best) || ...); }, all_);
    if (!best) return nobody();
    best->whose->tell(best->made);
    return std::move(best->made);
  }

 private:
  template <std::size_t... Indexes>
  void check_each_pair(std::index_sequence<Indexes...>) const {
    (check_with_later<Indexes>(std::make_index_sequence<sizeof...(Receivers) - Indexes - 1>{}), ...);
  }
  template <std::size_t First, std::size_t... Offsets>
  void check_with_later(std::index_sequence<Offsets...>) const {
    const bool shared = (share_ids(*std::get<First>(all_), *std::get<First + 1 + Offsets>(all_)) || ...);
    if (shared) detail::throw_error(detail::ids_are_shared());
  }
  template <class A, class B>
  [[nodiscard]] static bool share_ids(const A& a, const B& b) noexcept {
    return detail::receiver_access::share_ids(a, b);
  }
  template <class A, class B>
  [[nodiscard]] static bool share_ids(const tenants<A>& all, const B& b) noexcept {
    return std::any_of(all.begin(), all.end(), [&b](const A* each) { return share_ids(*each, b); });
  }
  template <class A, class B>
  [[nodiscard]] static bool share_ids(const A& a, const tenants<B>& all) noexcept {
    return share_ids(all, a);
  }
  template <class A, class B>
  [[nodiscard]] static bool share_ids(const tenants<A>& all, const tenants<B>& others) noexcept {
    return std::any_of(others.begin(), others.end(), [&all](const B* each) { return share_ids(all, *each); });
  }

  // Whether this one took it, or refused it for a reason that another one would only repeat.
  template <class Receiver, class Request>
  [[nodiscard]] static bool offer(const Receiver& receive, const Request& request, const connection& from,
                                  std::optional<detail::attempt_result>& best) noexcept {
    auto next = detail::receiver_access::attempt(receive, request, from);
    if (!detail::is_strangers(next.made)) {
      best = std::move(next);
      return true;
    }
    detail::keep_better(best, std::move(next));
    return false;
  }
  template <class Receiver, class Request>
  [[nodiscard]] static bool offer(const tenants<Receiver>& all, const Request& request, const connection& from,
                                  std::optional<detail::attempt_result>& best) noexcept {
    for (const auto* each : all) {
      if (offer(*each, request, from, best)) return true;
    }
    return false;
  }

  // Only tenants, and none of them: nobody can be the sender.
  [[nodiscard]] static outcome nobody() noexcept {
    static constexpr provider_table none{};
    outcome made(none, outcome_kind::refused, response(answer{401, {}}));
    made.reason = errc::signature_mismatch;
    return made;
  }

  std::tuple<const Receivers*...> all_;
};

}  // namespace v0
}  // namespace hooklatch
