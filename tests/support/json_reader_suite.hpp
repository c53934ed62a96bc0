// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/json/reader.hpp>
#include <hooklatch/json/scan.hpp>

#include "support/catch.hpp"
#include "support/exact_text.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

namespace test_support {

/// What a library makes of a text: the library's answer, or that it threw.
enum class fate { kept, rounded, infinite, thrown };

/// One library: `document` is the type with a json_reader, and static functions look into it. `integer`, `real` and
/// `text` read the member of that name in the outermost object; `first_of_twins` reads a member that stands twice.
///
/// The table in json/reader.hpp is what the members `twenty_digits`, `beyond_double`, `high_half`, `low_half`,
/// `last_wins` and `nul_ends` say.
template <class Library>
class json_reader_suite {
 public:
  static void run() {
    hands_over_every_kind();
    reads_no_further_than_the_slice();
    gives_null_for_no_data();
    keeps_integers_of_64_bits_and_doubles();
    goes_as_deep_as_the_scanner();
    says_what_it_does_to_numbers();
    says_what_it_does_to_text();
    refuses_what_the_scanner_refuses();
  }

 private:
  using document = typename Library::document;

  static document read(std::string_view json) {
    const exact_text exact(json);
    document made = hooklatch::json_reader<document>::read(exact.view());
    return made;  // nothing of the text is needed any more
  }
  static bool refuses(std::string_view json) {
    try {
      static_cast<void>(read(json));
      return false;
    } catch (const typename Library::exception&) {
      return true;
    }
  }

  static void hands_over_every_kind() {
    const auto made = read(R"({"null":null,"yes":true,"no":false,"int":-12,"real":120.25,"text":"caf\u00e9",)"
                           R"("list":[1,[2],{}],"object":{"inner":"x"}})");
    CHECK(Library::integer(made, "int") == -12);
    CHECK(Library::real(made, "real") == 120.25);
    CHECK(Library::text(made, "text") == "caf\xc3\xa9");
    CHECK_FALSE(Library::is_null(made));
    for (const std::string_view json : {"{}", "[]", "1", "\"x\"", "true"}) CHECK_FALSE(Library::is_null(read(json)));
  }
  // As data_as gives it: a slice in the middle of a body.
  static void reads_no_further_than_the_slice() {
    const std::string body = R"({"data":{"a":12},"b":345})";
    hooklatch::json_query queries[]{{"/data"}, {"/data/a"}};
    REQUIRE_FALSE(hooklatch::json_scan(body, queries));
    CHECK(Library::integer(hooklatch::json_reader<document>::read(queries[0].value.text()), "a") == 12);
    CHECK_FALSE(Library::is_null(read(queries[1].value.text())));
  }
  static void gives_null_for_no_data() {
    CHECK(Library::is_null(hooklatch::json_reader<document>::read({})));
    CHECK(Library::is_null(read("null")));
  }
  static void keeps_integers_of_64_bits_and_doubles() {
    CHECK(Library::integer(read(R"({"n":9223372036854775807})"), "n") == std::numeric_limits<std::int64_t>::max());
    CHECK(Library::integer(read(R"({"n":-9223372036854775808})"), "n") == std::numeric_limits<std::int64_t>::min());
    // A double that is given with 17 digits comes back, but for the last bit where the library says so.
    for (const auto& [text, value] :
         std::array<std::pair<std::string_view, double>, 5>{{{"0.1", 0.1},
                                                             {"2.2250738585072011e-308", 2.2250738585072011e-308},
                                                             {"1.7976931348623157e308", 1.7976931348623157e308},
                                                             {"8.41e21", 8.41e21},
                                                             {"9007199254740993.0", 9007199254740992.0}}}) {
      INFO(text);
      const double made = Library::real(read("{\"n\":" + std::string(text) + "}"), "n");
      if (Library::exact_doubles) {
        CHECK(made == value);
      } else {
        CHECK(std::abs(made - value) <= std::abs(value) * 4e-16);
      }
    }
  }
  static void goes_as_deep_as_the_scanner() {
    const auto deepest = hooklatch::json_limits::deepest;
    const auto text = std::string(deepest, '[') + std::string(deepest, ']');
    CHECK_FALSE(Library::is_null(read(text)));
  }

  static fate fate_of_number(std::string_view number, double nearest) {
    const std::string text = "{\"n\":" + std::string(number) + "}";
    REQUIRE_FALSE(hooklatch::json_scan(text));
    if (refuses(text)) return fate::thrown;
    const double made = Library::real(read(text), "n");
    if (std::isinf(made)) return fate::infinite;
    CHECK(std::abs(made - nearest) <= std::abs(nearest) * 4e-16);
    return fate::rounded;
  }
  static void says_what_it_does_to_numbers() {
    CHECK(fate_of_number("12345678901234567890123", 12345678901234567890123.0) == Library::twenty_digits);
    CHECK(fate_of_number("-9223372036854775809", -9223372036854775808.0) == Library::twenty_digits);
    CHECK(fate_of_number("18446744073709551616", 18446744073709551616.0) == Library::twenty_digits);
    CHECK(fate_of_number("1e400", 0) == Library::beyond_double);
    CHECK(fate_of_number("-1e400", 0) == Library::beyond_double);
    CHECK(fate_of_number("1e-400", 0) == fate::rounded);
    CHECK(fate_of_number("120.00", 120) == fate::rounded);
  }

  static fate fate_of_text(std::string_view string, std::string_view expected) {
    const std::string text = "{\"s\":" + std::string(string) + "}";
    REQUIRE_FALSE(hooklatch::json_scan(text));
    if (refuses(text)) return fate::thrown;
    CHECK(Library::text(read(text), "s") == expected);
    return fate::kept;
  }
  static void says_what_it_does_to_text() {
    CHECK(fate_of_text(R"("a\u0000b")", std::string_view("a\0b", 3)) == fate::kept);
    CHECK(fate_of_text(R"("\ud83d\ude00")", "\xf0\x9f\x98\x80") == fate::kept);
    CHECK(fate_of_text(R"("\ud83d")", "") == Library::high_half);
    CHECK(fate_of_text(R"("\ude00")", "\xed\xb8\x80") == Library::low_half);
    CHECK(Library::integer(read(R"({"n":1,"x":0,"n":2})"), "n") == (Library::last_wins ? 2 : 1));
  }
  static void refuses_what_the_scanner_refuses() {
    for (const std::string_view json :
         {"{", "[1,]", "{\"a\"}", "01", "nul", "\"", "{} {}", "'a'", "[1}", " ", "\"\x01\""}) {
      INFO(json);
      CHECK(hooklatch::json_scan(json));
      CHECK(refuses(json));
    }
    const std::string_view behind_nul("{}\0x", 4);
    CHECK(hooklatch::json_scan(behind_nul));
    CHECK(refuses(behind_nul) == !Library::nul_ends);
  }
};

}  // namespace test_support
