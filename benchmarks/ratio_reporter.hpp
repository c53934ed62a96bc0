// SPDX-License-Identifier: MIT
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace bench {

/// Reads the command line. Unless it says else, repetitions are interleaved, so that a slow moment of the machine meets
/// every row. False where there is a flag that nobody knows.
[[nodiscard]] inline bool read_flags(int argc, char** argv) {
  std::vector<char*> arguments(argv, argv + argc);
  static std::array<std::string, 3> defaults{"--benchmark_repetitions=15", "--benchmark_enable_random_interleaving=true",
                                             "--benchmark_min_time=0.02"};
  auto at = arguments.begin() + 1;
  for (auto& each : defaults) at = arguments.insert(at, each.data()) + 1;
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  return !benchmark::ReportUnrecognizedArguments(count, arguments.data());
}

/// Collects the runs of benchmarks called `row/column` and prints the median of each row as a ratio to the first row,
/// so that a figure never depends on the machine's speed of the day.
class ratio_reporter : public benchmark::BenchmarkReporter {
 public:
  ratio_reporter(std::vector<std::string> rows, std::vector<std::string> columns)
      : rows_(std::move(rows)), columns_(std::move(columns)) {}

  bool ReportContext(const Context& context) override {
    PrintBasicContext(&GetErrorStream(), context);
    return true;
  }

  void ReportRuns(const std::vector<Run>& runs) override {
    for (const auto& run : runs) {
      if (run.error_occurred || run.run_type != Run::RT_Iteration) continue;
      const auto& name = run.run_name.function_name;
      const auto slash = name.rfind('/');
      times_[{name.substr(0, slash), name.substr(slash + 1)}].push_back(run.GetAdjustedCPUTime());
    }
  }

  void Finalize() override {
    std::printf("\nMedian CPU time as a ratio to the first row, in one run (and in nanoseconds)\n%-34s", "body bytes");
    for (const auto& column : columns_) std::printf("%20s", column.c_str());
    std::printf("\n");
    for (const auto& row : rows_) {
      std::printf("%-34s", row.c_str());
      for (const auto& column : columns_) {  // a row that a filter left out prints zeros
        const double time = median(row, column);
        std::printf("%9.2f (%8.0f)", time / median(rows_.front(), column), time);
      }
      std::printf("\n");
    }
  }

 private:
  double median(const std::string& row, const std::string& column) {
    auto& all = times_[{row, column}];
    if (all.empty()) return 0;
    std::sort(all.begin(), all.end());
    return all[all.size() / 2];
  }

  std::vector<std::string> rows_;
  std::vector<std::string> columns_;
  std::map<std::pair<std::string, std::string>, std::vector<double>> times_;
};

}  // namespace bench
