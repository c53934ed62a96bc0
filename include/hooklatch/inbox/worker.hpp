// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/detail/worker_core.hpp>
#include <hooklatch/event/dispatcher.hpp>
#include <hooklatch/inbox/inbox.hpp>
#include <hooklatch/inbox/worker_options.hpp>
#include <hooklatch/provider.hpp>
#include <hooklatch/receive/policies.hpp>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace hooklatch {
inline namespace v0 {

/// Handles what an `inbox_receiver` accepted: takes one due entry at a time, runs the handlers, and finishes it, or makes
/// it due again after a wait, or gives it up and tells somebody.
///
///     inbox_worker<providers::zuba, sqlite_inbox> worker(inbox, events, worker_options{}.attempts(5));
///     std::jthread thread([&](std::stop_token stop) { worker.run(stop); });
///
/// Any number of threads and processes may work on one inbox; each entry is with one at a time, and one whose worker died
/// comes back when its lease is over. A handler runs at least once; with the policy `in_transaction` what it writes through
/// `dispatcher::on_in` is there exactly once. A worker has the entries of its own provider only. The dispatcher is copied:
/// add all handlers before.
template <provider_type Provider, inbox_store Inbox, class... Policies>
class inbox_worker {
  static constexpr bool is_transactional = detail::names_policy<in_transaction, Policies...>;
  static_assert((std::is_same_v<Policies, in_transaction> && ...),
                "hooklatch: the only policy of inbox_worker<> is in_transaction");
  static_assert(!is_transactional || transactional_inbox<Inbox>,
                "hooklatch: in_transaction needs an inbox in the application's own database, such as sqlite_inbox or "
                "postgresql_inbox");

 public:
  /// As `make`, but throws `std::system_error`.
  inbox_worker(Inbox& inbox, dispatcher handlers, worker_options options = {})
      : inbox_worker(make(inbox, std::move(handlers), std::move(options)).value()) {}

  /// `config_error` for options outside their bounds, for handlers of a type that only an unsigned header tells without
  /// `dispatcher::trust_unsigned_type`, and for handlers of `dispatcher::on_in` without `in_transaction`. The inbox must
  /// outlive the worker.
  [[nodiscard]] static result<inbox_worker> make(Inbox& inbox, dispatcher handlers, worker_options options = {}) {
    if (auto good = options.check(); !good) return good.error();
    if (!Provider::table().type_is_signed && handlers.needs_signed_type()) return detail::type_is_unsigned();
    const detail::work_ref ref(inbox);
    if (handlers.needs_other_transaction(is_transactional ? ref.transaction_type() : nullptr)) {
      return detail::transaction_is_missing();
    }
    return inbox_worker(
        detail::worker_core(Provider::table(), ref, std::move(handlers), std::move(options), is_transactional));
  }

  /// Takes one entry that is due, and ends the attempt; false where none is due. Errors are the inbox's: nothing was
  /// taken, or what was taken comes back when its lease is over.
  [[nodiscard]] result<bool> run_one() const noexcept {
    try {
      return core_.run_one();
    } catch (...) {
      return errc::store_unavailable;  // out of memory; the lease brings the entry back
    }
  }

  /// Works until nothing is due; how many attempts that were.
  [[nodiscard]] result<std::size_t> run_until_idle() const noexcept {
    for (std::size_t attempts = 0;; ++attempts) {
      const auto ran = run_one();
      if (!ran) return ran.error();
      if (!*ran) return attempts;
    }
  }

  /// Works until it is asked to stop, and ends the attempt it is at before it returns. While nothing is due, or the inbox
  /// cannot answer, it looks again every `worker_options::poll`.
  void run(const std::stop_token& stop) const {
    std::mutex mutex;
    std::condition_variable_any idle;
    while (!stop.stop_requested()) {
      const auto ran = run_one();
      if (ran && *ran) continue;
      std::unique_lock lock(mutex);
      idle.wait_for(lock, stop, core_.options().poll(), [] { return false; });
    }
  }

 private:
  explicit inbox_worker(detail::worker_core&& core) : core_(std::move(core)) {}

  detail::worker_core core_;
};

}  // namespace v0
}  // namespace hooklatch
