// SPDX-License-Identifier: MIT
#include <hooklatch/json/rapidjson.hpp>

#include "support/json_reader_suite.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>

namespace {

struct library {
  using document = rapidjson::Document;
  using exception = std::runtime_error;

  static constexpr auto twenty_digits = test_support::fate::rounded;
  static constexpr auto beyond_double = test_support::fate::thrown;
  static constexpr auto high_half = test_support::fate::thrown;
  static constexpr auto low_half = test_support::fate::kept;
  static constexpr bool last_wins = false;
  static constexpr bool nul_ends = true;
  static constexpr bool exact_doubles = true;

  static bool is_null(const document& json) { return json.IsNull(); }
  static std::int64_t integer(const document& json, const char* name) { return json[name].GetInt64(); }
  static double real(const document& json, const char* name) { return json[name].GetDouble(); }
  static std::string text(const document& json, const char* name) {
    return {json[name].GetString(), json[name].GetStringLength()};
  }
};

}  // namespace

TEST_CASE("RapidJSON's documents are handed over") { test_support::json_reader_suite<library>::run(); }
