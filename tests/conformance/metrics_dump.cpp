// SPDX-License-Identifier: MIT
//
// Records random deliveries and prints them, one JSON object a line; then `prometheus` and the text for Prometheus, or
// `counts` and the JSON of the counts: metrics_dump prometheus | counts

#include <hooklatch/providers/github.hpp>
#include <hooklatch/providers/zuba.hpp>
#include <hooklatch/receive/metrics.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <random>
#include <string>
#include <string_view>

namespace {

using namespace hooklatch;

// A name that has to be escaped; no shipped provider has one.
provider_table odd_table() {
  provider_table made = providers::zuba::table();
  made.name = "odd \\ \"name\"\nof two lines \xc3\xa9";
  return made;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view wanted = argc > 1 ? argv[1] : "";
  const provider_table odd = odd_table();
  const std::array<const provider_table*, 3> tables{&providers::zuba::table(), &providers::github::table(), &odd};
  std::mt19937_64 random(20260323);
  const auto below = [&random](std::uint64_t limit) { return random() % limit; };

  const webhook_metrics metrics;
  for (int i = 0; i < 5000; ++i) {
    const auto provider = static_cast<std::size_t>(below(tables.size()));
    outcome told(*tables[provider], static_cast<outcome_kind>(below(outcome_kinds)), response(answer{200, {}}));
    std::cout << R"({"provider":)" << provider << R"(,"outcome":")" << to_string(told.kind) << '"';
    if (told.kind == outcome_kind::refused || below(10) == 0) {
      told.reason = static_cast<errc>(1 + below(48));
      std::cout << R"(,"reason":")" << to_string(told.reason->code()) << '"';
    }
    if (below(2) == 0) {
      told.secret_index = static_cast<std::size_t>(below(16));
      std::cout << R"(,"secret":)" << *told.secret_index;
    }
    if (below(2) == 0) {
      // Of all sizes, and often on a bound.
      const auto unit = std::uint64_t{1} << below(35);
      const auto time = below(3) == 0 ? 5'000'000 * (std::uint64_t{1} << below(12)) : below(unit + 1);
      told.handler_time = std::chrono::nanoseconds(time);
      std::cout << R"(,"nanoseconds":)" << time;
    }
    std::cout << "}\n";
    metrics.record(told);
  }
  std::cout << wanted << '\n' << (wanted == "counts" ? metrics.counts_json() + '\n' : metrics.prometheus());
}
