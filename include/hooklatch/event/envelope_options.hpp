// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/json/limits.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace hooklatch {
inline namespace v0 {

/// What a receiver wants of an envelope.
class envelope_options {
 public:
  /// Bounds of the JSON text, and whether names inside `data` are checked too.
  envelope_options& json(const json_limits& limits) noexcept {
    json_ = limits;
    return *this;
  }
  /// Whether events that the provider flags as tests are taken; they are unless this says no.
  envelope_options& accept_test_events(bool accept) noexcept {
    accept_test_ = accept;
    return *this;
  }
  /// Refuses an event whose own, signed time is further back than this. It is the remedy against replays where the
  /// delivery has no signed time, and it refuses late retries too. A time without a zone cannot be judged and is
  /// refused, as is an event without one. Not negative.
  envelope_options& max_event_age(std::chrono::seconds age) noexcept {
    max_age_ = age.count();
    return *this;
  }
  /// The most events that one delivery of a batching provider may bring; 1,000 unless this says else.
  envelope_options& max_events(std::size_t most) noexcept {
    max_events_ = most;
    return *this;
  }

  [[nodiscard]] const json_limits& json() const noexcept { return json_; }
  [[nodiscard]] bool accepts_test_events() const noexcept { return accept_test_; }
  [[nodiscard]] std::optional<std::int64_t> max_event_age_seconds() const noexcept { return max_age_; }
  [[nodiscard]] std::size_t max_events() const noexcept { return max_events_; }

  /// `config_error` for an age that is negative or a `max_events` of 0.
  [[nodiscard]] result<void> check() const noexcept {
    if ((max_age_ && *max_age_ < 0) || max_events_ == 0) return errc::config_error;
    return {};
  }

 private:
  json_limits json_;
  bool accept_test_ = true;
  std::optional<std::int64_t> max_age_;
  std::size_t max_events_ = 1000;
};

}  // namespace v0
}  // namespace hooklatch
