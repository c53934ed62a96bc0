// SPDX-License-Identifier: MIT
#pragma once

// What was asked of a store, by whom, when it was asked and when it had answered; and whether any store that keeps the
// contract could have answered so. Fences order the claims of a key, so no order has to be searched for: n operations
// are checked in n log n steps. Times are of one clock that all who record read (CLOCK_MONOTONIC of one machine).

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace test_support {

enum class asked { claim, complete, release, extend, forget };

enum class answered {
  fresh,
  in_flight,
  duplicate,
  conflict,
  done,
  already_done,
  lost,
  refused,  // an error by which nothing happened: full, read-only
  unknown,  // ambiguous, timed out, or the process died: it may have happened, at any time since
};

struct operation {
  static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

  std::int64_t invoked = 0;  // nanoseconds
  std::int64_t returned = never;
  std::uint32_t process = 0;
  std::uint32_t thread = 0;
  asked verb = asked::claim;
  std::uint64_t key = 0;
  std::uint64_t nonce = 0;  // of a claim
  std::uint64_t fence = 0;  // got by a fresh claim, or shown by the others
  std::int64_t length = 0;  // nanoseconds: the lease of claim and extend, the retention of complete
  answered result = answered::unknown;

  /// One line of text, for a file that survives the process.
  [[nodiscard]] std::string line() const {
    std::ostringstream out;
    out << invoked << ' ' << returned << ' ' << process << ' ' << thread << ' ' << static_cast<int>(verb) << ' ' << key
        << ' ' << nonce << ' ' << fence << ' ' << length << ' ' << static_cast<int>(result) << '\n';
    return out.str();
  }
  /// Nothing where the line was cut off.
  [[nodiscard]] static std::optional<operation> from(const std::string& line) {
    std::istringstream in(line);
    operation read;
    int verb = 0;
    int result = 0;
    in >> read.invoked >> read.returned >> read.process >> read.thread >> verb >> read.key >> read.nonce >>
        read.fence >> read.length >> result;
    if (!in || verb > static_cast<int>(asked::forget) || result > static_cast<int>(answered::unknown)) {
      return std::nullopt;
    }
    read.verb = static_cast<asked>(verb);
    read.result = static_cast<answered>(result);
    return read;
  }
};

[[nodiscard]] inline std::int64_t history_clock() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

struct violation {
  std::string_view rule;
  operation what;
};

struct history_options {
  std::int64_t slack = 1'000'000;  // how far the store's clock may be off while a lease or retention runs, nanoseconds
};

/// Checks one key's operations.
class key_history {
 public:
  key_history(std::vector<operation> all, const history_options& options) : all_(std::move(all)), options_(options) {
    std::sort(all_.begin(), all_.end(), [](auto& a, auto& b) { return a.invoked < b.invoked; });
    for (const auto& each : all_) sort_in(each);
    std::stable_sort(granted_.begin(), granted_.end(), [](auto& a, auto& b) { return a.fence < b.fence; });
    highest_fence_ = running_best(granted_, [](const operation& each) { return each.fence; });
    kept_until_ = running_best(completed_, [&](const operation& each) {
      return static_cast<std::uint64_t>(first_completion_of_.at(each.fence) + each.length - options_.slack);
    });
  }

  [[nodiscard]] std::vector<violation> violations() {
    for (const auto& each : all_) {
      if (each.verb == asked::claim) check_claim(each);
      if (each.verb != asked::claim && each.verb != asked::forget) check_settlement(each);
    }
    check_grants();
    check_completions();
    return std::move(found_);
  }

 private:
  // For each moment the largest value of the operations that had returned by then.
  using best_by_time = std::vector<std::pair<std::int64_t, std::uint64_t>>;

  template <class Value>
  static best_by_time running_best(const std::vector<operation>& from, Value value) {
    best_by_time best;
    for (const auto& each : from) best.emplace_back(each.returned, value(each));
    std::sort(best.begin(), best.end());
    for (std::size_t i = 1; i < best.size(); ++i) best[i].second = std::max(best[i].second, best[i - 1].second);
    return best;
  }
  static std::uint64_t best_before(const best_by_time& best, std::int64_t time) {
    const auto after = std::lower_bound(best.begin(), best.end(), std::make_pair(time, std::uint64_t{0}));
    return after == best.begin() ? 0 : std::prev(after)->second;
  }

  void sort_in(const operation& each) {
    const bool certain = each.result != answered::unknown;
    const bool may_have = each.result == answered::done || each.result == answered::already_done || !certain;
    if (each.verb == asked::claim) {
      begun_.try_emplace(each.nonce, each.invoked);
      if (each.result == answered::fresh) granted_.push_back(each);
      if (each.result == answered::fresh || !certain) first_grant_ = std::min(first_grant_, each.invoked);
      if (!certain) first_unknown_claim_ = std::min(first_unknown_claim_, each.invoked);
    }
    if (each.verb == asked::complete) {
      if (certain && may_have) completed_.push_back(each);
      if (may_have) first_completion_ = std::min(first_completion_, each.invoked);
      if (may_have) ++completions_of_[each.fence];
      if (may_have) first_completion_of_.try_emplace(each.fence, each.invoked);
    }
    if (each.verb == asked::forget && may_have) first_forget_ = std::min(first_forget_, each.invoked);
    if ((each.verb == asked::release || each.verb == asked::complete) && may_have) {
      const auto at = let_go_.try_emplace(each.fence, each.invoked).first;
      at->second = std::min(at->second, each.invoked);
    }
    if (each.verb == asked::extend && may_have) extensions_[each.fence].push_back(each);
  }

  void break_rule(std::string_view rule, const operation& by) { found_.push_back({rule, by}); }
  [[nodiscard]] bool forgotten_before(std::int64_t time) const { return first_forget_ < time; }

  void check_claim(const operation& each) {
    if (each.result == answered::duplicate && first_completion_ >= each.returned) {
      break_rule("duplicate before any completion began", each);
    }
    if (each.result == answered::in_flight && first_grant_ >= each.returned) {
      break_rule("in flight before any claim began", each);
    }
    const bool reopened = each.result == answered::fresh || each.result == answered::in_flight;
    if (reopened && !forgotten_before(each.returned)) {
      const auto kept = best_before(kept_until_, each.invoked);
      if (static_cast<std::int64_t>(kept) > each.returned) {
        break_rule(each.result == answered::fresh ? "fresh after a completion, within its retention"
                                                  : "in flight after a completion, within its retention",
                   each);
      }
    }
  }

  void check_settlement(const operation& each) {
    if (each.result == answered::done && best_before(highest_fence_, each.invoked) > each.fence) {
      break_rule("done by a stale fence", each);
    }
    const bool was_granted =
        std::binary_search(granted_.begin(), granted_.end(), each, [](auto& a, auto& b) { return a.fence < b.fence; });
    if (each.result == answered::done && !was_granted && first_unknown_claim_ >= each.returned) {
      break_rule("done by a fence that nobody was given", each);
    }
    if (each.result == answered::already_done && each.verb == asked::complete && completions_of_[each.fence] < 2) {
      break_rule("already done, and nobody else completed it", each);
    }
    if (each.result == answered::lost && each.verb == asked::complete && was_granted &&
        !forgotten_before(each.returned)) {
      // Somebody has to have claimed it since, or this fence was released before.
      const auto let_go = let_go_.find(each.fence);
      const bool released = let_go != let_go_.end() && let_go->second < each.returned;
      const auto next =
          std::upper_bound(granted_.begin(), granted_.end(), each, [](auto& a, auto& b) { return a.fence < b.fence; });
      const bool overtaken = next != granted_.end() && next->invoked < each.returned;
      if (!released && !overtaken && first_unknown_claim_ >= each.returned) {
        break_rule("lost, and nobody overtook it", each);
      }
    }
  }

  // In the order of their fences: each one may begin only when the one before may have ended.
  void check_grants() {
    std::uint64_t latest_invoked_fence = 0;
    std::int64_t latest_invoked = std::numeric_limits<std::int64_t>::min();
    for (std::size_t i = 0; i < granted_.size(); ++i) {
      const auto& now = granted_[i];
      if (latest_invoked > now.returned && latest_invoked_fence < now.fence) {
        break_rule("a later claim with a smaller fence", now);
      }
      if (now.invoked > latest_invoked) {
        latest_invoked = now.invoked;
        latest_invoked_fence = now.fence;
      }
      if (i == 0) continue;
      const auto& before = granted_[i - 1];
      if (before.nonce == now.nonce) continue;  // a repeat of it, or of it after its lease
      if (before.fence == now.fence) {
        break_rule("two claims with one fence", now);
      } else if (certainly_leased(before, now)) {
        break_rule("fresh while another lease was running", now);
      }
    }
  }
  [[nodiscard]] bool certainly_leased(const operation& holder, const operation& now) const {
    if (forgotten_before(now.returned)) return false;
    const auto let_go = let_go_.find(holder.fence);
    if (let_go != let_go_.end() && let_go->second < now.returned) return false;
    const operation* last = &holder;  // what set the lease last, if nothing else may have done since
    if (const auto extended = extensions_.find(holder.fence); extended != extensions_.end()) {
      for (const auto& each : extended->second) {
        if (each.invoked >= now.returned) break;
        last = &each;
      }
    }
    if (last->result == answered::unknown) return false;
    // A claim that was repeated with its nonce may have had its lease since it was first sent.
    const auto since = last == &holder ? begun_.at(holder.nonce) : last->invoked;
    return last->returned < now.invoked && now.returned < since + last->length - options_.slack;
  }

  // No two completions of different claims, the second one begun and ended while the first is kept.
  void check_completions() {
    auto by_return = completed_;
    std::sort(by_return.begin(), by_return.end(), [](auto& a, auto& b) { return a.returned < b.returned; });
    const operation* before = nullptr;
    for (const auto& each : by_return) {
      if (each.result != answered::done) continue;
      if (before != nullptr && before->fence != each.fence && !forgotten_before(each.returned) &&
          each.returned < before->invoked + before->length - options_.slack) {
        break_rule("two claims completed within a retention", each);
      }
      before = &each;
    }
  }

  std::vector<operation> all_;
  history_options options_;
  std::vector<operation> granted_;               // fresh claims; repeats by one nonce too
  std::vector<operation> completed_;             // done or already_done
  std::map<std::uint64_t, std::int64_t> begun_;  // when a nonce was first sent
  std::map<std::uint64_t, std::size_t> completions_of_;
  std::map<std::uint64_t, std::int64_t> first_completion_of_;  // when the first one that may have happened began
  std::map<std::uint64_t, std::int64_t> let_go_;               // when the first release or complete of a fence began
  std::map<std::uint64_t, std::vector<operation>> extensions_;
  best_by_time highest_fence_;
  best_by_time kept_until_;
  std::int64_t first_grant_ = operation::never;
  std::int64_t first_unknown_claim_ = operation::never;
  std::int64_t first_completion_ = operation::never;
  std::int64_t first_forget_ = operation::never;
  std::vector<violation> found_;
};

struct history_report {
  std::size_t operations = 0;
  std::size_t keys = 0;
  std::size_t unknown = 0;
  std::vector<violation> violations;

  [[nodiscard]] std::map<std::string_view, std::size_t> by_rule() const {
    std::map<std::string_view, std::size_t> counts;
    for (const auto& each : violations) ++counts[each.rule];
    return counts;
  }
  [[nodiscard]] std::string to_string() const {
    std::string text = std::to_string(operations) + " operations on " + std::to_string(keys) + " keys, " +
                       std::to_string(unknown) + " of unknown outcome: " + std::to_string(violations.size()) +
                       " violations\n";
    for (const auto& [rule, count] : by_rule()) text += "  " + std::to_string(count) + "x " + std::string(rule) + '\n';
    return text;
  }
};

/// All operations of all processes, in any order.
[[nodiscard]] inline history_report check_history(std::vector<operation> all, const history_options& options = {}) {
  history_report report;
  report.operations = all.size();
  std::stable_sort(all.begin(), all.end(), [](auto& a, auto& b) { return a.key < b.key; });
  for (auto at = all.begin(); at != all.end();) {
    const auto end = std::find_if(at, all.end(), [&](auto& each) { return each.key != at->key; });
    report.unknown +=
        static_cast<std::size_t>(std::count_if(at, end, [](auto& each) { return each.result == answered::unknown; }));
    auto found = key_history(std::vector<operation>(at, end), options).violations();
    report.violations.insert(report.violations.end(), found.begin(), found.end());
    ++report.keys;
    at = end;
  }
  return report;
}

}  // namespace test_support
