// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/dedup/postgresql_database.hpp>
#include <hooklatch/dedup/postgresql_options.hpp>
#include <hooklatch/dedup/postgresql_transaction.hpp>
#include <hooklatch/dedup/store.hpp>
#include <hooklatch/detail/postgresql/batches.hpp>
#include <hooklatch/detail/postgresql/dedup_steps.hpp>
#include <hooklatch/detail/postgresql/schema.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace hooklatch {
inline namespace v0 {

/// A store in a table of PostgreSQL, `hooklatch_dedup`: shared by all processes, durable, and part of the application's
/// own transactions where it wants that.
///
/// A new event costs one round trip and no wait for the disk, a repeat two round trips and no write at all, a
/// completion one round trip and one commit. The server's clock decides. Where it steps back, leases last longer and
/// nothing is reopened; a fence is larger than all before it of its key as long as the key's record is there, and after
/// that unless the clock stepped back by more than the record was kept.
///
/// On a server with asynchronous standbys a failover forgets what they had not yet: set `synchronous_standby_names`
/// there.
class postgresql_store {
 public:
  static constexpr store_traits traits{true, true, true, true};
  using transaction = postgresql_transaction;

  /// Connects, makes sure of the table and of what the server promises. `store_misconfigured` where it keeps less than
  /// the traits say, `store_read_only` on a standby.
  [[nodiscard]] static result<postgresql_store> open(const std::string& conninfo, postgresql_options options = {}) {
    const auto database = postgresql_database::make(conninfo, std::move(options));
    if (!database) return database.error();
    return open(*database);
  }
  [[nodiscard]] static result<postgresql_store> open(const postgresql_database& database) {
    const auto checked = detail::postgresql::schema_check(*database.get_core(), detail::postgresql::dedup_schema).run();
    if (!checked) return checked.error();
    return postgresql_store(database.get_core());
  }

  [[nodiscard]] result<claim_result> claim(const claim_request& request) noexcept {
    detail::postgresql::claim_steps verb(request, core_->options().durable_claims);
    return core_->answer(verb);
  }
  [[nodiscard]] result<settlement> complete(const claim_token& token, std::chrono::seconds retention) noexcept {
    return settle({detail::postgresql::complete_claim, token, retention});
  }
  /// `why` is kept in the record, at most 128 bytes of it.
  [[nodiscard]] result<settlement> release(const claim_token& token, std::string_view why = {}) noexcept {
    return settle({detail::postgresql::release_claim, token, why});
  }
  [[nodiscard]] result<settlement> extend(const claim_token& token, std::chrono::milliseconds lease) noexcept {
    return settle({detail::postgresql::extend_claim, token, lease});
  }
  /// Lets the event be handled again; for an operator.
  [[nodiscard]] result<bool> forget(const dedup_key& key) noexcept {
    detail::postgresql::count_steps verb(detail::postgresql::forget_key);
    verb.given.bytes(key.bytes);
    const auto gone = core_->answer(verb);
    if (!gone) return gone.error();
    return *gone > 0;
  }
  /// Deletes at most `most` records that need not be kept any more, in transactions of at most 1,000, and says how
  /// many. Nobody else does it: run it now and then, from any number of processes. Out of time, it returns what it has
  /// done.
  [[nodiscard]] result<std::size_t> purge(std::size_t most) noexcept {
    return detail::postgresql::in_batches(*core_, detail::postgresql::purge_keys, most, [](auto&) {});
  }

  /// A transaction on a connection of its own, for the handler's statements and `complete_in`.
  [[nodiscard]] result<transaction> begin() noexcept { return transaction::begin(core_); }
  /// Others who claim the same new event wait until this transaction ends, or until their time is over. Claim outside,
  /// with `claim`, unless that is what you want: then an attempt that was rolled back was counted, too.
  [[nodiscard]] result<claim_result> claim_in(transaction& within, const claim_request& request) noexcept {
    detail::postgresql::claim_steps verb(request, true);
    return within.answer(verb);
  }
  [[nodiscard]] result<settlement> complete_in(transaction& within, const claim_token& token,
                                               std::chrono::seconds retention) noexcept {
    detail::postgresql::settle_steps verb(detail::postgresql::complete_claim, token, retention);
    return within.answer(verb);
  }

 private:
  explicit postgresql_store(detail::postgresql::core_ptr within) noexcept : core_(std::move(within)) {}

  [[nodiscard]] result<settlement> settle(detail::postgresql::settle_steps&& verb) noexcept {
    return core_->answer(verb);
  }
  detail::postgresql::core_ptr core_;
};

static_assert(transactional_store<postgresql_store>);

}  // namespace v0
}  // namespace hooklatch
