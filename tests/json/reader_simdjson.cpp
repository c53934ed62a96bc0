// SPDX-License-Identifier: MIT
#include <hooklatch/json/simdjson.hpp>

#include "support/json_reader_suite.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace {

struct library {
  using document = hooklatch::simdjson_document;
  using exception = simdjson::simdjson_error;

  static constexpr auto twenty_digits = test_support::fate::thrown;
  static constexpr auto beyond_double = test_support::fate::thrown;
  static constexpr auto high_half = test_support::fate::thrown;
  static constexpr auto low_half = test_support::fate::thrown;
  static constexpr bool last_wins = false;
  static constexpr bool nul_ends = false;
  static constexpr bool exact_doubles = true;

  static bool is_null(const document& json) { return json.root().is_null(); }
  static std::int64_t integer(const document& json, const char* name) { return json.root()[name].get_int64(); }
  static double real(const document& json, const char* name) { return json.root()[name].get_double(); }
  static std::string text(const document& json, const char* name) {
    return std::string(std::string_view(json.root()[name].get_string()));
  }
};

}  // namespace

TEST_CASE("simdjson's documents are handed over") { test_support::json_reader_suite<library>::run(); }

TEST_CASE("a document of simdjson's can be moved before it is read") {
  auto made = hooklatch::json_reader<hooklatch::simdjson_document>::read(R"({"a":[1,{"b":"text"}]})");
  const auto moved = std::move(made);
  CHECK(std::string_view(moved.root()["a"].at(1)["b"].get_string()) == "text");
}
