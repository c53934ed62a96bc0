// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hooklatch {
inline namespace v0 {
namespace testing {

/// How `check_store` and `check_inbox` are to work.
struct conformance_options {
  /// Of claims that the suite lets run out; it really waits for them where `advance` is not given. Claims that have to
  /// run on have an hour, so a slow machine fails nothing.
  std::chrono::milliseconds lease{200};
  std::size_t threads = 64;
  std::size_t rounds = 20;  ///< of each race
  /// How many handles are opened and shared out among the threads. 1 where a second handle is the same object, or where
  /// a second one is not allowed; then the rules about two of them are left out.
  std::size_t connections = 4;
  /// Moves the store's clock forward, for one that stands until it is moved: nothing waits then, and the edges of
  /// leases and retentions are tested to the millisecond.
  std::function<void(std::chrono::milliseconds)> advance{};
  /// Moves the store's clock back.
  std::function<void(std::chrono::milliseconds)> step_clock_back{};
  /// How many events the store holds, for one that can be full; at least 2,000. The suite fills it.
  std::size_t capacity = 0;
  /// The store drops old records without `purge`, which need not find any then.
  bool expires_by_itself = false;
};

/// One thing that the contract promises, and what was seen of it.
struct conformance_rule {
  enum class verdict { kept, broken, left_out };

  std::string_view name;     ///< stable, such as `one_winner`
  std::string_view promise;  ///< one sentence
  verdict what = verdict::left_out;
  std::string seen{};  ///< what broke it, or why it was left out
};

/// What a conformance suite found.
class conformance_report {
 public:
  explicit conformance_report(std::vector<conformance_rule> rules) : rules_(std::move(rules)) {}

  /// No rule is broken. Rules may have been left out: `to_string` tells which, and why.
  [[nodiscard]] bool ok() const noexcept {
    std::size_t kept = 0;
    for (const auto& each : rules_) {
      if (each.what == conformance_rule::verdict::broken) return false;
      kept += each.what == conformance_rule::verdict::kept ? 1 : 0;
    }
    return kept > 0;
  }
  [[nodiscard]] const std::vector<conformance_rule>& rules() const noexcept { return rules_; }
  /// Null where there is no such rule.
  [[nodiscard]] const conformance_rule* find(std::string_view name) const noexcept {
    for (const auto& each : rules_) {
      if (each.name == name) return &each;
    }
    return nullptr;
  }

  /// A line for each rule, and one for all of them.
  [[nodiscard]] std::string to_string() const {
    std::string text;
    std::size_t counts[3] = {0, 0, 0};
    for (const auto& each : rules_) {
      const auto what = static_cast<std::size_t>(each.what);
      ++counts[what];
      text.append(labels[what]).append("  ").append(each.name).append(": ").append(each.promise);
      if (!each.seen.empty()) text.append("\n          ").append(each.seen);
      text += '\n';
    }
    for (std::size_t i = 0; i < 3; ++i) {
      text.append(i > 0 ? ", " : "").append(std::to_string(counts[i])).append(" ").append(labels[i]);
    }
    return text + '\n';
  }

 private:
  static constexpr std::string_view labels[3] = {"kept", "BROKEN", "left out"};

  std::vector<conformance_rule> rules_;
};

}  // namespace testing
}  // namespace v0
}  // namespace hooklatch
