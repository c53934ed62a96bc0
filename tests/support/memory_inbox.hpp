// SPDX-License-Identifier: MIT
#pragma once

// The plainest inbox that keeps the contract but for its durability, and one flaw at a time that a conformance suite
// has to find.

#include <hooklatch/inbox/inbox.hpp>
#include <hooklatch/testing/manual_clock.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace test_support {

enum class inbox_flaw {
  none,
  repeat_replaces,
  conflict_unasked,
  conflict_unseen,
  body_as_c_string,
  text_cut_at_255,
  time_in_seconds,
  providers_ignored,
  providers_any_case,
  unfenced_finish,
  unfenced_fail,
  lapse_fences,
  fence_stands,
  attempts_counted_at_fail,
  two_takers,
  lease_never_ends,
  lease_ends_early,
  extend_ignored,
  wait_ignored,
  newest_first,
  lapsed_first,
  order_ignored,
  order_blocked_by_dead,
  order_not_by_failed,
  empty_key_orders,
  dead_taken,
  replay_keeps_attempts,
  replay_keeps_fence,
  replay_finds_processed,
  replay_ignores_limit,
  replay_of_all_providers,
  prune_drops_pending,
  prune_drops_running,
  prune_ignores_age,
  prune_ignores_limit,
  finished_can_fail,
  finish_twice_lost,
  failed_can_finish,
  oldest_counts_running,
  key_cut_short,
  why_trusted,
  clock_back_ends_leases,
};

class memory_inbox {
 public:
  static constexpr hooklatch::store_traits traits{true, false, false, false};

  memory_inbox(inbox_flaw has, hooklatch::testing::manual_clock clock) : has_(has), clock_(std::move(clock)) {}

  hooklatch::result<hooklatch::inbox_receipt> accept(const hooklatch::inbox_delivery& delivery) {
    using hooklatch::inbox_receipt;
    const std::lock_guard lock(mutex_);
    auto key = delivery.key.bytes;
    if (is(inbox_flaw::key_cut_short)) key[31] = 0;
    const auto time = now();
    const auto [at, is_new] = ids_.try_emplace(key, last_entry_ + 1);
    if (!is_new && !is(inbox_flaw::repeat_replaces)) {
      const bool same = entries_.at(at->second).digest == delivery.digest || is(inbox_flaw::conflict_unseen);
      const bool refused = delivery.conflict_refused || is(inbox_flaw::conflict_unasked);
      return !same && refused ? inbox_receipt::conflict : inbox_receipt::known;
    }
    if (is_new) ++last_entry_;
    auto& made = entries_[at->second];
    made.key = key;
    made.digest = delivery.digest;
    made.provider = delivery.provider;
    made.kept.event_id = delivery.event_id.substr(0, is(inbox_flaw::text_cut_at_255) ? 255 : std::string::npos);
    made.kept.event_type = delivery.event_type;
    made.kept.body = hooklatch::to_text(delivery.body);
    if (is(inbox_flaw::body_as_c_string)) made.kept.body = made.kept.body.c_str();
    made.kept.headers = delivery.headers;
    made.kept.ordering_key = delivery.ordering_key;
    made.kept.received_at = delivery.received_at;
    if (is(inbox_flaw::time_in_seconds)) made.kept.received_at = hooklatch::instant(delivery.received_at.seconds());
    made.status = hooklatch::inbox_status::pending;
    made.due = time;
    return is_new ? inbox_receipt::stored : inbox_receipt::known;
  }

  hooklatch::result<std::optional<hooklatch::inbox_entry>> take(std::string_view provider,
                                                                std::chrono::milliseconds lease) {
    using hooklatch::inbox_status;
    std::optional<std::int64_t> looked;
    if (is(inbox_flaw::two_takers)) {  // looks, and lets others look too before it acts
      {
        const std::lock_guard lock(mutex_);
        looked = next(provider, now());
      }
      for (int i = 0; i < 20; ++i) std::this_thread::yield();
    }
    const std::lock_guard lock(mutex_);
    const auto time = now();
    const auto found = looked ? looked : next(provider, time);
    if (!found) return std::optional<hooklatch::inbox_entry>();
    auto& mine = entries_.at(*found);
    mine.status = inbox_status::running;
    mine.due = time + lease;
    if (!is(inbox_flaw::attempts_counted_at_fail)) ++mine.attempts;
    if (!is(inbox_flaw::fence_stands)) ++mine.fence;
    auto taken = mine.kept;
    taken.token = {*found, mine.fence};
    taken.attempt = is(inbox_flaw::attempts_counted_at_fail) ? mine.attempts + 1 : mine.attempts;
    return std::optional<hooklatch::inbox_entry>(std::move(taken));
  }

  hooklatch::result<hooklatch::settlement> finish(const hooklatch::inbox_token& token) {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(token.entry);
    if (found != entries_.end() && found->second.fence == token.fence &&
        found->second.status == hooklatch::inbox_status::processed && !is(inbox_flaw::finish_twice_lost)) {
      return hooklatch::settlement::already_done;
    }
    return settle(token, inbox_flaw::unfenced_finish,
                  [&](entry& mine) { end(mine, hooklatch::inbox_status::processed); });
  }
  hooklatch::result<hooklatch::settlement> fail(const hooklatch::inbox_token& token, std::string_view why,
                                                std::chrono::milliseconds wait) {
    if (is(inbox_flaw::why_trusted) && why.find('\0') != std::string_view::npos) return hooklatch::errc::store_corrupt;
    const std::lock_guard lock(mutex_);
    return settle(token, inbox_flaw::unfenced_fail, [&](entry& mine) {
      mine.status = hooklatch::inbox_status::pending;
      mine.due = now() + (is(inbox_flaw::wait_ignored) ? ms(0) : wait);
      if (is(inbox_flaw::attempts_counted_at_fail)) ++mine.attempts;
    });
  }
  hooklatch::result<hooklatch::settlement> bury(const hooklatch::inbox_token& token, std::string_view) {
    const std::lock_guard lock(mutex_);
    return settle(token, inbox_flaw::none, [&](entry& mine) { end(mine, hooklatch::inbox_status::dead); });
  }
  hooklatch::result<hooklatch::settlement> extend(const hooklatch::inbox_token& token,
                                                  std::chrono::milliseconds lease) {
    const std::lock_guard lock(mutex_);
    return settle(token, inbox_flaw::none, [&](entry& mine) {
      if (!is(inbox_flaw::extend_ignored)) mine.due = now() + lease;
    });
  }
  hooklatch::result<std::size_t> replay(std::string_view provider, std::string_view event_id) {
    return replay_where(std::size_t(-1),
                        [&](const entry& each) { return of(each, provider) && each.kept.event_id == event_id; });
  }
  hooklatch::result<std::size_t> replay_dead(std::string_view provider, std::size_t most) {
    if (is(inbox_flaw::replay_ignores_limit)) most = std::size_t(-1);
    return replay_where(
        most, [&](const entry& each) { return is(inbox_flaw::replay_of_all_providers) || of(each, provider); });
  }
  hooklatch::result<std::size_t> prune(std::chrono::seconds age, std::size_t most) {
    using hooklatch::inbox_status;
    const std::lock_guard lock(mutex_);
    std::size_t dropped = 0;
    for (auto at = entries_.begin(); at != entries_.end();) {
      const auto& each = at->second;
      const bool pending = each.status == inbox_status::pending && is(inbox_flaw::prune_drops_pending);
      const bool running = each.status == inbox_status::running && is(inbox_flaw::prune_drops_running);
      const bool ended = each.status == inbox_status::processed || each.status == inbox_status::dead;
      const bool old = is(inbox_flaw::prune_ignores_age) || now() - each.due >= age;
      if ((dropped < most || is(inbox_flaw::prune_ignores_limit)) && old && (ended || pending || running)) {
        ids_.erase(each.key);
        at = entries_.erase(at);
        ++dropped;
      } else {
        ++at;
      }
    }
    return dropped;
  }
  hooklatch::result<hooklatch::inbox_counts> counts(std::string_view provider) {
    using hooklatch::inbox_status;
    const std::lock_guard lock(mutex_);
    hooklatch::inbox_counts all;
    for (const auto& [number, each] : entries_) {
      if (!of(each, provider)) continue;
      if (each.status == inbox_status::pending) ++all.pending;
      if (each.status == inbox_status::running) ++all.running;
      if (each.status == inbox_status::processed) ++all.processed;
      if (each.status == inbox_status::dead) ++all.dead;
      const bool waits = each.status == inbox_status::pending ||
                         (is(inbox_flaw::oldest_counts_running) && each.status == inbox_status::running);
      if (waits && (!all.oldest_pending || each.kept.received_at < *all.oldest_pending)) {
        all.oldest_pending = each.kept.received_at;
      }
    }
    return all;
  }

 private:
  using ms = std::chrono::milliseconds;
  struct entry {
    std::array<std::uint8_t, 32> key{};
    hooklatch::body_digest digest;
    std::string provider;
    hooklatch::inbox_entry kept;
    hooklatch::inbox_status status = hooklatch::inbox_status::pending;
    std::uint32_t attempts = 0;
    std::uint64_t fence = 0;
    ms due{0};  // pending: the next attempt; running: the lease's end; else: since when it has been so
  };

  [[nodiscard]] bool is(inbox_flaw which) const { return has_ == which; }
  [[nodiscard]] ms now() {
    const auto read = std::chrono::duration_cast<ms>(clock_.now().time_since_epoch());
    if (is(inbox_flaw::clock_back_ends_leases) && read < latest_) {
      for (auto& [number, each] : entries_) each.due = std::min(each.due, read);
    }
    latest_ = read;
    return read;
  }
  [[nodiscard]] bool of(const entry& each, std::string_view provider) const {
    if (is(inbox_flaw::providers_ignored)) return true;
    if (!is(inbox_flaw::providers_any_case)) return each.provider == provider;
    const auto same = [](char a, char b) { return (a | 32) == (b | 32); };
    return std::equal(each.provider.begin(), each.provider.end(), provider.begin(), provider.end(), same);
  }
  [[nodiscard]] bool is_due(const entry& each, ms time) const {
    using hooklatch::inbox_status;
    if (each.status == inbox_status::dead) return is(inbox_flaw::dead_taken);
    if (each.status == inbox_status::pending) return each.due <= time;
    if (each.status != inbox_status::running || is(inbox_flaw::lease_never_ends)) return false;
    return each.due - ms(is(inbox_flaw::lease_ends_early) ? 1 : 0) <= time;
  }
  [[nodiscard]] bool is_held_back(std::int64_t number, const entry& mine) const {
    using hooklatch::inbox_status;
    if (is(inbox_flaw::order_ignored)) return false;
    if (mine.kept.ordering_key.empty() && !is(inbox_flaw::empty_key_orders)) return false;
    for (const auto& [earlier, each] : entries_) {
      if (earlier >= number) return false;
      if (each.provider != mine.provider || each.kept.ordering_key != mine.kept.ordering_key) continue;
      if (each.status == inbox_status::running) return true;
      if (each.status == inbox_status::pending && !is(inbox_flaw::order_not_by_failed)) return true;
      if (each.status == inbox_status::dead && is(inbox_flaw::order_blocked_by_dead)) return true;
    }
    return false;
  }
  [[nodiscard]] std::optional<std::int64_t> next(std::string_view provider, ms time) const {
    std::optional<std::int64_t> best;
    ms longest{0};
    for (const auto& [number, each] : entries_) {
      if (!of(each, provider) || !is_due(each, time) || is_held_back(number, each)) continue;
      const bool lapsed = each.status == hooklatch::inbox_status::running && is(inbox_flaw::lapsed_first);
      const ms since = lapsed ? ms(0) : is(inbox_flaw::newest_first) ? -each.due : each.due;
      if (!best || since < longest) {
        best = number;
        longest = since;
      }
    }
    return best;
  }
  void end(entry& mine, hooklatch::inbox_status status) {
    mine.status = status;
    mine.due = now();
  }
  template <class Which>
  std::size_t replay_where(std::size_t most, Which which) {
    using hooklatch::inbox_status;
    const std::lock_guard lock(mutex_);
    std::size_t replayed = 0;
    for (auto& [number, each] : entries_) {
      const bool ended = each.status == inbox_status::dead ||
                         (each.status == inbox_status::processed && is(inbox_flaw::replay_finds_processed));
      if (replayed == most || !ended || !which(each)) continue;
      each.status = inbox_status::pending;
      if (!is(inbox_flaw::replay_keeps_attempts)) each.attempts = 0;
      if (is(inbox_flaw::replay_keeps_fence)) each.fence = 0;
      each.due = now();
      ++replayed;
    }
    return replayed;
  }
  template <class Change>
  hooklatch::result<hooklatch::settlement> settle(const hooklatch::inbox_token& token, inbox_flaw unfenced,
                                                  Change change) {
    using hooklatch::inbox_status;
    using hooklatch::settlement;
    const auto found = entries_.find(token.entry);
    if (found == entries_.end()) return settlement::lost;
    auto& mine = found->second;
    const bool fenced = has_ != unfenced || is(inbox_flaw::none);
    if (fenced && mine.fence != token.fence) return settlement::lost;
    const bool spent = (mine.status == inbox_status::processed && is(inbox_flaw::finished_can_fail)) ||
                       (mine.status == inbox_status::pending && is(inbox_flaw::failed_can_finish));
    if (mine.status != inbox_status::running && !spent) return settlement::lost;
    if (is(inbox_flaw::lapse_fences) && now() >= mine.due) return settlement::lost;
    change(mine);
    return settlement::done;
  }

  inbox_flaw has_;
  hooklatch::testing::manual_clock clock_;
  std::mutex mutex_;
  std::map<std::array<std::uint8_t, 32>, std::int64_t> ids_;
  std::map<std::int64_t, entry> entries_;
  std::int64_t last_entry_ = 0;
  ms latest_{0};
};

static_assert(hooklatch::inbox_store<memory_inbox>);

}  // namespace test_support
