// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/dedup/sqlite_database.hpp>
#include <hooklatch/detail/sqlite/entries.hpp>
#include <hooklatch/detail/sqlite/inbox_work.hpp>
#include <hooklatch/inbox/inbox.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace hooklatch {
inline namespace v0 {

/// An inbox in a SQLite database, which it can share with a store: then one transaction of the application's can hold
/// what a handler writes and the entry's end.
///
/// `accept`, `take` and every end of an entry cost one fsync each; a delivery that is known costs none, nor does `take`
/// where nothing is due. A known entry is known until `prune`. Ordering keys are of one provider. `received_at` is kept
/// to the microsecond. An entry that was buried can be buried once more (`already_done`), and not finished.
///
/// The view `webhook_events` shows all entries as a table with the columns id, event_id, event_type, payload (the
/// body), signature, processed_at (when it was processed or given up, by the store's clock), status ('pending', also
/// while a worker has it; 'processed'; 'failed': dead), error_message (why the last attempt failed) and created_at
/// (when it was received, by the receiver's clock). Times are ISO 8601 in UTC. Where the application has a table or
/// view of that name, there is none of ours.
template <sqlite_use Use>
class basic_sqlite_inbox {
 public:
  static constexpr store_traits traits = sqlite_traits(Use);
  using database = basic_sqlite_database<Use>;
  using transaction = sqlite_transaction;

  /// See `basic_sqlite_database::open`.
  [[nodiscard]] static result<basic_sqlite_inbox> open(std::string path, const sqlite_options& options = {}) noexcept
      requires(Use != sqlite_use::memory) {
    auto within = database::open(std::move(path), options);
    if (!within) return within.error();
    return open(*within);
  }
  [[nodiscard]] static result<basic_sqlite_inbox> open(const sqlite_options& options = {}) noexcept
      requires(Use == sqlite_use::memory) {
    auto within = database::open(options);
    if (!within) return within.error();
    return open(*within);
  }
  /// In a database that is open already, with a store or with tables of the application's.
  [[nodiscard]] static result<basic_sqlite_inbox> open(const database& within) noexcept {
    return detail::sqlite::guarded([&]() -> result<basic_sqlite_inbox> {
      basic_sqlite_inbox made(detail::sqlite::access::of(within));
      if (made.held_ == nullptr) return errc::store_misconfigured;
      auto tables = made.held_->install("inbox", detail::sqlite::inbox_steps, detail::sqlite::inbox_reads);
      if (!tables) return tables.error();
      return made;
    });
  }

  [[nodiscard]] result<inbox_receipt> accept(const inbox_delivery& delivery) noexcept {
    return guarded([&]() -> result<inbox_receipt> {
      const auto due = held_->due();
      {
        auto reading = held_->read(due);
        if (!reading) return reading.error();
        const auto known = on(reading->on()).find(delivery);
        if (!known) return known.error();
        if (*known) return **known;
      }
      return write<inbox_receipt>(sync_level::full, due, [&](work within) -> result<inbox_receipt> {
        const auto known = within.find(delivery);  // somebody may have been faster
        if (!known) return known.error();
        return *known ? **known : within.insert(delivery);
      });
    });
  }
  [[nodiscard]] result<std::optional<inbox_entry>> take(std::string_view provider,
                                                        std::chrono::milliseconds lease) noexcept {
    using taken = std::optional<inbox_entry>;
    return guarded([&]() -> result<taken> {
      const auto due = held_->due();
      {
        auto reading = held_->read(due);
        if (!reading) return reading.error();
        const auto any = on(reading->on()).any_due(provider);
        if (!any) return any.error();
        if (!*any) return taken();
      }
      return write<taken>(sync_level::full, due, [&](work within) { return within.take(provider, lease); });
    });
  }

  [[nodiscard]] result<settlement> finish(const inbox_token& token) noexcept {
    return write<settlement>(sync_level::full, [&](work within) { return within.finish(token); });
  }
  [[nodiscard]] result<settlement> fail(const inbox_token& token, std::string_view why,
                                        std::chrono::milliseconds wait) noexcept {
    return write<settlement>(sync_level::normal, [&](work within) { return within.fail(token, why, wait); });
  }
  [[nodiscard]] result<settlement> bury(const inbox_token& token, std::string_view why) noexcept {
    return write<settlement>(sync_level::full, [&](work within) { return within.bury(token, why); });
  }
  [[nodiscard]] result<settlement> extend(const inbox_token& token, std::chrono::milliseconds lease) noexcept {
    return write<settlement>(sync_level::normal, [&](work within) { return within.extend(token, lease); });
  }

  [[nodiscard]] result<std::size_t> replay(std::string_view provider, std::string_view event_id) noexcept {
    return write<std::size_t>(sync_level::full,
                              [&](work within) { return within.replay(provider, &event_id, std::size_t{1'000'000}); });
  }
  [[nodiscard]] result<std::size_t> replay_dead(std::string_view provider, std::size_t most) noexcept {
    return write<std::size_t>(sync_level::full, [&](work within) { return within.replay(provider, nullptr, most); });
  }
  [[nodiscard]] result<std::size_t> prune(std::chrono::seconds age, std::size_t most) noexcept {
    return write<std::size_t>(sync_level::normal, [&](work within) { return within.prune(age, most); });
  }
  [[nodiscard]] result<inbox_counts> counts(std::string_view provider) noexcept {
    return guarded([&]() -> result<inbox_counts> {
      auto reading = held_->read(held_->due());
      if (!reading) return reading.error();
      return on(reading->on()).counts(provider);
    });
  }

  /// With the write lock from now on; see `transactional_inbox`.
  [[nodiscard]] result<transaction> begin() noexcept {
    return detail::sqlite::guarded([&] { return detail::sqlite::access::begin(held_); });
  }
  /// `store_misconfigured` for a transaction that is over, or of another database.
  [[nodiscard]] result<settlement> finish_in(transaction& within, const inbox_token& token) noexcept {
    return guarded([&]() -> result<settlement> {
      if (held_->forked()) return errc::store_forked;
      auto& open = detail::sqlite::access::of(within);
      if (!open.is_of(*held_) || !open.on().in_transaction()) return errc::store_misconfigured;
      return on(open.on()).finish(token);
    });
  }

 private:
  using work = detail::sqlite::inbox_work;
  using sync_level = detail::sqlite::sync_level;

  explicit basic_sqlite_inbox(std::shared_ptr<detail::sqlite::database> held) noexcept : held_(std::move(held)) {}

  [[nodiscard]] work on(detail::sqlite::connection& connection) noexcept { return work(*held_, connection); }

  // A handle that was moved from has no database.
  template <class Verb>
  [[nodiscard]] auto guarded(Verb verb) noexcept -> decltype(verb()) {
    if (held_ == nullptr) return errc::store_misconfigured;
    return detail::sqlite::guarded(verb);
  }
  // A transaction that changed nothing is committed as well, which writes nothing.
  template <class T, class Verb>
  [[nodiscard]] result<T> write(sync_level how_much, detail::sqlite::deadline due, Verb verb) {
    auto open = held_->write(how_much, due);
    if (!open) return open.error();
    auto answer = verb(on(open->on()));
    if (!answer) return answer;
    if (auto done = open->commit(); !done) return done.error();
    return answer;
  }
  template <class T, class Verb>
  [[nodiscard]] result<T> write(sync_level how_much, Verb verb) noexcept {
    return guarded([&] { return write<T>(how_much, held_->due(), verb); });
  }

  std::shared_ptr<detail::sqlite::database> held_;
};

/// The embedded inbox for one process.
using sqlite_inbox = basic_sqlite_inbox<sqlite_use::one_process>;
/// For several processes of one machine; see `sqlite_journal` for what it costs.
using shared_sqlite_inbox = basic_sqlite_inbox<sqlite_use::several_processes>;
/// Without a file, for tests: nothing in it is durable.
using sqlite_memory_inbox = basic_sqlite_inbox<sqlite_use::memory>;

static_assert(transactional_inbox<sqlite_inbox>);
static_assert(transactional_inbox<shared_sqlite_inbox>);

}  // namespace v0
}  // namespace hooklatch
