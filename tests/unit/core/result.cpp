// SPDX-License-Identifier: MIT
#include <hooklatch/core/result.hpp>

#include "support/catch.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>

using hooklatch::errc;
using hooklatch::error;
using hooklatch::result;

namespace {

result<std::unique_ptr<int>> make_box(bool good) {
  if (!good) return errc::store_full;
  return std::make_unique<int>(7);
}

result<void> check_size(int size) {
  if (size > 16) return error(errc::body_too_large).with_limit(16);
  return {};
}

template <class Result>
concept can_point_into = requires(Result&& made) { std::forward<Result>(made)->size(); };

// What `value()` throws, or nothing.
template <class Result>
std::string thrown_by(Result&& made, std::error_code expected) {
  try {
    static_cast<void>(std::forward<Result>(made).value());
  } catch (const std::system_error& caught) {
    CHECK(caught.code() == expected);
    return caught.what();
  }
  return "nothing was thrown";
}

}  // namespace

TEST_CASE("a result holds a value") {
  result<std::string> made = std::string("yes");
  REQUIRE(made.has_value());
  CHECK(static_cast<bool>(made));
  CHECK(*made == "yes");
  CHECK(made->size() == 3);
  CHECK(made.value() == "yes");
  made.value() += "!";
  *made += "?";
  CHECK(std::as_const(made).value() == "yes!?");
  CHECK(*std::as_const(made) == "yes!?");
  CHECK(std::as_const(made)->size() == 5);
}

TEST_CASE("a result holds an error with its numbers") {
  const result<int> made = error(errc::weak_secret).with_limit(16);
  REQUIRE_FALSE(made.has_value());
  CHECK_FALSE(static_cast<bool>(made));
  CHECK(made.error() == errc::weak_secret);
  CHECK(made.error().limit() == std::int64_t{16});

  const result<int> bare = errc::empty_secret;
  REQUIRE_FALSE(bare.has_value());
  CHECK(bare.error() == errc::empty_secret);
  CHECK_FALSE(bare.error().limit());
}

TEST_CASE("a result's value may be false, zero or empty") {
  const result<bool> no = false;
  REQUIRE(no.has_value());
  CHECK_FALSE(*no);
  const result<int> zero = 0;
  CHECK(zero.has_value());
  const result<std::string> nothing = std::string();
  CHECK(nothing.has_value());
}

TEST_CASE("a result carries a type that can only be moved") {
  auto made = make_box(true);
  REQUIRE(made.has_value());
  CHECK(**made == 7);
  const std::unique_ptr<int> taken = std::move(made).value();
  REQUIRE(taken != nullptr);
  CHECK(*taken == 7);

  auto other = make_box(true);
  const std::unique_ptr<int> also_taken = *std::move(other);
  REQUIRE(also_taken != nullptr);
  CHECK(*other == nullptr);  // the pointer itself was moved, not copied

  CHECK(make_box(false).error() == errc::store_full);
  STATIC_REQUIRE(std::is_nothrow_move_constructible_v<result<std::unique_ptr<int>>>);
  STATIC_REQUIRE_FALSE(std::is_copy_constructible_v<result<std::unique_ptr<int>>>);
}

TEST_CASE("value of an error throws a system_error with the code, what to do, and the numbers") {
  const std::string expected =
      "hooklatch [limit 16]: weak_secret: the secret has fewer than 16 bytes once decoded; use the provider's full "
      "secret, or say allow_weak_secret in a test";
  result<int> made = error(errc::weak_secret).with_limit(16);
  CHECK(thrown_by(made, errc::weak_secret) == expected);
  CHECK(thrown_by(std::as_const(made), errc::weak_secret) == expected);
  CHECK(thrown_by(std::move(made), errc::weak_secret) == expected);
  CHECK_THROWS_AS(make_box(false).value(), std::system_error);
}

TEST_CASE("what value throws can be caught by its cause") {
  try {
    static_cast<void>(result<int>(errc::signature_mismatch).value());
    FAIL("nothing was thrown");
  } catch (const std::system_error& caught) {
    CHECK(caught.code() == hooklatch::cause::unauthenticated);
    CHECK(caught.code().category() == hooklatch::error_category());
  }
}

TEST_CASE("a result of nothing is done or an error") {
  const auto done = check_size(16);
  CHECK(done.has_value());
  CHECK(static_cast<bool>(done));
  CHECK_NOTHROW(done.value());

  const auto refused = check_size(17);
  REQUIRE_FALSE(refused.has_value());
  CHECK_FALSE(static_cast<bool>(refused));
  CHECK(refused.error() == errc::body_too_large);
  CHECK(refused.error().limit() == std::int64_t{16});
  try {
    refused.value();
    FAIL("nothing was thrown");
  } catch (const std::system_error& caught) {
    CHECK(caught.code() == errc::body_too_large);
    CHECK(std::string(caught.what()).find("hooklatch [limit 16]: body_too_large: ") == 0);
  }

  const result<void> bare = errc::crypto_failure;
  CHECK(bare.error() == errc::crypto_failure);
}

TEST_CASE("a result that is a temporary gives no pointer into its value") {
  STATIC_REQUIRE(can_point_into<result<std::string>&>);
  STATIC_REQUIRE(can_point_into<const result<std::string>&>);
  STATIC_REQUIRE_FALSE(can_point_into<result<std::string>>);
  STATIC_REQUIRE_FALSE(can_point_into<const result<std::string>>);
}

TEST_CASE("a result is not a number by accident") {
  STATIC_REQUIRE_FALSE(std::is_convertible_v<result<int>, bool>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<result<void>, bool>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<result<int>, int>);
  STATIC_REQUIRE(std::is_same_v<result<int>::value_type, int>);
  STATIC_REQUIRE(std::is_same_v<result<void>::error_type, error>);
}
