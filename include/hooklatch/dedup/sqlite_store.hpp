// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/dedup/sqlite_database.hpp>
#include <hooklatch/dedup/store.hpp>
#include <hooklatch/detail/sqlite/records.hpp>

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

/// A store in a SQLite database: what was completed survives the process, `kill -9` and loss of power.
///
/// A delivery costs one fsync, that of `complete`: a claim that a loss of power takes back only means that the event is
/// claimed again, with a larger fence, because the clock goes on. A duplicate is answered by reading alone, beside a
/// writer. Records that need not be kept any more are dropped a few at a time by `claim`, or by `purge`.
///
/// Its clock is the machine's, but never goes back (with several processes: it is the machine's). `completed_at` is by
/// this clock. `label` and `why` are stored as blobs, of at most 128 bytes.
template <sqlite_use Use>
class basic_sqlite_store {
 public:
  static constexpr store_traits traits = sqlite_traits(Use);
  using database = basic_sqlite_database<Use>;
  using transaction = sqlite_transaction;

  /// See `basic_sqlite_database::open`.
  [[nodiscard]] static result<basic_sqlite_store> open(std::string path, const sqlite_options& options = {}) noexcept
      requires(Use != sqlite_use::memory) {
    auto within = database::open(std::move(path), options);
    if (!within) return within.error();
    return open(*within);
  }
  [[nodiscard]] static result<basic_sqlite_store> open(const sqlite_options& options = {}) noexcept
      requires(Use == sqlite_use::memory) {
    auto within = database::open(options);
    if (!within) return within.error();
    return open(*within);
  }
  /// In a database that is open already, with an inbox or with tables of the application's.
  [[nodiscard]] static result<basic_sqlite_store> open(const database& within) noexcept {
    return detail::sqlite::guarded([&]() -> result<basic_sqlite_store> {
      basic_sqlite_store made(detail::sqlite::access::of(within));
      if (made.held_ == nullptr) return errc::store_misconfigured;
      auto tables = made.held_->install("dedup", detail::sqlite::dedup_steps);
      if (!tables) return tables.error();
      return made;
    });
  }

  [[nodiscard]] result<claim_result> claim(const claim_request& request) noexcept {
    return guarded([&]() -> result<claim_result> {
      const auto due = held_->due();
      {
        auto reading = held_->read(due);
        if (!reading) return reading.error();
        const auto known = find(reading->on(), request.key);
        if (!known) return known.error();
        if (*known) {
          if (auto known_answer = detail::sqlite::answer(**known, request, held_->now())) return *known_answer;
        }
      }
      auto work = held_->write(sync_level::normal, due);
      if (!work) return work.error();
      auto claimed = claim_on(work->on(), request);
      if (!claimed || claimed->what() != claim_result::kind::fresh) return claimed;
      if (auto done = work->commit(); !done) return done.error();
      return claimed;
    });
  }
  [[nodiscard]] result<settlement> complete(const claim_token& token, std::chrono::seconds retention) noexcept {
    return settle(sync_level::full, [&](connection& on) { return complete_on(on, token, retention); });
  }
  [[nodiscard]] result<settlement> release(const claim_token& token, std::string_view why = {}) noexcept {
    return settle(sync_level::normal, [&](connection& on) {
      return update(on, detail::sqlite::update_release, token,
                    [&](query& to) { to.bind(3, held_->now()).bind(4, detail::sqlite::cut(why, 128)); });
    });
  }
  [[nodiscard]] result<settlement> extend(const claim_token& token, std::chrono::milliseconds lease) noexcept {
    return settle(sync_level::normal, [&](connection& on) {
      return update(on, detail::sqlite::update_extend, token,
                    [&](query& to) { to.bind(3, detail::sqlite::later(held_->now(), lease)); });
    });
  }
  /// Lets the event be handled again; for an operator.
  [[nodiscard]] result<bool> forget(const dedup_key& key) noexcept {
    return guarded([&]() -> result<bool> {
      auto work = held_->write(sync_level::full, held_->due());
      if (!work) return work.error();
      const auto known = find(work->on(), key);
      if (!known) return known.error();
      if (!*known) return false;
      int code = query(work->on(), detail::sqlite::delete_record).bind(1, detail::sqlite::view(key)).run();
      if (code == SQLITE_OK) code = held_->note(std::max((*known)->fence, held_->now()), true);
      if (code != SQLITE_OK) return detail::sqlite::error_of(code);
      if (auto done = work->commit(); !done) return done.error();
      return true;
    });
  }
  /// Drops at most `most` records that need not be kept any more, and says how many.
  [[nodiscard]] result<std::size_t> purge(std::size_t most) noexcept {
    return guarded([&]() -> result<std::size_t> {
      auto work = held_->write(sync_level::normal, held_->due());
      if (!work) return work.error();
      auto dropped = drop_old(work->on(), most, held_->now());
      if (!dropped || *dropped == 0) return dropped;
      if (auto done = work->commit(); !done) return done.error();
      return dropped;
    });
  }

  /// With the write lock from now on; see `transactional_store`.
  [[nodiscard]] result<transaction> begin() noexcept {
    return detail::sqlite::guarded([&] { return detail::sqlite::access::begin(held_); });
  }
  /// `store_misconfigured` for a transaction that is over, or of another database.
  [[nodiscard]] result<claim_result> claim_in(transaction& within, const claim_request& request) noexcept {
    return inside<claim_result>(within, [&](connection& on) { return claim_on(on, request); });
  }
  [[nodiscard]] result<settlement> complete_in(transaction& within, const claim_token& token,
                                               std::chrono::seconds retention) noexcept {
    return inside<settlement>(within, [&](connection& on) { return complete_on(on, token, retention); });
  }

 private:
  using connection = detail::sqlite::connection;
  using query = detail::sqlite::query;
  using sync_level = detail::sqlite::sync_level;
  using known_record = std::optional<detail::sqlite::record>;

  explicit basic_sqlite_store(std::shared_ptr<detail::sqlite::database> held) noexcept : held_(std::move(held)) {}

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
  template <class T, class Verb>
  [[nodiscard]] result<T> inside(transaction& within, Verb verb) noexcept {
    return guarded([&]() -> result<T> {
      if (held_->forked()) return errc::store_forked;
      auto& work = detail::sqlite::access::of(within);
      if (!work.is_of(*held_) || !work.on().in_transaction()) return errc::store_misconfigured;
      return verb(work.on());
    });
  }

  [[nodiscard]] static result<known_record> find(connection& on, const dedup_key& key) {
    query row(on, detail::sqlite::select_record);
    const int code = row.bind(1, detail::sqlite::view(key)).step();
    if (code == SQLITE_DONE) return known_record();
    if (code != SQLITE_ROW) return detail::sqlite::error_of(code);
    const auto read = detail::sqlite::read_record(row);
    if (!read) return read.error();
    return known_record(*read);
  }

  [[nodiscard]] result<claim_result> claim_on(connection& on, const claim_request& request) {
    const auto now = held_->now();
    const auto known = find(on, request.key);
    if (!known) return known.error();
    if (*known) {
      if (auto known_answer = detail::sqlite::answer(**known, request, now)) return *known_answer;
    }
    auto next = detail::sqlite::next_claim(*known, now);
    const auto fence = held_->next_fence(*known ? (*known)->fence : 0, now);
    if (!fence) return fence.error();
    next.fence = *fence;
    query write(on, detail::sqlite::upsert_claim);
    detail::sqlite::bind_claim(write, request, next, now);
    int code = write.run();
    if (code == SQLITE_OK) code = held_->note(now, false);
    if (code != SQLITE_OK) return detail::sqlite::error_of(code);
    if (next.fence % 8 == 0) {  // by and by, so that no claim has much to do
      if (const auto dropped = drop_old(on, 16, now); !dropped) return dropped.error();
    }
    return claim_result::fresh({request.key, next.fence}, next.attempt, next.reclaimed);
  }

  [[nodiscard]] result<settlement> complete_on(connection& on, const claim_token& token,
                                               std::chrono::seconds retention) {
    const auto now = held_->now();
    return update(on, detail::sqlite::update_complete, token,
                  [&](query& to) { to.bind(3, now).bind(4, detail::sqlite::later(now, retention)); });
  }

  template <class Bind>
  [[nodiscard]] static result<settlement> update(connection& on, const detail::sqlite::sql& what,
                                                 const claim_token& token, Bind bind) {
    {
      query write(on, what);
      write.bind(1, detail::sqlite::view(token.key)).bind(2, detail::sqlite::fence_of(token.fence));
      bind(write);
      if (const int code = write.run(); code != SQLITE_OK) return detail::sqlite::error_of(code);
    }
    if (on.changes() == 1) return settlement::done;
    const auto known = find(on, token.key);
    if (!known) return known.error();
    return detail::sqlite::unmatched(*known, token);
  }

  [[nodiscard]] result<std::size_t> drop_old(connection& on, std::size_t most, detail::sqlite::microseconds now) {
    const auto limit = static_cast<std::int64_t>(std::min<std::size_t>(most, 1'000'000'000));
    std::int64_t count = 0;
    std::int64_t fence = 0;
    {
      query old(on, detail::sqlite::select_old);
      if (const int code = old.bind(1, now).bind(2, limit).step(); code != SQLITE_ROW) {
        return detail::sqlite::error_of(code);
      }
      count = old.integer(0);
      fence = old.integer(1);
    }
    if (count == 0) return std::size_t{0};
    int code = query(on, detail::sqlite::delete_old).bind(1, now).bind(2, limit).run();
    if (code == SQLITE_OK) code = held_->note(std::max(fence, now), true);
    if (code != SQLITE_OK) return detail::sqlite::error_of(code);
    return static_cast<std::size_t>(count);
  }

  std::shared_ptr<detail::sqlite::database> held_;
};

/// The embedded store for one process: a file with a write-ahead log.
using sqlite_store = basic_sqlite_store<sqlite_use::one_process>;
/// For several processes of one machine; see `sqlite_journal` for what it costs.
using shared_sqlite_store = basic_sqlite_store<sqlite_use::several_processes>;
/// Without a file, for tests and for handlers whose own data is in memory as well.
using sqlite_memory_store = basic_sqlite_store<sqlite_use::memory>;

static_assert(transactional_store<sqlite_store>);
static_assert(transactional_store<shared_sqlite_store>);
static_assert(transactional_store<sqlite_memory_store>);

}  // namespace v0
}  // namespace hooklatch
