// SPDX-License-Identifier: MIT
#include <hooklatch/detail/record_index.hpp>

#include "support/catch.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <vector>

using hooklatch::detail::no_record;
using hooklatch::detail::record_index;

namespace {

constexpr auto any = [](std::uint32_t) { return true; };

}  // namespace

TEST_CASE("an index finds what was put in, and no longer what was taken out") {
  std::vector<std::uint64_t> words(7);
  record_index index(words.data(), words.size());
  CHECK(index.find(5, any) == no_record);
  index.insert(5, 0);
  index.insert(0xffffffff, 1);
  index.insert(5, no_record - 1);
  CHECK(index.size() == 3);
  CHECK(index.find(5, [](std::uint32_t number) { return number != 0; }) == no_record - 1);
  CHECK(index.find(0xffffffff, any) == 1);
  index.erase(5, 0);
  CHECK(index.find(5, any) == no_record - 1);
  index.erase(5, no_record - 1);
  index.erase(0xffffffff, 1);
  CHECK(index.find(5, any) == no_record);
  CHECK(words == std::vector<std::uint64_t>(7));
}

TEST_CASE("an index is full while one word is empty, and still finds and ends") {
  std::vector<std::uint64_t> words(9);
  record_index index(words.data(), words.size());
  for (std::uint32_t i = 0; i < 8; ++i) {
    CHECK_FALSE(index.full());
    index.insert(0xfffffff0, i);  // all at home in the last word
  }
  CHECK(index.full());
  for (std::uint32_t i = 0; i < 8; ++i) {
    CHECK(index.find(0xfffffff0, [&](std::uint32_t number) { return number == i; }) == i);
  }
  CHECK(index.find(0xfffffff1, any) == no_record);
}

TEST_CASE("an index agrees with a map through a million random steps, crowded and around its end") {
  std::mt19937 random(7);
  for (const std::size_t count :
       {std::size_t{2}, std::size_t{3}, std::size_t{17}, std::size_t{64}, std::size_t{1000}}) {
    std::vector<std::uint64_t> words(count);
    record_index index(words.data(), words.size());
    std::map<std::uint32_t, std::uint32_t> model;  // number -> hash
    std::size_t wrong = 0;
    for (int step = 0; step < 200000; ++step) {
      const auto number = static_cast<std::uint32_t>(random() % count);
      const auto known = model.find(number);
      if (known == model.end() && !index.full()) {
        const std::uint32_t hash =
            random() % 3 == 0 ? 0xffffff00U + random() % 4 : static_cast<std::uint32_t>(random());
        index.insert(hash, number);
        model[number] = hash;
      } else if (known != model.end() && random() % 2 == 0) {
        index.erase(known->second, number);
        model.erase(known);
      }
      const auto asked = static_cast<std::uint32_t>(random() % count);
      const auto expected = model.find(asked);
      const auto hash = expected == model.end() ? 0xffffff00U : expected->second;
      const auto found = index.find(hash, [&](std::uint32_t each) { return each == asked; });
      wrong += found != (expected == model.end() ? no_record : asked) ? 1U : 0U;
    }
    CHECK(wrong == 0);
    CHECK(index.size() == model.size());
  }
}
