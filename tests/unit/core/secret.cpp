// SPDX-License-Identifier: MIT
#include <hooklatch/core/secret.hpp>

#include "support/catch.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

using hooklatch::allow_weak_secret;
using hooklatch::byte_view;
using hooklatch::errc;
using hooklatch::not_after;
using hooklatch::result;
using hooklatch::secret;
using hooklatch::secret_text;
using std::chrono::seconds;
using std::chrono::sys_seconds;

namespace {

constexpr std::string_view sixteen = "0123456789abcdef";

template <class T>
concept printable = requires(std::ostream& out, const T& value) { out << value; };
template <class T>
concept comparable = requires(const T& a, const T& b) { a == b; } || requires(const T& a, const T& b) { a != b; } ||
                     requires(const T& a, const T& b) { a < b; };
template <class T>
concept hashable = requires(const T& value) { std::hash<T>{}(value); };

void check_empty(secret_text text) {
  const auto moment = not_after(hooklatch::time_point{});
  for (const auto& made : {secret::make(text), secret::make(text, moment), secret::make(text, allow_weak_secret),
                           secret::make(text, moment, allow_weak_secret)}) {
    REQUIRE_FALSE(made.has_value());
    CHECK(made.error() == errc::empty_secret);
  }
}

// The code that the throwing constructor throws.
template <class... Arguments>
std::error_code thrown_for(Arguments... arguments) {
  try {
    const secret made(arguments...);
    return {};
  } catch (const std::system_error& caught) {
    return caught.code();
  }
}

}  // namespace

TEST_CASE("a secret keeps its text byte for byte") {
  CHECK(secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expose() == "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  CHECK(secret("  spaces and a line break \n").expose() == "  spaces and a line break \n");
  CHECK(secret(std::string("sixteen bytes or more")).expose() == "sixteen bytes or more");
  CHECK(secret(hooklatch::to_bytes("seen as bytes, not text")).expose() == "seen as bytes, not text");
}

TEST_CASE("a secret with a NUL inside is kept whole") {
  const std::string text("0123456789\0abcdefgh", 19);
  CHECK(secret(text).expose() == text);
  CHECK(secret(std::string_view(text)).expose().size() == 19);
  const auto made = secret::make(std::string_view("a\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16));
  REQUIRE(made.has_value());
  CHECK(made->expose().size() == 16);
}

TEST_CASE("a secret of 16 bytes stands and one of 15 is weak") {
  CHECK(secret::make(sixteen).has_value());
  const auto made = secret::make(sixteen.substr(1));
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error() == errc::weak_secret);
  CHECK(made.error().limit() == std::int64_t{16});
  CHECK(secret::make("x").error() == errc::weak_secret);
  CHECK(secret::make("x", not_after(hooklatch::time_point{})).error() == errc::weak_secret);
}

TEST_CASE("a secret that is empty is refused, however it is given") {
  check_empty("");
  check_empty(std::string());
  check_empty(std::string_view());
  check_empty(byte_view());
}

TEST_CASE("a secret from a variable that is not set is refused as empty") {
  const char* unset = nullptr;  // what std::getenv answers
  check_empty(unset);
  CHECK(secret_text(unset).expose().empty());
}

TEST_CASE("a secret of white space only is refused as empty") {
  check_empty(" ");
  check_empty("\n");
  check_empty(" \t\r\n\v\f ");
  check_empty(std::string(64, ' '));
  check_empty("                               \r\n");
}

TEST_CASE("a secret of NUL only is refused as empty") {
  check_empty(std::string(1, '\0'));
  check_empty(std::string(32, '\0'));
  check_empty(std::string(15, '\0') + std::string(17, ' '));
}

TEST_CASE("a secret of other bytes that print as nothing is not blank") {
  CHECK(secret::make(std::string(16, '\x01')).has_value());
  CHECK(secret::make(std::string(16, '\x08')).has_value());
  CHECK(secret::make(std::string(16, '\x0e')).has_value());
  CHECK(secret::make(std::string(16, '\x1f')).has_value());
  CHECK(secret::make(std::string(16, '!')).has_value());
  CHECK(secret::make(std::string(16, '\x80')).has_value());
  CHECK(secret::make(std::string(15, ' ') + "x").has_value());
}

TEST_CASE("allow_weak_secret lifts the floor and nothing else") {
  const auto made = secret::make("x", allow_weak_secret);
  REQUIRE(made.has_value());
  CHECK(made->expose() == "x");
  CHECK(made->weak_allowed());
  CHECK_FALSE(secret(sixteen).weak_allowed());
  check_empty("");
  check_empty(" ");
  check_empty(std::string(1, '\0'));
}

TEST_CASE("a secret's constructors throw what make answers") {
  const auto moment = not_after(hooklatch::time_point{});
  CHECK(thrown_for("") == errc::empty_secret);
  CHECK(thrown_for("", moment) == errc::empty_secret);
  CHECK(thrown_for(" ", allow_weak_secret) == errc::empty_secret);
  CHECK(thrown_for("\n", moment, allow_weak_secret) == errc::empty_secret);
  CHECK(thrown_for("short") == errc::weak_secret);
  CHECK(thrown_for("short", moment) == errc::weak_secret);
  CHECK_FALSE(thrown_for("short", allow_weak_secret));
  CHECK_FALSE(thrown_for("short", moment, allow_weak_secret));
  CHECK_FALSE(thrown_for(sixteen));
}

TEST_CASE("a secret's last valid second is a whole second") {
  const auto noon = hooklatch::time_point(seconds(1'774'267'200));
  CHECK(not_after(noon).last() == sys_seconds(seconds(1'774'267'200)));
  CHECK(not_after(noon + std::chrono::milliseconds(999)).last() == sys_seconds(seconds(1'774'267'200)));
  CHECK(not_after(hooklatch::time_point(std::chrono::milliseconds(-1))).last() == sys_seconds(seconds(-1)));

  CHECK(secret(sixteen, not_after(noon)).last_valid_second() == sys_seconds(seconds(1'774'267'200)));
  CHECK(secret("x", not_after(noon), allow_weak_secret).last_valid_second() == sys_seconds(seconds(1'774'267'200)));
  CHECK(secret("x", not_after(noon), allow_weak_secret).weak_allowed());
  CHECK_FALSE(secret(sixteen, not_after(noon)).weak_allowed());
  CHECK_FALSE(secret(sixteen).last_valid_second());
}

TEST_CASE("a secret's last valid second may lie beyond what the clock's own type can say") {
  const sys_seconds year_9999(seconds(253'402'300'799));
  CHECK(not_after(year_9999).last() == year_9999);
  CHECK(secret(sixteen, not_after(year_9999)).last_valid_second() == year_9999);
}

TEST_CASE("a secret's last valid second is taken from any precision of the clock, rounded down") {
  using std::chrono::sys_time;
  CHECK(not_after(sys_time<std::chrono::minutes>(std::chrono::minutes(2))).last() == sys_seconds(seconds(120)));
  CHECK(not_after(sys_time<std::chrono::microseconds>(std::chrono::microseconds(1'999'999))).last() ==
        sys_seconds(seconds(1)));
  CHECK(not_after(sys_time<std::chrono::nanoseconds>(std::chrono::nanoseconds(-1))).last() == sys_seconds(seconds(-1)));
}

TEST_CASE("a copied secret is whole and apart from its original") {
  const auto noon = hooklatch::time_point(seconds(1'774'267'200));
  secret original("x", not_after(noon), allow_weak_secret);
  const secret copy(original);
  original = secret(sixteen);
  CHECK(copy.expose() == "x");
  CHECK(copy.last_valid_second() == sys_seconds(seconds(1'774'267'200)));
  CHECK(copy.weak_allowed());

  secret assigned(sixteen);
  assigned = copy;
  CHECK(assigned.expose() == "x");
  CHECK(assigned.last_valid_second() == copy.last_valid_second());
  CHECK(assigned.weak_allowed());
  CHECK(copy.expose() == "x");
}

TEST_CASE("a secret that was moved from is empty") {
  const auto noon = hooklatch::time_point(seconds(1'774'267'200));
  secret original("sixteen bytes or more", not_after(noon), allow_weak_secret);
  const secret moved(std::move(original));
  CHECK(original.expose().empty());
  CHECK(moved.expose() == "sixteen bytes or more");
  CHECK(moved.last_valid_second() == sys_seconds(seconds(1'774'267'200)));
  CHECK(moved.weak_allowed());

  secret source("another secret, also long");
  secret target(sixteen, not_after(noon));
  target = std::move(source);
  CHECK(source.expose().empty());
  CHECK(target.expose() == "another secret, also long");
  CHECK_FALSE(target.last_valid_second());
  STATIC_REQUIRE(std::is_nothrow_move_constructible_v<secret>);
  STATIC_REQUIRE(std::is_nothrow_move_assignable_v<secret>);
}

TEST_CASE("a secret survives being assigned to itself") {
  secret kept("sixteen bytes or more");
  secret& same = kept;
  kept = same;
  CHECK(kept.expose() == "sixteen bytes or more");
  kept = std::move(same);
  CHECK(kept.expose() == "sixteen bytes or more");
}

TEST_CASE("a secret cannot be printed, compared, hashed or converted by accident") {
  STATIC_REQUIRE(printable<std::string_view>);
  STATIC_REQUIRE(comparable<std::string_view>);
  STATIC_REQUIRE(hashable<std::string_view>);
  STATIC_REQUIRE_FALSE(printable<secret>);
  STATIC_REQUIRE_FALSE(comparable<secret>);
  STATIC_REQUIRE_FALSE(hashable<secret>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<secret, std::string>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<secret, std::string_view>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<secret, byte_view>);
}

TEST_CASE("a secret is made from a text by name only") {
  STATIC_REQUIRE_FALSE(std::is_convertible_v<const char*, secret>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<std::string, secret>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<secret_text, secret>);
  STATIC_REQUIRE_FALSE(std::is_default_constructible_v<secret>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<hooklatch::time_point, not_after>);
}
