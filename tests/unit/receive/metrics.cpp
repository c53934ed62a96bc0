// SPDX-License-Identifier: MIT
// tests/conformance/metrics_text.py reads the text with Prometheus' own parser.
#include <hooklatch/receive/metrics.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/deliveries.hpp"

#include <hooklatch/http/response.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

using namespace hooklatch;
using namespace test_support;
using namespace std::chrono_literals;

namespace {

const provider_table& zuba = shipped::zuba::table();
static_assert(noexcept(std::declval<const webhook_metrics&>().record(std::declval<const outcome&>())));

outcome told(outcome_kind kind, std::optional<std::chrono::nanoseconds> time = {}, const provider_table& by = zuba) {
  outcome made(by, kind, acknowledgement(by));
  made.handler_time = time;
  return made;
}
outcome refused(errc reason, const provider_table& by = zuba) {
  outcome made(by, outcome_kind::refused, refusal(by, reason));
  made.reason = reason;
  return made;
}

// A series of deliveries, as it is written.
std::string series(const std::string& provider, const std::string& outcome, const std::string& reason, int count) {
  return "hooklatch_deliveries_total{provider=\"" + provider + "\",outcome=\"" + outcome + "\",reason=\"" + reason +
         "\"} " + std::to_string(count);
}
bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}
std::size_t samples(const std::string& text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) count += text[at] == '#' ? 0U : 1U;
  return count;
}

}  // namespace

TEST_CASE("metrics that counted nothing have every family and no series") {
  const webhook_metrics metrics;
  CHECK(metrics.prometheus() ==
        "# HELP hooklatch_deliveries_total Webhook deliveries by what became of them.\n"
        "# TYPE hooklatch_deliveries_total counter\n"
        "# HELP hooklatch_secret_matches_total Verified deliveries by the index of the secret that matched.\n"
        "# TYPE hooklatch_secret_matches_total counter\n"
        "# HELP hooklatch_handler_duration_seconds How long the handlers of a delivery took.\n"
        "# TYPE hooklatch_handler_duration_seconds histogram\n"
        "# HELP hooklatch_deliveries_uncounted_total Deliveries that found no memory to be counted in.\n"
        "# TYPE hooklatch_deliveries_uncounted_total counter\n"
        "hooklatch_deliveries_uncounted_total 0\n");
  CHECK(metrics.counts_json() ==
        R"({"received":0,"processed":0,"failed":0,"processingTime":[],"averageProcessingTime":0})");
}

TEST_CASE("deliveries are counted by provider, outcome and reason") {
  const webhook_metrics metrics;
  metrics.record(told(outcome_kind::handled));
  metrics.record(told(outcome_kind::handled));
  metrics.record(told(outcome_kind::duplicate));
  metrics.record(refused(errc::signature_mismatch));
  metrics.record(refused(errc::signature_mismatch));
  metrics.record(refused(errc::signature_mismatch));
  metrics.record(refused(errc::weak_secret));
  metrics.record(refused(errc::bad_cidr));
  metrics.record(refused(errc::signature_mismatch, shipped::github::table()));
  const auto text = metrics.prometheus();
  CHECK(has_line(text, series("zuba", "handled", "", 2)));
  CHECK(has_line(text, series("zuba", "duplicate", "", 1)));
  CHECK(has_line(text, series("zuba", "refused", "signature_mismatch", 3)));
  CHECK(has_line(text, series("zuba", "refused", "weak_secret", 1)));
  CHECK(has_line(text, series("zuba", "refused", "bad_cidr", 1)));
  CHECK(has_line(text, series("github", "refused", "signature_mismatch", 1)));
  CHECK(samples(text) == 6 + 2 * 14 + 1);  // no handler ran: two empty histograms
}

TEST_CASE("a number without a name is counted under unknown") {
  const webhook_metrics metrics;
  metrics.record(told(static_cast<outcome_kind>(200)));
  metrics.record(refused(static_cast<errc>(49)));
  metrics.record(refused(static_cast<errc>(-1)));
  metrics.record(refused(static_cast<errc>(1000000)));
  const auto text = metrics.prometheus();
  CHECK(has_line(text, series("zuba", "unknown", "", 1)));
  CHECK(has_line(text, series("zuba", "refused", "unknown", 3)));
}

TEST_CASE("it is counted which secret matched") {
  const webhook_metrics metrics;
  for (const std::size_t index : {0U, 1U, 1U, 15U, 16U, 4000000000U}) {
    auto delivery = told(outcome_kind::handled);
    delivery.secret_index = index;
    metrics.record(delivery);
  }
  const auto text = metrics.prometheus();
  CHECK(has_line(text, R"(hooklatch_secret_matches_total{provider="zuba",secret="0"} 1)"));
  CHECK(has_line(text, R"(hooklatch_secret_matches_total{provider="zuba",secret="1"} 2)"));
  CHECK(has_line(text, R"(hooklatch_secret_matches_total{provider="zuba",secret="15"} 1)"));
  CHECK(text.find(R"(secret="16")") == std::string::npos);  // no keyring is so long
}

TEST_CASE("handler times are a cumulative histogram with inclusive bounds") {
  const webhook_metrics metrics;
  for (const auto time : std::vector<std::chrono::nanoseconds>{0ns, 5ms, 5ms + 1ns, 10ms, 1s, 10s, 10s + 1ns, -3s}) {
    metrics.record(told(outcome_kind::handled, time));
  }
  const auto text = metrics.prometheus();
  const std::vector<std::pair<std::string, int>> wanted{{"0.005", 3}, {"0.01", 5}, {"0.025", 5}, {"0.05", 5},
                                                        {"0.1", 5},   {"0.25", 5}, {"0.5", 5},   {"1", 6},
                                                        {"2.5", 6},   {"5", 6},    {"10", 7},    {"+Inf", 8}};
  for (const auto& [bound, count] : wanted) {
    INFO(bound);
    CHECK(has_line(text, "hooklatch_handler_duration_seconds_bucket{provider=\"zuba\",le=\"" + bound + "\"} " +
                             std::to_string(count)));
  }
  CHECK(has_line(text, R"(hooklatch_handler_duration_seconds_sum{provider="zuba"} 21.020000002)"));
  CHECK(has_line(text, R"(hooklatch_handler_duration_seconds_count{provider="zuba"} 8)"));
}

TEST_CASE("the counts of Zuba's document tell what reached the handlers") {
  const webhook_metrics metrics;
  metrics.record(told(outcome_kind::handled, 12'999us));
  metrics.record(told(outcome_kind::failed, 9ms));
  CHECK(metrics.counts_json() ==
        R"({"received":2,"processed":1,"failed":1,"processingTime":[12,9],"averageProcessingTime":10.5})");
  metrics.record(told(outcome_kind::unhandled));
  metrics.record(told(outcome_kind::queued, 0ms, shipped::github::table()));
  metrics.record(told(outcome_kind::retry_later, 3ms));
  for (const auto kind : {outcome_kind::handshake, outcome_kind::duplicate, outcome_kind::in_flight}) {
    metrics.record(told(kind));
  }
  metrics.record(refused(errc::signature_mismatch));
  CHECK(metrics.counts_json() ==
        R"({"received":5,"processed":3,"failed":2,"processingTime":[12,9,0,3],"averageProcessingTime":6})");
}

TEST_CASE("the last hundred processing times are kept, the latest one last") {
  const webhook_metrics metrics;
  for (int i = 1; i <= 250; ++i) metrics.record(told(outcome_kind::handled, std::chrono::milliseconds(i)));
  const auto json = metrics.counts_json();
  CHECK(json.starts_with(R"({"received":250,"processed":250,"failed":0,"processingTime":[151,152,)"));
  CHECK(json.ends_with(R"(,249,250],"averageProcessingTime":200.5})"));

  const webhook_metrics exactly;
  for (int i = 0; i < 100; ++i) exactly.record(told(outcome_kind::handled, i == 0 ? 1ms : 0ms));
  CHECK(exactly.counts_json().find(R"("processingTime":[1,0,)") != std::string::npos);
  CHECK(exactly.counts_json().ends_with(R"("averageProcessingTime":0.01})"));
}

TEST_CASE("copies share their counts, so a copy is an observer") {
  webhook_metrics metrics;
  const std::function<void(const outcome&)> observer = metrics;
  observer(told(outcome_kind::handled));
  webhook_metrics moved(std::move(metrics));
  metrics(told(outcome_kind::handled));  // NOLINT(bugprone-use-after-move): copied
  CHECK(moved.counts_json().starts_with(R"({"received":2,)"));
  metrics = webhook_metrics();
  CHECK(metrics.counts_json().starts_with(R"({"received":0,)"));
}

TEST_CASE("nothing that a sender chooses costs memory") {
  const webhook_metrics metrics;
  metrics.record(told(outcome_kind::handled));
  const auto before = metrics.prometheus().size();
  auto delivery = told(outcome_kind::handled, 1ms);
  CHECK(allocations_of([&] {
          for (int i = 0; i < 1000; ++i) metrics.record(delivery);
        }) == 0);
  delivery.event_id.assign(1000, 'i');
  delivery.event_type.assign(1000, 't');
  delivery.failures.assign(10, "failure");
  CHECK(allocations_of([&] { metrics.record(delivery); }) == 0);
  CHECK(metrics.prometheus().size() < before + 100);
}

TEST_CASE("many threads count while others read") {
  const webhook_metrics metrics;
  constexpr std::size_t threads = 4;
  constexpr std::size_t rounds = 5000;
  const std::array<const provider_table*, 3> providers{&zuba, &shipped::github::table(), &shipped::slack::table()};
  std::atomic<std::size_t> waiting{threads};
  std::atomic<std::size_t> torn{0};
  {
    std::vector<std::thread> running;
    for (std::size_t t = 0; t < threads; ++t) {
      running.emplace_back([&, t] {
        --waiting;
        while (waiting.load() > 0) std::this_thread::yield();
        for (std::size_t i = 0; i < rounds; ++i) {
          auto delivery = told(outcome_kind::handled, 2ms, *providers[(t + i) % providers.size()]);
          delivery.secret_index = 0;
          metrics.record(delivery);
          if (i % 500 != 0) continue;
          // All times are alike, so any cut of them has this average.
          const auto json = metrics.counts_json();
          torn += json.ends_with(R"("averageProcessingTime":2})") ? 0U : 1U;
          torn += metrics.prometheus().empty() ? 1U : 0U;
        }
      });
    }
    for (auto& each : running) each.join();
  }
  CHECK(torn.load() == 0);
  CHECK(metrics.counts_json().starts_with(R"({"received":20000,"processed":20000,"failed":0,)"));
  const auto text = metrics.prometheus();
  std::size_t counted = 0;
  for (const auto* provider : providers) {
    const auto line = "hooklatch_handler_duration_seconds_count{provider=\"" + std::string(provider->name) + "\"} ";
    const auto at = text.find(line);
    REQUIRE(at != std::string::npos);
    counted += std::stoul(text.substr(at + line.size()));
  }
  CHECK(counted == threads * rounds);
}
