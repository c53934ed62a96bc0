// SPDX-License-Identifier: MIT
#pragma once

#include "journal.hpp"
#include "settings.hpp"
#include "wire.hpp"

#include <hooklatch/providers/zuba.hpp>
#include <hooklatch/testing/signer.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <queue>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace soak {

/// A provider: it signs events and delivers each until it hears 2xx, one in ten twice at about the same time.
class provider {
 public:
  using clock = std::chrono::steady_clock;

  provider(const settings& told, std::string socket) : told_(told), socket_(std::move(socket)) {
    for (unsigned i = 0; i < told.senders; ++i) threads_.emplace_back([this, i] { run(i); });
  }
  provider(const provider&) = delete;
  provider& operator=(const provider&) = delete;
  ~provider() {
    aborted_ = true;
    join();
  }

  /// No new events; what is on its way is delivered until it is acknowledged.
  void finish() noexcept { finishing_ = true; }
  /// Whether everything was acknowledged.
  [[nodiscard]] bool is_done() const noexcept { return finishing_ && open_ == 0; }
  /// What is not acknowledged by now never is.
  void join_or_abort() {
    aborted_ = true;
    join();
  }
  void join() {
    for (auto& each : threads_) {
      if (each.joinable()) each.join();
    }
  }

  [[nodiscard]] std::uint32_t events() const noexcept { return events_; }
  [[nodiscard]] std::uint64_t deliveries() const noexcept { return deliveries_; }
  [[nodiscard]] std::uint64_t requests() const noexcept { return requests_; }
  [[nodiscard]] std::uint64_t unanswered() const noexcept { return unanswered_; }
  [[nodiscard]] std::uint64_t refused() const noexcept { return refused_; }
  [[nodiscard]] std::uint64_t strange() const noexcept { return strange_; }
  [[nodiscard]] std::uint64_t open() const noexcept { return open_; }
  [[nodiscard]] std::uint64_t answered() const noexcept { return answered_; }
  /// Events that were acknowledged at least once; after `join`.
  [[nodiscard]] std::vector<std::uint32_t> acknowledged() const {
    auto all = acknowledged_;
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
  }

 private:
  struct delivery {
    clock::time_point due;
    std::uint32_t n;
    std::uint32_t tries = 0;
    // The queue has the largest on top.
    [[nodiscard]] bool operator<(const delivery& other) const noexcept { return due > other.due; }
  };
  static constexpr std::size_t most_open = 24;  // of one thread; what fails repeatedly must not become a flood

  void run(unsigned which) {
    std::mt19937 random(told_.seed * 1000 + which);
    const auto chance = [&random](unsigned percent) { return random() % 100 < percent; };
    const hooklatch::testing::signer<hooklatch::providers::zuba> sign{secret};
    std::priority_queue<delivery> mine;
    std::vector<std::uint32_t> heard;
    channel connection;
    unsigned on_connection = 0;
    auto next_event = clock::now();
    while (!aborted_) {
      take_from_others(mine);
      const auto now = clock::now();
      const bool has_due = !mine.empty() && mine.top().due <= now;
      if (!has_due && !finishing_ && mine.size() < most_open && next_event <= now) {
        if (told_.pace > 0) next_event = now + std::chrono::microseconds(1000000u * told_.senders / told_.pace);
        const delivery made{now, ++events_, 0};
        ++deliveries_;
        ++open_;
        mine.push(made);
        if (chance(10)) {  // a duplicate, by somebody else, now or when the first is done
          ++deliveries_;
          ++open_;
          const std::lock_guard lock(mutex_);
          others_.push_back({now + std::chrono::milliseconds(chance(50) ? 0 : random() % 500), made.n, 0});
        }
        continue;
      }
      if (!has_due) {
        if (is_done()) break;
        std::this_thread::sleep_for(1ms);
        continue;
      }
      delivery next = mine.top();
      mine.pop();
      const auto patience = sender_patience * (1 + std::min(next.tries, 20u));  // a busy machine gets there in the end
      if (!connection.is_open() || ++on_connection > 40) {                      // now and then another worker
        connection = channel();
        connection = connect_to(socket_, patience);
        on_connection = 0;
      }
      connection.set_patience(patience);
      const auto request = sign.sign(body_of(next.n)).value();
      ++requests_;
      const int status = connection.is_open() && connection.send_request(request) ? connection.receive_status() : 0;
      if (status >= 200 && status < 300) {
        heard.push_back(next.n);
        --open_;
        ++answered_;
        continue;
      }
      if (status == 0) {
        ++unanswered_;
        connection = channel();
      } else if (status == 500 || status == 503) {
        ++refused_;
      } else {
        ++strange_;  // nothing is wrong with these requests
      }
      const auto wait = 40u << std::min(next.tries++, 4u);
      next.due = clock::now() + std::chrono::milliseconds(wait + random() % wait);
      mine.push(next);
    }
    const std::lock_guard lock(mutex_);
    acknowledged_.insert(acknowledged_.end(), heard.begin(), heard.end());
  }

  void take_from_others(std::priority_queue<delivery>& mine) {
    const std::lock_guard lock(mutex_);
    if (others_.empty()) return;
    mine.push(others_.back());
    others_.pop_back();
  }

  const settings& told_;
  std::string socket_;
  std::atomic<std::uint32_t> events_{0};
  std::atomic<std::uint64_t> deliveries_{0};
  std::atomic<std::uint64_t> requests_{0};
  std::atomic<std::uint64_t> unanswered_{0};
  std::atomic<std::uint64_t> refused_{0};
  std::atomic<std::uint64_t> strange_{0};
  std::atomic<std::uint64_t> open_{0};
  std::atomic<std::uint64_t> answered_{0};
  std::atomic<bool> finishing_{false};
  std::atomic<bool> aborted_{false};
  std::mutex mutex_;
  std::vector<delivery> others_;
  std::vector<std::uint32_t> acknowledged_;
  std::vector<std::thread> threads_;
};

}  // namespace soak
