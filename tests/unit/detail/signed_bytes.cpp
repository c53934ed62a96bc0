// SPDX-License-Identifier: MIT
#include <hooklatch/detail/signed_bytes.hpp>

#include "support/catch.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

using hooklatch::byte_view;
using hooklatch::recipe_token;
using hooklatch::to_bytes;
using hooklatch::detail::parse_recipe;
using hooklatch::detail::recipe;
using hooklatch::detail::signed_bytes;
using hooklatch::detail::spliced;

namespace {

// Stands in for a MAC: writes down what it is fed, and can fail at the n-th call.
struct recorder {
  std::string bytes;
  std::vector<const void*> places;
  std::vector<std::size_t> sizes;
  std::size_t fail_at = static_cast<std::size_t>(-1);
  std::size_t calls = 0;
  bool finished = false;

  bool update(byte_view piece) noexcept {
    if (calls++ == fail_at) return false;
    bytes.append(hooklatch::to_text(piece));
    places.push_back(piece.data());
    sizes.push_back(piece.size());
    return true;
  }
  bool finish(std::span<std::byte> tag) noexcept {
    if (calls++ == fail_at) return false;
    finished = true;
    std::fill(tag.begin(), tag.end(), std::byte{0x5a});
    return true;
  }
};

std::span<const recipe_token> tokens_of(const recipe& parsed) { return {parsed.tokens.data(), parsed.size}; }

std::string replaced(std::string text, std::string_view placeholder, std::string_view value) {
  const auto at = text.find(placeholder);
  return at == std::string::npos ? text : text.replace(at, placeholder.size(), value);
}

// What a user would concatenate by hand. The body goes in last, so that its own braces stay as they are.
std::string concatenated(const std::string& text, const spliced& values, std::string_view body) {
  return replaced(replaced(replaced(text, "{timestamp}", values.timestamp), "{id}", values.id), "{body}", body);
}

bool feed(recorder& run, const recipe& parsed, const spliced& values, const std::vector<std::string_view>& body,
          std::span<std::byte> tag) {
  signed_bytes content(run, tokens_of(parsed), values);
  if (!content.begin()) return false;
  for (const auto part : body) {
    if (!content.update(to_bytes(part))) return false;
  }
  return content.finish(tag);
}

recorder fed(const std::string& text, const spliced& values, const std::vector<std::string_view>& body) {
  recorder run;
  const recipe parsed = parse_recipe(text);
  REQUIRE(parsed.unreadable_at == recipe::npos);
  std::array<std::byte, 4> tag{};
  REQUIRE(feed(run, parsed, values, body, tag));
  CHECK(run.finished);
  CHECK(tag == std::array<std::byte, 4>{std::byte{0x5a}, std::byte{0x5a}, std::byte{0x5a}, std::byte{0x5a}});
  return run;
}

const std::vector<std::string> recipes{
    "{body}",
    "{timestamp}.{body}",
    "{id}.{timestamp}.{body}",
    "v0:{timestamp}:{body}",
    "{timestamp}{body}",
    "{body}{timestamp}",
    "{body}.{timestamp}.{id}",
    "{id}|{body}|{timestamp}",
    "before {body} after",
    "POST\n/hook\n{timestamp}\n{id}\n{body}\nend",
    std::string(128, 'p') + "{body}" + std::string(128, 's'),
    std::string(129, 'p') + "{timestamp}" + std::string(129, 's') + "{body}",
    std::string(127, 'p') + "{timestamp}.{id}" + std::string(300, 'm') + "{body}." + std::string(130, 's'),
};

}  // namespace

TEST_CASE("the pieces of a recipe give the bytes that a concatenation gives") {
  const spliced values{"1774276200", "msg_p5jXN8AQM9LWM0D4loKWxJek"};
  const std::string body = R"({"id":"{id}","amount":120.00})";
  for (const auto& text : recipes) {
    INFO(text);
    CHECK(fed(text, values, {body}).bytes == concatenated(text, values, body));
  }
}

TEST_CASE("a piece of any length is gathered whole") {
  for (const auto& text : recipes) {
    for (const std::size_t size :
         {0U, 1U, 63U, 116U, 117U, 118U, 126U, 127U, 128U, 129U, 130U, 255U, 256U, 257U, 500U}) {
      const std::string id(size, 'i');
      const spliced values{"1774276200", id};
      INFO(text << " with an id of " << size);
      CHECK(fed(text, values, {"body"}).bytes == concatenated(text, values, "body"));

      const spliced long_time{id, "msg"};
      CHECK(fed(text, long_time, {"body"}).bytes == concatenated(text, long_time, "body"));
    }
  }
}

TEST_CASE("the body may come in pieces or not at all") {
  const spliced values{"1774276200", "msg"};
  const std::string body = R"({"amount":120.00})";
  const std::string_view all = body;
  for (const auto& text : recipes) {
    INFO(text);
    const auto expected = concatenated(text, values, body);
    for (std::size_t cut = 0; cut <= all.size(); ++cut) {
      CHECK(fed(text, values, {all.substr(0, cut), "", all.substr(cut)}).bytes == expected);
    }
    CHECK(fed(text, values, {""}).bytes == concatenated(text, values, ""));
    CHECK(fed(text, values, {}).bytes == concatenated(text, values, ""));
  }
}

TEST_CASE("values are spliced as they came, braces, NUL and all") {
  const std::string id("a\0{body}", 8);
  const spliced values{"{id}", id};
  const auto run = fed("{timestamp}.{id}.{body}", values, {"{timestamp}"});
  CHECK(run.bytes == "{id}." + id + ".{timestamp}");
}

TEST_CASE("no empty piece is fed, and the body is fed from where it stands") {
  const spliced values{"", ""};
  const std::string body = "body";
  for (const auto& text : recipes) {
    INFO(text);
    const auto run = fed(text, values, {body, ""});
    CHECK(std::count(run.sizes.begin(), run.sizes.end(), std::size_t{0}) == 0);
    CHECK(std::count(run.places.begin(), run.places.end(), static_cast<const void*>(body.data())) == 1);
  }
}

TEST_CASE("short neighbours are fed as one piece") {
  const spliced values{"1774276200", "msg"};
  CHECK(fed("{id}.{timestamp}.{body}", values, {"body"}).sizes == std::vector<std::size_t>{15, 4});
  CHECK(fed("{body}.{timestamp}.{id}", values, {"body"}).sizes == std::vector<std::size_t>{4, 15});
  CHECK(fed("{body}", values, {"body"}).sizes == std::vector<std::size_t>{4});
  CHECK(fed(std::string(118, 'p') + "{timestamp}{body}", values, {"body"}).sizes == std::vector<std::size_t>{128, 4});
  CHECK(fed(std::string(119, 'p') + "{timestamp}{body}", values, {"body"}).sizes ==
        std::vector<std::size_t>{119, 10, 4});
}

TEST_CASE("a MAC that fails anywhere is a failure, and is not asked for a tag then") {
  const std::string id(200, 'i');
  const spliced values{"1774276200", id};
  for (const auto& text : recipes) {
    const recipe parsed = parse_recipe(text);
    std::array<std::byte, 4> tag{};
    recorder good;
    REQUIRE(feed(good, parsed, values, {"bo", "dy"}, tag));
    for (std::size_t n = 0; n < good.calls; ++n) {
      tag.fill(std::byte{0});
      recorder failing;
      failing.fail_at = n;
      INFO(text << ", call " << n);
      CHECK_FALSE(feed(failing, parsed, values, {"bo", "dy"}, tag));
      CHECK(failing.calls == n + 1);
      CHECK_FALSE(failing.finished);
      CHECK(tag == std::array<std::byte, 4>{});
    }
  }
}
