// SPDX-License-Identifier: MIT
#include <hooklatch/detail/expiry_queues.hpp>

#include "support/catch.hpp"

#include <cstddef>
#include <cstdint>
#include <random>
#include <set>
#include <utility>
#include <vector>

using hooklatch::detail::expiry_queues;
using hooklatch::detail::no_record;

namespace {

struct aged {
  std::int64_t keep_until;
  hooklatch::detail::queue_links links;
  std::uint8_t queue;
};

constexpr std::uint8_t heap = 8;

// Steps at random, beside a set; `end` chooses when the next one ends. Says how many went into the heap.
template <class End>
std::size_t run(std::size_t steps, End end) {
  std::vector<aged> records(500);
  expiry_queues<aged> queues(records.data());
  std::set<std::pair<std::int64_t, std::uint32_t>> model;
  std::vector<bool> in(records.size());
  std::mt19937_64 random(11);
  std::size_t in_heap = 0;
  std::size_t wrong = 0;
  for (std::size_t step = 0; step < steps; ++step) {
    auto number = static_cast<std::uint32_t>(random() % records.size());
    const auto choice = random() % 10;
    if (choice < 5 && !in[number]) {
      records[number].keep_until = end(static_cast<std::int64_t>(step), random());
      queues.insert(number);
      model.emplace(records[number].keep_until, number);
      in[number] = true;
      in_heap += records[number].queue == heap ? 1U : 0U;
    } else if (!model.empty()) {
      if (choice > 6) number = queues.first();  // the oldest one leaves
      if (in[number]) {
        queues.remove(number);
        wrong += model.erase({records[number].keep_until, number}) == 1 ? 0U : 1U;
        in[number] = false;
      }
    }
    const auto first = queues.first();
    if (model.empty()) {
      wrong += first == no_record ? 0U : 1U;
    } else {
      wrong += first != no_record && records[first].keep_until == model.begin()->first ? 0U : 1U;
    }
  }
  CHECK(wrong == 0);
  while (!model.empty()) {  // what is left leaves in order
    const auto first = queues.first();
    REQUIRE(first != no_record);
    REQUIRE(records[first].keep_until == model.begin()->first);
    model.erase({records[first].keep_until, first});
    queues.remove(first);
  }
  CHECK(queues.first() == no_record);
  return in_heap;
}

}  // namespace

TEST_CASE("ends of one length, or of a few, leave in order without the heap") {
  CHECK(run(100000, [](std::int64_t now, std::uint64_t) { return now + 1000; }) == 0);
  CHECK(run(100000,
            [](std::int64_t now, std::uint64_t any) { return now + 100 * static_cast<std::int64_t>(any % 7); }) == 0);
}

TEST_CASE("ends of any length leave in order, through the heap") {
  CHECK(run(100000, [](std::int64_t now, std::uint64_t any) { return now + static_cast<std::int64_t>(any % 10000); }) >
        0);
  CHECK(run(100000, [](std::int64_t now, std::uint64_t) { return -now; }) > 0);  // each before all others
  CHECK(run(100000, [](std::int64_t, std::uint64_t any) { return static_cast<std::int64_t>(any % 3); }) == 0);
  CHECK(run(100000, [](std::int64_t, std::uint64_t any) { return static_cast<std::int64_t>(any); }) > 0);
}

TEST_CASE("ends that a clock stepped back to leave in order") {
  run(100000, [](std::int64_t now, std::uint64_t any) {
    const std::int64_t stepped = now / 1000 % 3 == 1 ? now - 5000 : now;
    return stepped + (any % 2 == 0 ? 100 : 2000);
  });
}
