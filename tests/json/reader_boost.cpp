// SPDX-License-Identifier: MIT
#include <hooklatch/json/boost.hpp>

#include "support/json_reader_suite.hpp"

#include <cstdint>
#include <string>

namespace {

struct library {
  using document = boost::json::value;
  using exception = std::exception;

  static constexpr auto twenty_digits = test_support::fate::rounded;
  static constexpr auto beyond_double = test_support::fate::infinite;
  static constexpr auto high_half = test_support::fate::thrown;
  static constexpr auto low_half = test_support::fate::thrown;
  static constexpr bool last_wins = true;
  static constexpr bool nul_ends = false;
  static constexpr bool exact_doubles = false;

  static bool is_null(const document& json) { return json.is_null(); }
  static std::int64_t integer(const document& json, const char* name) { return json.at(name).as_int64(); }
  static double real(const document& json, const char* name) { return json.at(name).as_double(); }
  static std::string text(const document& json, const char* name) {
    const auto& made = json.at(name).as_string();
    return {made.data(), made.size()};
  }
};

}  // namespace

TEST_CASE("Boost.JSON's values are handed over") { test_support::json_reader_suite<library>::run(); }
