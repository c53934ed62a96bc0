// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/detail/sqlite/database.hpp>
#include <hooklatch/detail/sqlite/entries.hpp>
#include <hooklatch/inbox/inbox.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace hooklatch {
inline namespace v0 {
namespace detail::sqlite {

/// What the verbs of an inbox do on one connection, without beginning or committing anything. Every run of a statement
/// ends in here: when the transaction is over others use the connection.
class inbox_work {
 public:
  inbox_work(database& held, connection& on) noexcept : held_(held), on_(on) {}

  /// Nothing where the event is not known.
  [[nodiscard]] result<std::optional<inbox_receipt>> find(const inbox_delivery& delivery) {
    query row(on_, select_known);
    const int code = row.bind(1, view(delivery.key)).step();
    if (code == SQLITE_DONE) return std::optional<inbox_receipt>();
    if (code != SQLITE_ROW) return error_of(code);
    const auto known = read_known(row, delivery);
    if (!known) return known.error();
    return std::optional(*known);
  }
  [[nodiscard]] result<inbox_receipt> insert(const inbox_delivery& delivery) {
    query write(on_, insert_entry);
    bind_entry(write, delivery, held_.now());
    if (const int code = write.run(); code != SQLITE_OK) return error_of(code);
    return inbox_receipt::stored;
  }

  [[nodiscard]] result<bool> any_due(std::string_view provider) {
    query first(on_, select_due_id);
    const int code = first.bind(1, provider).bind(2, held_.now()).step();
    if (code != SQLITE_ROW && code != SQLITE_DONE) return error_of(code);
    return code == SQLITE_ROW;
  }
  [[nodiscard]] result<std::optional<inbox_entry>> take(std::string_view provider, std::chrono::milliseconds lease) {
    const auto now = held_.now();
    std::optional<inbox_entry> entry;
    {
      query row(on_, select_due);
      const int code = row.bind(1, provider).bind(2, now).step();
      if (code == SQLITE_DONE) return entry;
      if (code != SQLITE_ROW) return error_of(code);
      auto read = read_entry(row);
      if (!read) return read.error();
      entry = *std::move(read);
    }
    const auto fence = held_.next_fence(fence_of(entry->token.fence), now);
    if (!fence) return fence.error();
    entry->token.fence = *fence;
    query write(on_, update_take);
    write.bind(1, entry->token.entry).bind(2, fence_of(*fence)).bind(3, std::int64_t{entry->attempt});
    int code = write.bind(4, later(now, lease)).run();
    if (code == SQLITE_OK) code = held_.note(now, false);
    if (code != SQLITE_OK) return error_of(code);
    return entry;
  }

  [[nodiscard]] result<settlement> finish(const inbox_token& token) {
    return let_next(token, update(update_finish, token, inbox_status::processed, held_.now(), nullptr));
  }
  [[nodiscard]] result<settlement> bury(const inbox_token& token, std::string_view why) {
    return let_next(token, update(update_bury, token, inbox_status::dead, held_.now(), &why));
  }
  [[nodiscard]] result<settlement> fail(const inbox_token& token, std::string_view why,
                                        std::chrono::milliseconds wait) {
    return update(update_fail, token, inbox_status::pending, later(held_.now(), wait), &why);
  }
  [[nodiscard]] result<settlement> extend(const inbox_token& token, std::chrono::milliseconds lease) {
    return update(update_renew, token, inbox_status::running, later(held_.now(), lease), nullptr);
  }

  /// Of all dead entries where `event_id` is null. Each is dead no more then, so the next one is the first.
  [[nodiscard]] result<std::size_t> replay(std::string_view provider, const std::string_view* event_id,
                                           std::size_t most) {
    std::size_t count = 0;
    for (; count < most; ++count) {
      const auto more = replay_one(provider, event_id);
      if (!more) return more.error();
      if (!*more) break;
    }
    return count;
  }
  [[nodiscard]] result<std::size_t> prune(std::chrono::seconds age, std::size_t most) {
    const auto now = held_.now();
    const auto limit = static_cast<std::int64_t>(std::min<std::size_t>(most, 1'000'000'000));
    int code = query(on_, delete_ended).bind(1, now - seconds_of(age) * 1'000'000).bind(2, limit).run();
    const auto deleted = static_cast<std::size_t>(on_.changes());
    if (code == SQLITE_OK && deleted > 0) code = held_.note(now, true);
    if (code != SQLITE_OK) return error_of(code);
    return deleted;
  }
  [[nodiscard]] result<inbox_counts> counts(std::string_view provider) {
    query row(on_, select_counts);
    row.bind(1, provider);
    inbox_counts counted;
    int code = row.step();
    for (; code == SQLITE_ROW; code = row.step()) {
      auto* const of = count_of(counted, row.integer(0));
      if (of == nullptr) return errc::store_corrupt;
      *of = static_cast<std::uint64_t>(row.integer(1));
      if (of == &counted.pending) counted.oldest_pending = to_instant(row.integer(2));
    }
    if (code != SQLITE_DONE) return error_of(code);
    return counted;
  }

 private:
  [[nodiscard]] static std::uint64_t* count_of(inbox_counts& counted, std::int64_t status) noexcept {
    switch (status) {
      case std::int64_t{0}:
        return &counted.pending;
      case std::int64_t{1}:
        return &counted.running;
      case std::int64_t{2}:
        return &counted.processed;
      case std::int64_t{3}:
        return &counted.dead;
      default:
        return nullptr;
    }
  }

  [[nodiscard]] result<settlement> update(const sql& what, const inbox_token& token, inbox_status wanted,
                                          microseconds moment, const std::string_view* why) {
    {
      query write(on_, what);
      write.bind(1, token.entry).bind(2, fence_of(token.fence)).bind(3, moment);
      if (why != nullptr) write.bind(4, cut(*why, 1000));
      if (const int code = write.run(); code != SQLITE_OK) return error_of(code);
    }
    if (on_.changes() == 1) return settlement::done;
    query row(on_, select_standing);
    const int code = row.bind(1, token.entry).step();
    if (code == SQLITE_DONE) return settlement::lost;
    if (code != SQLITE_ROW) return error_of(code);
    return unmatched(static_cast<inbox_status>(row.integer(0)), row.integer(1), token, wanted);
  }
  [[nodiscard]] result<settlement> let_next(const inbox_token& token, result<settlement> settled) {
    if (!settled || *settled != settlement::done) return settled;
    const int code = query(on_, update_next).bind(1, token.entry).run();
    if (code != SQLITE_OK) return error_of(code);
    return settled;
  }

  [[nodiscard]] result<bool> replay_one(std::string_view provider, const std::string_view* event_id) {
    std::int64_t entry = 0;
    std::int64_t before = 0;
    {
      query row(on_, event_id != nullptr ? select_dead_of_event : select_dead);
      row.bind(1, provider).bind(2, 1);
      if (event_id != nullptr) row.bind(3, *event_id);
      const int code = row.step();
      if (code == SQLITE_DONE) return false;
      if (code != SQLITE_ROW) return error_of(code);
      entry = row.integer(0);
      before = std::clamp<std::int64_t>(row.integer(1), 0, last_moment);
    }
    const auto now = held_.now();
    const auto fence = held_.next_fence(before, now);
    if (!fence) return fence.error();
    int code = query(on_, update_replay).bind(1, entry).bind(2, fence_of(*fence)).bind(3, now).run();
    if (code == SQLITE_OK) code = query(on_, update_behind).bind(1, entry).run();
    if (code != SQLITE_OK) return error_of(code);
    return true;
  }

  database& held_;
  connection& on_;
};

}  // namespace detail::sqlite
}  // namespace v0
}  // namespace hooklatch
