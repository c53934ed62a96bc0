// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/errc.hpp>
#include <hooklatch/core/keyring.hpp>
#include <hooklatch/detail/prometheus_text.hpp>
#include <hooklatch/receive/outcome.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// An upper bound of a histogram's bucket, and its text in seconds. Those that Prometheus' client libraries start with.
struct time_bucket {
  std::chrono::milliseconds most;
  std::string_view seconds;
};
inline constexpr std::array<time_bucket, 11> time_buckets{{
    {std::chrono::milliseconds(5), "0.005"},
    {std::chrono::milliseconds(10), "0.01"},
    {std::chrono::milliseconds(25), "0.025"},
    {std::chrono::milliseconds(50), "0.05"},
    {std::chrono::milliseconds(100), "0.1"},
    {std::chrono::milliseconds(250), "0.25"},
    {std::chrono::milliseconds(500), "0.5"},
    {std::chrono::milliseconds(1000), "1"},
    {std::chrono::milliseconds(2500), "2.5"},
    {std::chrono::milliseconds(5000), "5"},
    {std::chrono::milliseconds(10000), "10"},
}};

/// What is counted for one provider. Its size does not depend on what is counted.
struct provider_counts {
  explicit provider_counts(std::string_view of) : provider(of) {}

  // The last place of each row is for a number that has no name.
  static constexpr std::size_t kinds = outcome_kinds + 1;
  static constexpr std::size_t reasons = detail::reasons.size() + 2;  // 0: no reason

  std::string provider;
  std::array<std::array<std::uint64_t, reasons>, kinds> deliveries{};
  std::array<std::uint64_t, keyring::capacity> secrets{};
  std::array<std::uint64_t, time_buckets.size() + 1> handler_times{};  // the last: more than every bound
  std::uint64_t handler_nanoseconds = 0;
};

}  // namespace detail

/// Counts deliveries: `receiver_options{}.observe(metrics)`. `prometheus` and `counts_json` are bodies for two URLs of
/// the application's own. Copies share one set of counts. All of it may be called from many threads.
///
/// What is counted is bounded by the program, not by its senders: about 5 KB for each provider type, no label that a
/// sender can choose.
class webhook_metrics {
 public:
  static constexpr std::string_view prometheus_content_type = "text/plain; version=0.0.4; charset=utf-8";
  static constexpr std::string_view json_content_type = "application/json";

  webhook_metrics() : state_(std::make_shared<state>()) {}
  // Copied where it is moved from, so that none is without counts.
  webhook_metrics(const webhook_metrics&) noexcept = default;
  webhook_metrics& operator=(const webhook_metrics&) noexcept = default;
  ~webhook_metrics() = default;

  /// Counts one delivery. Allocates for the first one of a provider only; if that fails, the delivery is counted as
  /// `hooklatch_deliveries_uncounted_total`.
  void record(const outcome& told) const noexcept {
    const std::lock_guard lock(state_->mutex);
    auto* counts = state_->counts_of(told.provider->name);
    if (counts == nullptr) {
      ++state_->uncounted;
      return;
    }
    const auto kind = std::min(static_cast<std::size_t>(told.kind), counts->deliveries.size() - 1);
    auto& reasons = counts->deliveries[kind];
    const auto reason = told.reason ? static_cast<std::size_t>(told.reason->code()) : std::size_t{0};
    ++reasons[std::min(reason, reasons.size() - 1)];
    if (told.secret_index && *told.secret_index < counts->secrets.size()) ++counts->secrets[*told.secret_index];
    if (told.handler_time) state_->add_time(*counts, *told.handler_time);
  }
  void operator()(const outcome& told) const noexcept { record(told); }

  /// Prometheus' text exposition format 0.0.4, with `prometheus_content_type`:
  /// - `hooklatch_deliveries_total{provider,outcome,reason}`; the reason is empty where there is none;
  /// - `hooklatch_secret_matches_total{provider,secret}`, by the secret's index in the keyring;
  /// - `hooklatch_handler_duration_seconds{provider}`, a histogram of the deliveries that handlers ran for;
  /// - `hooklatch_deliveries_uncounted_total`.
  [[nodiscard]] std::string prometheus() const {
    const auto seen = snapshot();
    detail::prometheus_text text;
    text.family("hooklatch_deliveries_total", "counter", "Webhook deliveries by what became of them.");
    for (const auto& counts : seen.providers) write_deliveries(text, counts);
    text.family("hooklatch_secret_matches_total", "counter",
                "Verified deliveries by the index of the secret that matched.");
    for (const auto& counts : seen.providers) {
      for (std::size_t i = 0; i < counts.secrets.size(); ++i) {
        if (counts.secrets[i] == 0) continue;
        text.sample("", {{"provider", counts.provider}, {"secret", std::to_string(i)}},
                    std::to_string(counts.secrets[i]));
      }
    }
    text.family("hooklatch_handler_duration_seconds", "histogram", "How long the handlers of a delivery took.");
    for (const auto& counts : seen.providers) write_times(text, counts);
    text.family("hooklatch_deliveries_uncounted_total", "counter", "Deliveries that found no memory to be counted in.");
    text.sample("", {}, std::to_string(seen.uncounted));
    return text.take();
  }

  /// What Zuba's page shows for `GET /metrics/webhooks`, over all providers:
  /// `{"received":2,"processed":1,"failed":1,"processingTime":[12,8],"averageProcessingTime":10}`.
  /// As there, a delivery counts when it reaches the handlers: `processed` were acknowledged (handled, unhandled,
  /// queued), `failed` were not (failed, retry_later), `received` are both; refused deliveries and duplicates are in
  /// none of them. Times are whole milliseconds, the last 100, the latest one last; the average is 0 where there is
  /// none.
  [[nodiscard]] std::string counts_json() const {
    const auto seen = snapshot();
    using kind = outcome_kind;
    std::uint64_t processed = 0;
    std::uint64_t failed = 0;
    for (const auto& counts : seen.providers) {
      for (const auto each : {kind::handled, kind::unhandled, kind::queued}) processed += total(counts, each);
      for (const auto each : {kind::failed, kind::retry_later}) failed += total(counts, each);
    }
    std::string times;
    std::uint64_t sum = 0;
    for (const auto time : seen.latest) {
      if (!times.empty()) times += ',';
      times += std::to_string(time);
      sum += time;
    }
    const double average =
        seen.latest.empty() ? 0.0 : static_cast<double>(sum) / static_cast<double>(seen.latest.size());
    return R"({"received":)" + std::to_string(processed + failed) + R"(,"processed":)" + std::to_string(processed) +
           R"(,"failed":)" + std::to_string(failed) + R"(,"processingTime":[)" + times +
           R"(],"averageProcessingTime":)" + number_text(average) + '}';
  }

 private:
  static constexpr std::size_t times_kept = 100;

  struct state {
    std::mutex mutex;
    std::vector<detail::provider_counts> providers;
    std::array<std::uint64_t, times_kept> latest{};
    std::uint64_t times = 0;
    std::uint64_t uncounted = 0;

    detail::provider_counts* counts_of(std::string_view provider) noexcept {
      for (auto& each : providers) {
        if (each.provider == provider) return &each;
      }
      try {
        return &providers.emplace_back(provider);
      } catch (...) {
        return nullptr;
      }
    }
    void add_time(detail::provider_counts& counts, std::chrono::nanoseconds time) noexcept {
      time = std::max(time, std::chrono::nanoseconds(0));
      std::size_t bucket = 0;
      while (bucket < detail::time_buckets.size() && time > detail::time_buckets[bucket].most) ++bucket;
      ++counts.handler_times[bucket];
      counts.handler_nanoseconds += static_cast<std::uint64_t>(time.count());
      latest[times++ % times_kept] = static_cast<std::uint64_t>(time / std::chrono::milliseconds(1));
    }
  };

  struct view {
    std::vector<detail::provider_counts> providers;
    std::vector<std::uint64_t> latest;  // milliseconds, the latest one last
    std::uint64_t uncounted = 0;
  };

  // A copy, so that texts are made without the lock.
  [[nodiscard]] view snapshot() const {
    view seen;
    seen.latest.reserve(times_kept);
    const std::lock_guard lock(state_->mutex);
    seen.providers = state_->providers;
    const auto kept = std::min<std::uint64_t>(state_->times, times_kept);
    for (auto i = state_->times - kept; i < state_->times; ++i) seen.latest.push_back(state_->latest[i % times_kept]);
    seen.uncounted = state_->uncounted;
    return seen;
  }

  static std::uint64_t total(const detail::provider_counts& counts, outcome_kind kind) noexcept {
    std::uint64_t sum = 0;
    for (const auto count : counts.deliveries[static_cast<std::size_t>(kind)]) sum += count;
    return sum;
  }

  static void write_deliveries(detail::prometheus_text& text, const detail::provider_counts& counts) {
    for (std::size_t kind = 0; kind < counts.deliveries.size(); ++kind) {
      for (std::size_t reason = 0; reason < counts.deliveries[kind].size(); ++reason) {
        const auto count = counts.deliveries[kind][reason];
        if (count == 0) continue;
        const auto name = reason == 0 ? std::string_view() : to_string(static_cast<errc>(reason));
        const auto became = to_string(static_cast<outcome_kind>(kind));
        text.sample("", {{"provider", counts.provider}, {"outcome", became}, {"reason", name}}, std::to_string(count));
      }
    }
  }

  static void write_times(detail::prometheus_text& text, const detail::provider_counts& counts) {
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < detail::time_buckets.size(); ++i) {
      below += counts.handler_times[i];
      text.sample("_bucket", {{"provider", counts.provider}, {"le", detail::time_buckets[i].seconds}},
                  std::to_string(below));
    }
    const auto all = std::to_string(below + counts.handler_times.back());
    text.sample("_bucket", {{"provider", counts.provider}, {"le", "+Inf"}}, all);
    text.sample("_sum", {{"provider", counts.provider}}, detail::seconds_text(counts.handler_nanoseconds));
    text.sample("_count", {{"provider", counts.provider}}, all);
  }

  static std::string number_text(double value) {
    std::array<char, 32> room{};
    const auto written = std::to_chars(room.data(), room.data() + room.size(), value);
    return std::string(room.data(), written.ptr);
  }

  std::shared_ptr<state> state_;
};

}  // namespace v0
}  // namespace hooklatch
