// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/dedup/postgresql_database.hpp>
#include <hooklatch/dedup/postgresql_options.hpp>
#include <hooklatch/dedup/postgresql_transaction.hpp>
#include <hooklatch/detail/postgresql/batches.hpp>
#include <hooklatch/detail/postgresql/inbox_steps.hpp>
#include <hooklatch/detail/postgresql/schema.hpp>
#include <hooklatch/inbox/inbox.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace hooklatch {
inline namespace v0 {

/// An inbox in a table of PostgreSQL, `hooklatch_inbox`, for any number of receivers and workers in any number of
/// processes: a worker passes over what another one has its hands on, and waits for nobody.
///
/// The view `webhook_events` shows the entries as the table of that name in Zuba's documentation: id, event_id,
/// event_type, payload, signature, processed_at, status (`pending`, `processed`, `failed`), error_message, created_at.
/// A text that is not UTF-8, or holds a NUL, is NULL there; in `hooklatch_inbox` it is as it came. Where the database
/// has a table or view of that name already, there is none of ours.
///
/// Events of one ordering key go in the order in which `accept` gave them their numbers; of two that are accepted at
/// the same time, either may be the first. What waits behind another event of its key is looked at by each `take`, so
/// many thousands behind one make it slow. `counts` reads all entries of the provider: prune what is done.
class postgresql_inbox {
 public:
  static constexpr store_traits traits{true, true, true, true};
  using transaction = postgresql_transaction;

  /// Connects, makes sure of the table and of what the server promises. `store_misconfigured` where it keeps less than
  /// the traits say, `store_read_only` on a standby.
  [[nodiscard]] static result<postgresql_inbox> open(const std::string& conninfo, postgresql_options options = {}) {
    const auto database = postgresql_database::make(conninfo, std::move(options));
    if (!database) return database.error();
    return open(*database);
  }
  [[nodiscard]] static result<postgresql_inbox> open(const postgresql_database& database) {
    const auto checked = detail::postgresql::schema_check(*database.get_core(), detail::postgresql::inbox_schema).run();
    if (!checked) return checked.error();
    return postgresql_inbox(database.get_core());
  }

  [[nodiscard]] result<inbox_receipt> accept(const inbox_delivery& delivery) noexcept {
    detail::postgresql::accept_steps verb(delivery);
    return core_->answer(verb);
  }
  [[nodiscard]] result<std::optional<inbox_entry>> take(std::string_view provider,
                                                        std::chrono::milliseconds lease) noexcept {
    detail::postgresql::take_steps verb(provider, lease);
    if (const auto ran = core_->run(verb); !ran) return ran.error();
    return std::move(verb.answer());
  }
  [[nodiscard]] result<settlement> finish(const inbox_token& token) noexcept {
    return settle({detail::postgresql::finish_entry, token});
  }
  [[nodiscard]] result<settlement> fail(const inbox_token& token, std::string_view why,
                                        std::chrono::milliseconds wait) noexcept {
    return settle({detail::postgresql::fail_entry, token, why, wait});
  }
  /// What was buried by the same token is `already_done`.
  [[nodiscard]] result<settlement> bury(const inbox_token& token, std::string_view why) noexcept {
    return settle({detail::postgresql::bury_entry, token, why});
  }
  [[nodiscard]] result<settlement> extend(const inbox_token& token, std::chrono::milliseconds lease) noexcept {
    return settle({detail::postgresql::extend_entry, token, lease});
  }
  [[nodiscard]] result<std::size_t> replay(std::string_view provider, std::string_view event_id) noexcept {
    detail::postgresql::count_steps verb(detail::postgresql::replay_event);
    verb.given.bytes(provider).bytes(event_id);
    return core_->answer(verb);
  }
  /// Those that are dead longest first, in transactions of at most 1,000. Out of time, it returns what it has done.
  [[nodiscard]] result<std::size_t> replay_dead(std::string_view provider, std::size_t most) noexcept {
    return detail::postgresql::in_batches(*core_, detail::postgresql::replay_dead_entries, most,
                                          [&](auto& given) { given.bytes(provider); });
  }
  /// In transactions of at most 1,000. Out of time, it returns what it has done.
  [[nodiscard]] result<std::size_t> prune(std::chrono::seconds age, std::size_t most) noexcept {
    return detail::postgresql::in_batches(*core_, detail::postgresql::prune_entries, most,
                                          [&](auto& given) { given.int8(detail::postgresql::milliseconds_of(age)); });
  }
  [[nodiscard]] result<inbox_counts> counts(std::string_view provider) noexcept {
    detail::postgresql::counts_steps verb(provider);
    return core_->answer(verb);
  }

  /// A transaction on a connection of its own, for the handler's statements and `finish_in`.
  [[nodiscard]] result<transaction> begin() noexcept { return transaction::begin(core_); }
  [[nodiscard]] result<settlement> finish_in(transaction& within, const inbox_token& token) noexcept {
    detail::postgresql::entry_steps verb(detail::postgresql::finish_entry, token);
    return within.answer(verb);
  }

 private:
  explicit postgresql_inbox(detail::postgresql::core_ptr within) noexcept : core_(std::move(within)) {}

  [[nodiscard]] result<settlement> settle(detail::postgresql::entry_steps&& verb) noexcept {
    return core_->answer(verb);
  }

  detail::postgresql::core_ptr core_;
};

static_assert(transactional_inbox<postgresql_inbox>);

}  // namespace v0
}  // namespace hooklatch
