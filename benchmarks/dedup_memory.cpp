// SPDX-License-Identifier: MIT
//
// What memory_store costs beside what one writes without it: an unordered_map of strings behind a mutex, and a deque of
// what ends first. Columns: how many events are remembered while it is measured. Each fresh claim lets an old one go.
// Run: bench_dedup_memory [any flag of Google Benchmark]. Figures are ratios within one run; below the table, what two
// threads do in the time of one.

#include <hooklatch/dedup/memory_store.hpp>

#include "ratio_reporter.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

namespace {

using namespace hooklatch;

// A second for each fresh claim of a thread, so that what is remembered stays one number. Reading a real clock is paid
// for all the same.
struct bench_clock {
  using time_point = std::chrono::time_point<std::chrono::steady_clock, std::chrono::seconds>;
  static inline thread_local std::int64_t ticks = 0;
  [[nodiscard]] time_point now() const {
    benchmark::DoNotOptimize(std::chrono::steady_clock::now());
    return time_point(std::chrono::seconds(ticks));
  }
};

std::uint64_t mixed(std::uint64_t n) {
  n = (n ^ (n >> 30)) * 0xbf58476d1ce4e5b9U;
  n = (n ^ (n >> 27)) * 0x94d049bb133111ebU;
  return n ^ (n >> 31);
}

claim_request request_of(std::uint64_t number) {
  claim_request request;
  for (std::size_t i = 0; i < 4; ++i) {
    const std::uint64_t word = mixed(number * 4 + i + 1);
    std::memcpy(request.key.bytes.data() + 8 * i, &word, sizeof word);
  }
  request.digest.bytes[0] = request.key.bytes[0];
  request.nonce.bytes[0] = static_cast<std::uint8_t>(number);
  request.lease = std::chrono::milliseconds(0);
  return request;
}

// The same with what everybody has at hand.
class plain_store {
 public:
  plain_store(std::size_t capacity, bench_clock clock) : capacity_(capacity), clock_(clock) {
    records_.reserve(capacity);
  }
  bool claim(const claim_request& request) {
    std::string key(reinterpret_cast<const char*>(request.key.bytes.data()), request.key.bytes.size());
    const std::lock_guard lock(mutex_);
    const auto now = clock_.now();
    const auto found = records_.find(key);
    if (found != records_.end() && found->second.until > now) return false;
    while (!order_.empty() && order_.front().second <= now) {
      records_.erase(order_.front().first);
      order_.pop_front();
    }
    const auto until = now + request.keep;
    records_.insert_or_assign(key, record{until, false});
    order_.emplace_back(std::move(key), until);
    return true;
  }
  void complete(const claim_request& request) {
    std::string key(reinterpret_cast<const char*>(request.key.bytes.data()), request.key.bytes.size());
    const std::lock_guard lock(mutex_);
    const auto found = records_.find(key);
    if (found != records_.end()) found->second.done = true;
  }

 private:
  struct record {
    bench_clock::time_point until;
    bool done;
  };
  std::size_t capacity_;
  bench_clock clock_;
  std::mutex mutex_;
  std::unordered_map<std::string, record> records_;
  std::deque<std::pair<std::string, bench_clock::time_point>> order_;
};

template <class Mutex>
class kept_store {
 public:
  kept_store(std::size_t capacity, bench_clock clock) : store_(capacity, clock) {}
  bool claim(const claim_request& request) {
    last_ = store_.claim(request);
    if (!last_) std::abort();
    return last_->what() == claim_result::kind::fresh;
  }
  void complete(const claim_request& request) {
    static_cast<void>(request);
    if (!store_.complete(last_->token(), keep)) std::abort();
  }
  static inline std::chrono::seconds keep{0};

 private:
  memory_store<bench_clock, Mutex> store_;
  static inline thread_local result<claim_result> last_ = errc::store_unavailable;
};

enum class work { fresh, duplicate, complete };

// One thread's part. `live` is what one thread has to keep alive.
template <class Store>
class worker {
 public:
  worker(Store& store, std::uint64_t first, std::uint64_t live) : store_(store), next_(first), live_(live) {}
  // Until all memory was used once, and each fresh claim takes the place of an old one.
  void fill() {
    bench_clock::ticks = 0;
    for (std::uint64_t i = 0; i < live_ * 5 / 4; ++i) fresh(work::complete);
    ticks_ = bench_clock::ticks;
  }
  // Without time passing: two threads would have to agree on it.
  void fill_once() {
    for (std::uint64_t i = 0; i < live_; ++i) {
      fresh(work::complete);
      --bench_clock::ticks;
    }
  }
  void begin() { bench_clock::ticks = ticks_; }
  void end() { ticks_ = bench_clock::ticks; }
  void step(work what) {
    if (what != work::duplicate) return fresh(what);
    seed_ = mixed(seed_ + 0x9e3779b97f4a7c15U);
    auto request = request_of(next_ - 1 - seed_ % (live_ - 1));
    request.keep = std::chrono::seconds(live_);
    if (store_.claim(request)) std::abort();
  }

 private:
  void fresh(work what) {
    auto request = request_of(next_++);
    ++bench_clock::ticks;
    request.keep = std::chrono::seconds(live_);
    if (!store_.claim(request)) std::abort();
    if (what == work::complete) store_.complete(request);
  }

  Store& store_;
  std::uint64_t next_;
  std::uint64_t live_;
  std::uint64_t seed_ = 1;
  std::int64_t ticks_ = 0;
};

constexpr std::uint64_t apart = std::uint64_t{1} << 40;  // one thread's numbers and the next one's

// Rows share a store where they can; each is filled once.
template <class Store>
void run(benchmark::State& state, work what, std::uint64_t live) {
  struct filled {
    explicit filled(std::uint64_t live) : store(live + live / 8, {}), mine(store, 1, live) { mine.fill(); }
    Store store;
    worker<Store> mine;
  };
  static std::map<std::pair<std::uint64_t, bool>, std::unique_ptr<filled>> stores;
  kept_store<std::mutex>::keep = kept_store<null_mutex>::keep = std::chrono::seconds(live);
  auto& on = stores[{live, what == work::fresh}];  // whose claims are not completed
  if (on == nullptr) on = std::make_unique<filled>(live);
  on->mine.begin();
  for (auto _ : state) on->mine.step(what);
  on->mine.end();
}

// Steps in a second, of all threads together.
template <class Store>
double together(work what, std::uint64_t live, std::size_t threads) {
  kept_store<std::mutex>::keep = std::chrono::seconds(live / threads);
  Store store(live + live / 8, {});
  std::atomic<std::size_t> ready{0};
  std::atomic<bool> stop{false};
  std::atomic<std::uint64_t> steps{0};
  std::vector<std::thread> running;
  for (std::size_t i = 0; i < threads; ++i) {
    running.emplace_back([&, i] {
      worker<Store> mine(store, 1 + i * apart, live / threads);
      mine.fill_once();
      ++ready;
      while (ready < threads + 1) std::this_thread::yield();
      std::uint64_t done = 0;
      for (; !stop.load(std::memory_order_relaxed); ++done) mine.step(what);
      steps += done;
    });
  }
  while (ready < threads) std::this_thread::yield();
  const auto begun = std::chrono::steady_clock::now();
  ++ready;
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  stop = true;
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begun;
  for (auto& each : running) each.join();
  return static_cast<double>(steps.load()) / time.count();
}

template <class Store>
void print_scaling(const char* name, work what, std::uint64_t live) {
  std::vector<double> ratios;
  for (int i = 0; i < 7; ++i) {
    const double one = together<Store>(what, live, 1);
    ratios.push_back(together<Store>(what, live, 2) / one);
  }
  std::sort(ratios.begin(), ratios.end());
  std::printf("%-34s %9llu events: %.2f times as many calls (%.2f to %.2f)\n", name,
              static_cast<unsigned long long>(live), ratios[3], ratios.front(), ratios.back());
}

struct row {
  std::string name;
  void (*run)(benchmark::State&, work, std::uint64_t);
  work what;
};

const std::array<row, 9> rows{{
    {"unordered_map: claim, fresh", &run<plain_store>, work::fresh},
    {"unordered_map: claim, duplicate", &run<plain_store>, work::duplicate},
    {"unordered_map: claim and complete", &run<plain_store>, work::complete},
    {"memory_store: claim, fresh", &run<kept_store<std::mutex>>, work::fresh},
    {"memory_store: claim, duplicate", &run<kept_store<std::mutex>>, work::duplicate},
    {"memory_store: claim and complete", &run<kept_store<std::mutex>>, work::complete},
    {"null_mutex: claim, fresh", &run<kept_store<null_mutex>>, work::fresh},
    {"null_mutex: claim, duplicate", &run<kept_store<null_mutex>>, work::duplicate},
    {"null_mutex: claim and complete", &run<kept_store<null_mutex>>, work::complete},
}};
constexpr std::array<std::uint64_t, 2> sizes{10000, 1000000};

}  // namespace

int main(int argc, char** argv) {
  if (!bench::read_flags(argc, argv)) return 1;
  std::vector<std::string> names;
  std::vector<std::string> columns;
  for (const auto& each : rows) names.push_back(each.name);
  for (const auto size : sizes) {
    columns.push_back(std::to_string(size) + " events");
    for (const auto& each : rows) {
      benchmark::RegisterBenchmark((each.name + '/' + columns.back()).c_str(),
                                   [&each, size](benchmark::State& state) { each.run(state, each.what, size); });
    }
  }
  bench::ratio_reporter reporter(names, columns);
  benchmark::RunSpecifiedBenchmarks(&reporter);
  std::printf("\nTwo threads beside one, median of seven\n");
  print_scaling<plain_store>("unordered_map: claim, duplicate", work::duplicate, 10000);
  print_scaling<kept_store<std::mutex>>("memory_store: claim, duplicate", work::duplicate, 10000);
  return 0;
}
