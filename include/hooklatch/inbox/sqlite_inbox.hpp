// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/dedup/sqlite_database.hpp>
#include <hooklatch/detail/sqlite/entries.hpp>
#include <hooklatch/inbox/inbox.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
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
      auto tables = made.held_->install("inbox", detail::sqlite::inbox_steps);
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
        const auto known = find(reading->on(), delivery);
        if (!known) return known.error();
        if (*known) return **known;
      }
      auto work = held_->write(sync_level::full, due);
      if (!work) return work.error();
      const auto known = find(work->on(), delivery);
      if (!known) return known.error();
      if (*known) return **known;
      query write(work->on(), detail::sqlite::insert_entry);
      detail::sqlite::bind_entry(write, delivery, held_->now());
      if (const int code = write.run(); code != SQLITE_OK) return detail::sqlite::error_of(code);
      if (auto done = work->commit(); !done) return done.error();
      return inbox_receipt::stored;
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
        query first(reading->on(), detail::sqlite::select_due_id);
        const int code = first.bind(1, provider).bind(2, held_->now()).step();
        if (code == SQLITE_DONE) return taken();
        if (code != SQLITE_ROW) return detail::sqlite::error_of(code);
      }
      auto work = held_->write(sync_level::full, due);
      if (!work) return work.error();
      auto entry = due_entry(work->on(), provider, lease);
      if (!entry || !*entry) return entry;
      if (auto done = work->commit(); !done) return done.error();
      return entry;
    });
  }

  [[nodiscard]] result<settlement> finish(const inbox_token& token) noexcept {
    return settle(sync_level::full, [&](connection& on) { return finish_on(on, token); });
  }
  [[nodiscard]] result<settlement> fail(const inbox_token& token, std::string_view why,
                                        std::chrono::milliseconds wait) noexcept {
    return settle(sync_level::normal, [&](connection& on) {
      return update(on, detail::sqlite::update_fail, token, inbox_status::pending, [&](query& to) {
        to.bind(3, detail::sqlite::later(held_->now(), wait)).bind(4, detail::sqlite::cut(why, 1000));
      });
    });
  }
  [[nodiscard]] result<settlement> bury(const inbox_token& token, std::string_view why) noexcept {
    return settle(sync_level::full, [&](connection& on) -> result<settlement> {
      auto settled = update(on, detail::sqlite::update_bury, token, inbox_status::dead,
                            [&](query& to) { to.bind(3, held_->now()).bind(4, detail::sqlite::cut(why, 1000)); });
      return let_next(on, token, std::move(settled));
    });
  }
  [[nodiscard]] result<settlement> extend(const inbox_token& token, std::chrono::milliseconds lease) noexcept {
    return settle(sync_level::normal, [&](connection& on) {
      return update(on, detail::sqlite::update_renew, token, inbox_status::running,
                    [&](query& to) { to.bind(3, detail::sqlite::later(held_->now(), lease)); });
    });
  }

  [[nodiscard]] result<std::size_t> replay(std::string_view provider, std::string_view event_id) noexcept {
    return revive(detail::sqlite::select_dead_of_event, std::size_t{1'000'000},
                  [&](query& to) { to.bind(1, provider).bind(3, event_id); });
  }
  [[nodiscard]] result<std::size_t> replay_dead(std::string_view provider, std::size_t most) noexcept {
    return revive(detail::sqlite::select_dead, most, [&](query& to) { to.bind(1, provider); });
  }
  [[nodiscard]] result<std::size_t> prune(std::chrono::seconds age, std::size_t most) noexcept {
    return guarded([&]() -> result<std::size_t> {
      auto work = held_->write(sync_level::normal, held_->due());
      if (!work) return work.error();
      const auto now = held_->now();
      const auto until = now - detail::sqlite::seconds_of(age) * 1'000'000;
      query write(work->on(), detail::sqlite::delete_ended);
      if (const int code = write.bind(1, until).bind(2, limit(most)).run(); code != SQLITE_OK) {
        return detail::sqlite::error_of(code);
      }
      const auto deleted = static_cast<std::size_t>(work->on().changes());
      if (deleted == 0) return deleted;
      if (const int code = held_->note(now, true); code != SQLITE_OK) return detail::sqlite::error_of(code);
      if (auto done = work->commit(); !done) return done.error();
      return deleted;
    });
  }
  [[nodiscard]] result<inbox_counts> counts(std::string_view provider) noexcept {
    return guarded([&]() -> result<inbox_counts> {
      auto reading = held_->read(held_->due());
      if (!reading) return reading.error();
      query row(reading->on(), detail::sqlite::select_counts);
      row.bind(1, provider);
      inbox_counts counted;
      int code = row.step();
      for (; code == SQLITE_ROW; code = row.step()) {
        const auto count = static_cast<std::uint64_t>(row.integer(1));
        switch (static_cast<inbox_status>(row.integer(0))) {
          case inbox_status::pending:
            counted.pending = count;
            counted.oldest_pending = detail::sqlite::to_instant(row.integer(2));
            break;
          case inbox_status::running:
            counted.running = count;
            break;
          case inbox_status::processed:
            counted.processed = count;
            break;
          case inbox_status::dead:
            counted.dead = count;
            break;
          default:
            return errc::store_corrupt;
        }
      }
      if (code != SQLITE_DONE) return detail::sqlite::error_of(code);
      return counted;
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
      auto& work = detail::sqlite::access::of(within);
      if (!work.is_of(*held_) || !work.on().in_transaction()) return errc::store_misconfigured;
      return finish_on(work.on(), token);
    });
  }

 private:
  using connection = detail::sqlite::connection;
  using query = detail::sqlite::query;
  using sync_level = detail::sqlite::sync_level;

  explicit basic_sqlite_inbox(std::shared_ptr<detail::sqlite::database> held) noexcept : held_(std::move(held)) {}

  // A handle that was moved from has no database.
  template <class Verb>
  [[nodiscard]] auto guarded(Verb verb) noexcept -> decltype(verb()) {
    if (held_ == nullptr) return errc::store_misconfigured;
    return detail::sqlite::guarded(verb);
  }
  template <class Change>
  [[nodiscard]] result<settlement> settle(sync_level how_much, Change change) noexcept {
    return guarded([&]() -> result<settlement> {
      auto work = held_->write(how_much, held_->due());
      if (!work) return work.error();
      auto settled = change(work->on());
      if (!settled || *settled != settlement::done) return settled;
      if (auto done = work->commit(); !done) return done.error();
      return settled;
    });
  }
  [[nodiscard]] static std::int64_t limit(std::size_t most) noexcept {
    return static_cast<std::int64_t>(std::min<std::size_t>(most, 1'000'000'000));
  }

  [[nodiscard]] static result<std::optional<inbox_receipt>> find(connection& on, const inbox_delivery& delivery) {
    query row(on, detail::sqlite::select_known);
    const int code = row.bind(1, detail::sqlite::view(delivery.key)).step();
    if (code == SQLITE_DONE) return std::optional<inbox_receipt>();
    if (code != SQLITE_ROW) return detail::sqlite::error_of(code);
    const auto known = detail::sqlite::read_known(row, delivery);
    if (!known) return known.error();
    return std::optional(*known);
  }

  [[nodiscard]] result<std::optional<inbox_entry>> due_entry(connection& on, std::string_view provider,
                                                             std::chrono::milliseconds lease) {
    const auto now = held_->now();
    std::optional<inbox_entry> entry;
    {
      query row(on, detail::sqlite::select_due);
      const int code = row.bind(1, provider).bind(2, now).step();
      if (code == SQLITE_DONE) return entry;
      if (code != SQLITE_ROW) return detail::sqlite::error_of(code);
      auto read = detail::sqlite::read_entry(row);
      if (!read) return read.error();
      entry = *std::move(read);
    }
    const auto fence = held_->next_fence(detail::sqlite::fence_of(entry->token.fence), now);
    if (!fence) return fence.error();
    entry->token.fence = *fence;
    query write(on, detail::sqlite::update_take);
    write.bind(1, entry->token.entry).bind(2, detail::sqlite::fence_of(*fence)).bind(3, std::int64_t{entry->attempt});
    int code = write.bind(4, detail::sqlite::later(now, lease)).run();
    if (code == SQLITE_OK) code = held_->note(now, false);
    if (code != SQLITE_OK) return detail::sqlite::error_of(code);
    return entry;
  }

  [[nodiscard]] result<settlement> finish_on(connection& on, const inbox_token& token) {
    auto settled = update(on, detail::sqlite::update_finish, token, inbox_status::processed,
                          [&](query& to) { to.bind(3, held_->now()); });
    return let_next(on, token, std::move(settled));
  }
  [[nodiscard]] static result<settlement> let_next(connection& on, const inbox_token& token,
                                                   result<settlement> settled) {
    if (!settled || *settled != settlement::done) return settled;
    const int code = query(on, detail::sqlite::update_next).bind(1, token.entry).run();
    if (code != SQLITE_OK) return detail::sqlite::error_of(code);
    return settled;
  }

  template <class Bind>
  [[nodiscard]] static result<settlement> update(connection& on, const detail::sqlite::sql& what,
                                                 const inbox_token& token, inbox_status wanted, Bind bind) {
    {
      query write(on, what);
      write.bind(1, token.entry).bind(2, detail::sqlite::fence_of(token.fence));
      bind(write);
      if (const int code = write.run(); code != SQLITE_OK) return detail::sqlite::error_of(code);
    }
    if (on.changes() == 1) return settlement::done;
    query row(on, detail::sqlite::select_standing);
    const int code = row.bind(1, token.entry).step();
    if (code == SQLITE_DONE) return settlement::lost;
    if (code != SQLITE_ROW) return detail::sqlite::error_of(code);
    return detail::sqlite::unmatched(static_cast<inbox_status>(row.integer(0)), row.integer(1), token, wanted);
  }

  template <class Bind>
  [[nodiscard]] result<std::size_t> revive(const detail::sqlite::sql& dead, std::size_t most, Bind bind) noexcept {
    return guarded([&]() -> result<std::size_t> {
      auto work = held_->write(sync_level::full, held_->due());
      if (!work) return work.error();
      auto& on = work->on();
      const auto now = held_->now();
      std::size_t count = 0;
      for (; count < most; ++count) {  // each is dead no more, so the next one is the first
        std::int64_t entry = 0;
        std::int64_t before = 0;
        {
          query row(on, dead);
          bind(row.bind(2, 1));
          const int code = row.step();
          if (code == SQLITE_DONE) break;
          if (code != SQLITE_ROW) return detail::sqlite::error_of(code);
          entry = row.integer(0);
          before = std::clamp<std::int64_t>(row.integer(1), 0, detail::sqlite::last_moment);
        }
        const auto fence = held_->next_fence(before, now);
        if (!fence) return fence.error();
        query write(on, detail::sqlite::update_replay);
        int code = write.bind(1, entry).bind(2, detail::sqlite::fence_of(*fence)).bind(3, now).run();
        if (code == SQLITE_OK) code = query(on, detail::sqlite::update_behind).bind(1, entry).run();
        if (code != SQLITE_OK) return detail::sqlite::error_of(code);
      }
      if (count == 0) return count;
      if (auto done = work->commit(); !done) return done.error();
      return count;
    });
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
