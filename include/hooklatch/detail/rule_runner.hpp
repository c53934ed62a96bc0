// SPDX-License-Identifier: MIT
#pragma once

// What the conformance suites of stores and of inboxes share.

#include <hooklatch/core/result.hpp>
#include <hooklatch/dedup/claim.hpp>
#include <hooklatch/testing/conformance.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// Ends a rule: the text says what was seen.
class rule_broken : public std::exception {
 public:
  explicit rule_broken(std::string seen) : seen_(std::move(seen)) {}
  [[nodiscard]] const char* what() const noexcept override { return seen_.c_str(); }

 private:
  std::string seen_;
};

inline void expect(bool held, std::string_view seen) {
  if (!held) throw rule_broken(std::string(seen));
}

/// The value, where there is one.
template <class T>
[[nodiscard]] T answer_of(result<T> answer, std::string_view asked) {
  if (!answer) throw rule_broken(std::string(asked) + " failed: " + answer.error().message());
  return *std::move(answer);
}

[[nodiscard]] constexpr std::string_view name_of(settlement what) noexcept {
  constexpr std::array<std::string_view, 3> names{"done", "already_done", "lost"};
  const auto index = static_cast<std::size_t>(what);
  return index < names.size() ? names[index] : "no settlement";
}

inline void expect_settled(settlement expected, const result<settlement>& answer, std::string_view asked) {
  const auto what = answer_of(answer, asked);
  if (what == expected) return;
  throw rule_broken(std::string(asked) + ": expected " + std::string(name_of(expected)) + ", saw " +
                    std::string(name_of(what)));
}

/// Bytes that look like a digest and are no other number's.
[[nodiscard]] inline std::array<std::uint8_t, 32> digest_of_number(std::uint64_t number) noexcept {
  std::array<std::uint8_t, 32> bytes;
  std::uint64_t state = number * 0x9e3779b97f4a7c15U;
  for (std::size_t i = 0; i < bytes.size(); i += 8) {
    state += 0x9e3779b97f4a7c15U;
    std::uint64_t mixed = state;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
    mixed ^= mixed >> 31;
    for (std::size_t j = 0; j < 8; ++j) bytes[i + j] = static_cast<std::uint8_t>(mixed >> (8 * j));
  }
  return bytes;
}

/// One handle, whatever opened it returned: a store, a reference to one, or anything that points at one.
template <class Opened>
class opened_handle {
 public:
  template <class Open>
  explicit opened_handle(Open& open) : held_(open()) {}
  [[nodiscard]] auto& get() {
    if constexpr (requires { *held_; }) {
      return *held_;
    } else {
      return held_;
    }
  }

 private:
  Opened held_;
};

/// Runs `work(i)` in threads that start together. What one throws breaks the rule.
template <class Work>
void race(std::size_t threads, Work work) {
  std::atomic<bool> go{false};
  std::vector<std::string> thrown(threads);
  std::vector<std::thread> running;
  running.reserve(threads);
  const auto start = [&](std::size_t i) {
    while (!go.load(std::memory_order_acquire)) std::this_thread::yield();
    try {
      work(i);
    } catch (const std::exception& caught) {
      thrown[i] = caught.what();
    } catch (...) {
      thrown[i] = "something was thrown";
    }
  };
  try {
    for (std::size_t i = 0; i < threads; ++i) running.emplace_back(start, i);
  } catch (...) {
    go.store(true);
    for (auto& each : running) each.join();
    throw;
  }
  go.store(true, std::memory_order_release);
  for (auto& each : running) each.join();
  for (const auto& each : thrown) expect(each.empty(), each);
}

/// The store's time, as far as a suite can move it or wait for it.
class rule_clock {
 public:
  explicit rule_clock(const testing::conformance_options& options) : options_(options) {}

  [[nodiscard]] bool manual() const noexcept { return static_cast<bool>(options_.advance); }
  /// At least so long; a store that reads another clock than ours may be behind it a little.
  void pass(std::chrono::milliseconds time) const {
    if (manual()) {
      options_.advance(time);
    } else {
      std::this_thread::sleep_for(time + std::max(time / 10, std::chrono::milliseconds(30)));
    }
  }
  /// Lets a clock that counts milliseconds see that this is later.
  void tick() const {
    const std::chrono::milliseconds two(2);
    manual() ? options_.advance(two) : std::this_thread::sleep_for(two);
  }
  /// Until one millisecond before `time` is over, where that can be hit; `then` checks, and the rest passes.
  template <class Then>
  void pass_with_edge(std::chrono::milliseconds time, Then then) const {
    if (!manual()) return pass(time);
    options_.advance(time - std::chrono::milliseconds(1));
    then();
    options_.advance(std::chrono::milliseconds(1));
  }

 private:
  const testing::conformance_options& options_;
};

/// A rule, what it needs, and how it is checked.
template <class Rig>
struct rule_entry {
  std::string_view name;
  std::string_view promise;
  void (*check)(Rig&);
  std::string_view (*left_out)(const testing::conformance_options&) = nullptr;  ///< why, or nothing
};

template <class Rig, class Entries>
[[nodiscard]] testing::conformance_report run_rules(Rig& rig, const Entries& entries,
                                                    const testing::conformance_options& options) {
  using verdict = testing::conformance_rule::verdict;
  std::vector<testing::conformance_rule> rules;
  for (const rule_entry<Rig>& each : entries) {
    testing::conformance_rule rule{each.name, each.promise, verdict::kept};
    const auto why = each.left_out == nullptr ? std::string_view() : each.left_out(options);
    if (!why.empty()) {
      rule.what = verdict::left_out;
      rule.seen = why;
    } else {
      try {
        each.check(rig);
      } catch (const std::exception& caught) {
        rule.what = verdict::broken;
        rule.seen = caught.what();
      } catch (...) {
        rule.what = verdict::broken;
        rule.seen = "something was thrown";
      }
    }
    rules.push_back(std::move(rule));
  }
  return testing::conformance_report(std::move(rules));
}

[[nodiscard]] inline std::string_view needs_second_handle(const testing::conformance_options& options) {
  return options.connections > 1 ? "" : "the options say that there is one handle only";
}

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
