// SPDX-License-Identifier: MIT
#include <hooklatch/json/reader.hpp>

#include "support/json_checks.hpp"

#include <hooklatch/json/number.hpp>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace {

struct payout {
  std::string reference;
  std::int64_t cents;
};

}  // namespace

// A type of the application's, read with our own scanner: no other library is needed.
template <>
struct hooklatch::json_reader<payout> {
  static payout read(std::string_view json) {
    json_query wanted[]{{"/reference"}, {"/amount"}};
    if (json_scan(json, wanted)) throw std::invalid_argument("no payout");
    return {wanted[0].value.unescaped().value(), decimal::from(wanted[1].value).value().minor_units(2).value()};
  }
};

TEST_CASE("a reader is specialised for a type of the application's") {
  const auto read = hooklatch::json_reader<payout>::read(R"({"reference":"TRX-\u00e9","amount":"120.00"})");
  CHECK(read.reference == "TRX-\xc3\xa9");
  CHECK(read.cents == 12000);
  CHECK_THROWS_AS(hooklatch::json_reader<payout>::read(""), std::invalid_argument);
}
