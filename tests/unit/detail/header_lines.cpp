// SPDX-License-Identifier: MIT
#include <hooklatch/detail/header_lines.hpp>

#include "support/catch.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace hooklatch;
using detail::single_header;

namespace {
using headers = std::vector<std::pair<std::string, std::string>>;
}  // namespace

TEST_CASE("a header that stands once is found in any letter case, and trimmed") {
  CHECK(single_header(headers{{"X-Hook-Secret", " a b\t"}}, "x-hook-secret") == "a b");
  CHECK(single_header(headers{{"Host", "h"}, {"X-Hook-Secret", ""}}, "X-Hook-Secret") == "");
}

TEST_CASE("a header that stands twice, or not at all, has no one value") {
  CHECK_FALSE(single_header(headers{{"X-A", "1"}, {"x-a", "1"}}, "X-A").has_value());
  CHECK_FALSE(single_header(headers{{"X_A", "1"}}, "X-A").has_value());
  CHECK_FALSE(single_header(headers{}, "X-A").has_value());
}

TEST_CASE("a callable that counts more copies than it shows is believed") {
  const auto shows = [](std::size_t says, std::size_t gives) {
    const auto ask = [=](std::string_view, const header_sink& sink) {
      for (std::size_t i = 0; i < gives; ++i) sink(std::string("v"));
      return says;
    };
    return single_header(ask, "X-A");
  };
  CHECK(shows(1, 1) == "v");
  CHECK_FALSE(shows(2, 1).has_value());
  CHECK_FALSE(shows(1, 2).has_value());
  CHECK_FALSE(shows(0, 0).has_value());
  CHECK_FALSE(shows(0, 2).has_value());
}
