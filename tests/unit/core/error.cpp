// SPDX-License-Identifier: MIT
#include <hooklatch/core/error.hpp>

#include "support/catch.hpp"

#include <hooklatch/core/result.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <system_error>

using hooklatch::errc;
using hooklatch::error;
using std::chrono::milliseconds;

TEST_CASE("an error starts without numbers") {
  constexpr error refused = errc::malformed_id;
  CHECK(refused.code() == errc::malformed_id);
  CHECK_FALSE(refused.skew());
  CHECK_FALSE(refused.limit());
  CHECK_FALSE(refused.offset());
  CHECK(refused.numbers().empty());
}

TEST_CASE("an error carries each number apart") {
  const error refused(errc::timestamp_too_old);

  const auto late = refused.with_skew(milliseconds(301000));
  CHECK(late.skew() == milliseconds(301000));
  CHECK_FALSE(late.limit());
  CHECK_FALSE(late.offset());
  CHECK(late.numbers() == " [skew 301000 ms]");

  const auto bounded = refused.with_limit(300);
  CHECK_FALSE(bounded.skew());
  CHECK(bounded.limit() == std::int64_t{300});
  CHECK_FALSE(bounded.offset());
  CHECK(bounded.numbers() == " [limit 300]");

  const auto placed = refused.with_offset(2);
  CHECK_FALSE(placed.skew());
  CHECK_FALSE(placed.limit());
  CHECK(placed.offset() == std::size_t{2});
  CHECK(placed.numbers() == " [at 2]");

  CHECK_FALSE(refused.skew());  // the original is left as it was
  CHECK(refused.numbers().empty());
}

TEST_CASE("numbers that are zero or negative are numbers") {
  const auto refused = error(errc::timestamp_too_new).with_skew(milliseconds(-301001)).with_limit(0).with_offset(0);
  CHECK(refused.code() == errc::timestamp_too_new);
  CHECK(refused.skew() == milliseconds(-301001));
  CHECK(refused.limit() == std::int64_t{0});
  CHECK(refused.offset() == std::size_t{0});
  CHECK(refused.numbers() == " [skew -301001 ms] [limit 0] [at 0]");
}

TEST_CASE("a number that is given again replaces the first one") {
  const auto refused = error(errc::weak_secret).with_limit(16).with_offset(1).with_limit(32).with_offset(3);
  CHECK(refused.limit() == std::int64_t{32});
  CHECK(refused.offset() == std::size_t{3});
}

TEST_CASE("an error keeps the largest numbers whole") {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  const auto refused = error(errc::config_error)
                           .with_skew(milliseconds(most))
                           .with_limit(std::numeric_limits<std::int64_t>::min())
                           .with_offset(std::numeric_limits<std::size_t>::max());
  CHECK(refused.skew() == milliseconds(most));
  CHECK(refused.limit() == std::numeric_limits<std::int64_t>::min());
  CHECK(refused.offset() == std::numeric_limits<std::size_t>::max());
}

TEST_CASE("an error's message is one line: name, what to do, numbers") {
  const auto refused = error(errc::too_many_signatures).with_limit(16);
  CHECK(refused.message() ==
        "too_many_signatures: the signature header lists more signatures than max_signatures [limit 16]");
  CHECK(error(errc::store_read_only).message() == "store_read_only: the store cannot be written");
  CHECK(error(static_cast<errc>(99)).message() == "unknown: no such reason");
}

TEST_CASE("an error equals its code whatever its numbers are") {
  const auto refused = error(errc::weak_secret).with_limit(16);
  CHECK(refused == errc::weak_secret);
  CHECK(refused != errc::empty_secret);
  CHECK(make_error_code(refused) == errc::weak_secret);
  CHECK(make_error_code(refused) == hooklatch::cause::internal);
}

TEST_CASE("an error is made and read at compile time") {
  constexpr auto refused = error(errc::weak_secret).with_limit(16).with_skew(milliseconds(5)).with_offset(4);
  STATIC_REQUIRE(refused == errc::weak_secret);
  STATIC_REQUIRE(refused.limit() == std::int64_t{16});
  STATIC_REQUIRE(refused.skew() == milliseconds(5));
  STATIC_REQUIRE(refused.offset() == std::size_t{4});
}

TEST_CASE("a hint says what the code alone cannot, in the message and in what is thrown") {
  const error plain(errc::config_error);
  CHECK(plain.hint().empty());
  const error hinted = plain.with_hint("say so and so").with_limit(300);
  CHECK(hinted.hint() == "say so and so");
  CHECK(hinted.message() == "config_error: say so and so [limit 300]");
  const hooklatch::result<int> refused(hinted);
  try {
    static_cast<void>(refused.value());
    FAIL("nothing was thrown");
  } catch (const std::system_error& thrown) {
    CHECK(std::string(thrown.what()).find("say so and so") != std::string::npos);
  }
}
