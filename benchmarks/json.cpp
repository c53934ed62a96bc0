// SPDX-License-Identifier: MIT
//
// What reading an envelope costs: json_scan beside simdjson and nlohmann-json. Every row checks the whole text and
// finds five members as slices of it. Run: bench_json [any flag of Google Benchmark]. Figures are ratios within one
// run.

#include <hooklatch/json/scan.hpp>

#include "ratio_reporter.hpp"

#include <nlohmann/json.hpp>

#ifdef HOOKLATCH_WITH_SIMDJSON
#include <simdjson.h>
#endif

#include <array>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

using hooklatch::json_query;

// An event as providers send it: five members of the envelope, and data that makes up the size.
std::string event_of(std::size_t size) {
  std::string text =
      R"({"id":"evt_3MtwBwLkdIwHu7ix28a3tqPa","type":"payout.paid","createdAt":"2026-03-23T14:30:00.000Z",)"
      R"("livemode":true,"data":{"account":"acct_1","items":[)";
  for (std::size_t i = 0; text.size() + 100 < size; ++i) {
    const std::string number = std::to_string(100000 + i);
    if (i > 0) text += ',';
    text += R"({"reference":"TRX-)" + number + R"(","amount":)" + number +
            R"(.50,"note":"caf\u00e9 au lait, Zürich","ok":true})";
  }
  text += R"(],"memo":")";
  text.append(size > text.size() + 3 ? size - text.size() - 3 : 0, 'x');
  return text + "\"}}";
}

void scan(benchmark::State& state, const std::string& text) {
  for (auto _ : state) {
    json_query queries[]{{"/id"}, {"/type"}, {"/createdAt"}, {"/livemode"}, {"/data"}};
    const auto refused = hooklatch::json_scan(text, queries);
    if (refused || !queries[4].value.present()) std::abort();
    benchmark::DoNotOptimize(queries);
  }
}

#ifdef HOOKLATCH_WITH_SIMDJSON
// The DOM parser checks the whole text; it keeps no positions, so On-Demand finds the slices. Parsers and the padded
// copy's memory are kept from one call to the next.
template <bool Copy>
void with_simdjson(benchmark::State& state, const std::string& text) {
  simdjson::dom::parser checker;
  simdjson::ondemand::parser slicer;
  std::string padded;
  padded.reserve(text.size() + simdjson::SIMDJSON_PADDING);
  padded = text;
  for (auto _ : state) {
    if (Copy) padded.assign(text);
    if (checker.parse(padded.data(), padded.size(), false).error() != simdjson::SUCCESS) std::abort();
    simdjson::ondemand::document document;
    if (slicer.iterate(padded.data(), padded.size(), padded.size() + simdjson::SIMDJSON_PADDING).get(document) !=
        simdjson::SUCCESS) {
      std::abort();
    }
    std::array<std::string_view, 5> slices;
    slices[0] = document["id"].raw_json_token().value();
    slices[1] = document["type"].raw_json_token().value();
    slices[2] = document["createdAt"].raw_json_token().value();
    slices[3] = document["livemode"].raw_json_token().value();
    simdjson::ondemand::object data;
    if (document["data"].get(data) != simdjson::SUCCESS) std::abort();
    slices[4] = data.raw_json().value();
    benchmark::DoNotOptimize(slices);
  }
}
#endif

void with_nlohmann(benchmark::State& state, const std::string& text) {
  for (auto _ : state) {
    const auto document = nlohmann::json::parse(text);
    // The nearest it has to a slice: a reference into the tree.
    std::array<const nlohmann::json*, 5> found{&document.at("id"), &document.at("type"), &document.at("createdAt"),
                                               &document.at("livemode"), &document.at("data")};
    benchmark::DoNotOptimize(found);
  }
}

struct row {
  std::string name;
  void (*run)(benchmark::State&, const std::string& text);
};

const std::vector<row> rows{{"json_scan", &scan},
#ifdef HOOKLATCH_WITH_SIMDJSON
                            {"simdjson, from padded text", &with_simdjson<false>},
                            {"simdjson, with the padded copy", &with_simdjson<true>},
#endif
                            {"nlohmann-json", &with_nlohmann}};
constexpr std::array<std::size_t, 3> sizes{300, 1024, 16384};

}  // namespace

int main(int argc, char** argv) {
  if (!bench::read_flags(argc, argv)) return 1;
  std::vector<std::string> names;
  std::vector<std::string> columns;
  std::vector<std::string> texts;
  for (const auto& each : rows) names.push_back(each.name);
  for (const auto size : sizes) {
    columns.push_back(std::to_string(size));
    texts.push_back(event_of(size));
  }
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    for (const auto& each : rows) {
      benchmark::RegisterBenchmark((each.name + '/' + columns[i]).c_str(),
                                   [&each, &text = texts[i]](benchmark::State& state) { each.run(state, text); });
    }
  }
  bench::ratio_reporter reporter(names, columns);
  benchmark::RunSpecifiedBenchmarks(&reporter);
  return 0;
}
