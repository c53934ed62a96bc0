// SPDX-License-Identifier: MIT
#include <hooklatch/json/nlohmann.hpp>

#include "support/json_reader_suite.hpp"

#include <cstdint>
#include <string>

namespace {

template <class Json>
struct library {
  using document = Json;
  using exception = nlohmann::json::exception;

  static constexpr auto twenty_digits = test_support::fate::rounded;
  static constexpr auto beyond_double = test_support::fate::thrown;
  static constexpr auto high_half = test_support::fate::thrown;
  static constexpr auto low_half = test_support::fate::thrown;
  static constexpr bool last_wins = true;
  static constexpr bool nul_ends = true;
  static constexpr bool exact_doubles = true;

  static bool is_null(const Json& json) { return json.is_null(); }
  static std::int64_t integer(const Json& json, const char* name) { return json.at(name).template get<std::int64_t>(); }
  static double real(const Json& json, const char* name) { return json.at(name).template get<double>(); }
  static std::string text(const Json& json, const char* name) { return json.at(name).template get<std::string>(); }
};

}  // namespace

TEST_CASE("nlohmann's documents are handed over") {
  test_support::json_reader_suite<library<nlohmann::json>>::run();
  test_support::json_reader_suite<library<nlohmann::ordered_json>>::run();
}
