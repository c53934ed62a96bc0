// SPDX-License-Identifier: MIT
#include <hooklatch/scheme/content.hpp>

#include "support/catch.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

using hooklatch::signed_content;
using hooklatch::detail::is_ambiguous;
using hooklatch::detail::parse_recipe;
using hooklatch::detail::recipe;
using hooklatch::detail::separator_of;
using token = hooklatch::recipe_token::kind;

namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::string_view date_time = "0123456789-:.+TZ";

// The tokens of a recipe as one line: placeholders in angle brackets, literals in quotes.
std::string shown(const recipe& parsed) {
  std::string line;
  for (std::size_t i = 0; i < parsed.size; ++i) {
    switch (parsed.tokens[i].what) {
      case token::literal: line.append("'").append(parsed.tokens[i].text).append("'"); break;
      case token::body: line += "<body>"; break;
      case token::timestamp: line += "<timestamp>"; break;
      case token::id: line += "<id>"; break;
    }
  }
  return line;
}

constexpr bool ambiguous(std::string_view text, std::string_view alphabet = digits) {
  return is_ambiguous(parse_recipe(text), alphabet);
}

constexpr int separator_in(std::string_view text, std::size_t at) {
  const recipe parsed = parse_recipe(text);
  return separator_of(std::span<const hooklatch::recipe_token>(parsed.tokens.data(), parsed.size), at);
}

}  // namespace

TEST_CASE("a recipe is parsed at compile time into literals and placeholders") {
  constexpr recipe parsed = parse_recipe("v0:{timestamp}:{body}");
  STATIC_REQUIRE(parsed.size == 4);
  STATIC_REQUIRE(parsed.unreadable_at == recipe::npos);
  STATIC_REQUIRE(parsed.tokens[0].what == token::literal);
  STATIC_REQUIRE(parsed.tokens[0].text.size() == 3);
  STATIC_REQUIRE(parsed.tokens[1].what == token::timestamp);
  STATIC_REQUIRE(parsed.tokens[2].what == token::literal);
  STATIC_REQUIRE(parsed.tokens[2].text[0] == ':');
  STATIC_REQUIRE(parsed.tokens[3].what == token::body);
  STATIC_REQUIRE(parsed.tokens[3].text.empty());
  CHECK(shown(parsed) == "'v0:'<timestamp>':'<body>");
}

TEST_CASE("every recipe of the providers is read token by token") {
  CHECK(shown(parse_recipe("{body}")) == "<body>");
  CHECK(shown(parse_recipe("{timestamp}.{body}")) == "<timestamp>'.'<body>");
  CHECK(shown(parse_recipe("{id}.{timestamp}.{body}")) == "<id>'.'<timestamp>'.'<body>");
  CHECK(shown(parse_recipe("{timestamp}{body}")) == "<timestamp><body>");
  CHECK(shown(parse_recipe("{body}{timestamp}")) == "<body><timestamp>");
  CHECK(shown(parse_recipe("a long prefix {body} and a suffix")) == "'a long prefix '<body>' and a suffix'");
  CHECK(shown(parse_recipe("")).empty());
  CHECK(parse_recipe("").size == 0);
}

TEST_CASE("a recipe counts its placeholders") {
  constexpr recipe parsed = parse_recipe("{id}.{timestamp}.{body}.{id}");
  STATIC_REQUIRE(parsed.count(token::id) == 2);
  STATIC_REQUIRE(parsed.count(token::timestamp) == 1);
  STATIC_REQUIRE(parsed.count(token::body) == 1);
  STATIC_REQUIRE(parsed.count(token::literal) == 3);
  STATIC_REQUIRE(parsed.has(token::id));
  STATIC_REQUIRE_FALSE(parse_recipe("{body}").has(token::id));
  STATIC_REQUIRE_FALSE(parse_recipe("body").has(token::body));
}

TEST_CASE("a recipe that cannot be read says at which offset") {
  STATIC_REQUIRE(parse_recipe("{bodi}").unreadable_at == 0);
  STATIC_REQUIRE(parse_recipe("{Body}").unreadable_at == 0);
  STATIC_REQUIRE(parse_recipe("{body }").unreadable_at == 0);
  STATIC_REQUIRE(parse_recipe("{}").unreadable_at == 0);
  STATIC_REQUIRE(parse_recipe("v0:{time}:{body}").unreadable_at == 3);
  STATIC_REQUIRE(parse_recipe("{timestamp}.{body").unreadable_at == 12);
  STATIC_REQUIRE(parse_recipe("{timestamp}.{").unreadable_at == 12);
  STATIC_REQUIRE(parse_recipe("{{body}}").unreadable_at == 0);
  STATIC_REQUIRE(parse_recipe("{body}.{timestamp}.{ids}").unreadable_at == 19);
  STATIC_REQUIRE(parse_recipe("{bod}").unreadable_at == 0);  // a prefix of a name is no name
  STATIC_REQUIRE(parse_recipe("{i}").unreadable_at == 0);
  STATIC_REQUIRE(parse_recipe("}{body}").unreadable_at == 0);
  STATIC_REQUIRE(parse_recipe("a}b{body}").unreadable_at == 1);
  STATIC_REQUIRE(parse_recipe("{body}.}").unreadable_at == 7);
  STATIC_REQUIRE(parse_recipe("{id}}.{body}").unreadable_at == 4);
}

TEST_CASE("a recipe has room for twelve tokens") {
  STATIC_REQUIRE(recipe::capacity == 12);
  constexpr recipe full = parse_recipe("{id}.{id}.{id}.{id}.{id}.{body}.");
  STATIC_REQUIRE(full.size == 12);
  STATIC_REQUIRE(full.unreadable_at == recipe::npos);
  constexpr recipe over = parse_recipe("{id}.{id}.{id}.{id}.{id}.{body}.{id}");
  STATIC_REQUIRE(over.unreadable_at == 32);
}

TEST_CASE("a recipe that keeps its values apart is not ambiguous") {
  STATIC_REQUIRE_FALSE(ambiguous("{body}"));
  STATIC_REQUIRE_FALSE(ambiguous("prefix {body} suffix"));
  STATIC_REQUIRE_FALSE(ambiguous("{timestamp}.{body}"));
  STATIC_REQUIRE_FALSE(ambiguous("v0:{timestamp}:{body}"));
  STATIC_REQUIRE_FALSE(ambiguous("{id}.{timestamp}.{body}"));
  STATIC_REQUIRE_FALSE(ambiguous("{timestamp}.{id}.{body}"));
  STATIC_REQUIRE_FALSE(ambiguous("{body}.{timestamp}"));
  STATIC_REQUIRE_FALSE(ambiguous("{id}.{body}.{timestamp}"));
  STATIC_REQUIRE_FALSE(ambiguous("1{timestamp}.{body}"));  // a digit before is at a fixed place
  STATIC_REQUIRE_FALSE(ambiguous("{timestamp}.1{body}"));
  STATIC_REQUIRE_FALSE(ambiguous("{body}1.{timestamp}"));
}

TEST_CASE("a recipe without a literal between two values is ambiguous") {
  STATIC_REQUIRE(ambiguous("{timestamp}{body}"));
  STATIC_REQUIRE(ambiguous("{body}{timestamp}"));
  STATIC_REQUIRE(ambiguous("{id}{body}"));
  STATIC_REQUIRE(ambiguous("{body}{id}"));
  STATIC_REQUIRE(ambiguous("{id}{timestamp}.{body}"));
  STATIC_REQUIRE(ambiguous("{timestamp}{id}.{body}"));
  STATIC_REQUIRE(ambiguous("{body}.{timestamp}{id}"));
  STATIC_REQUIRE(ambiguous("{id}.{timestamp}{body}"));
  STATIC_REQUIRE(ambiguous(".{timestamp}{body}."));
}

TEST_CASE("a recipe whose separator can be part of the time is ambiguous") {
  STATIC_REQUIRE(ambiguous("{timestamp}0{body}"));
  STATIC_REQUIRE(ambiguous("{timestamp}0.{body}"));  // the character next to the value counts
  STATIC_REQUIRE(ambiguous("{body}0{timestamp}"));
  STATIC_REQUIRE(ambiguous("{body}.0{timestamp}"));
  STATIC_REQUIRE(ambiguous("{timestamp}.{body}", date_time));
  STATIC_REQUIRE(ambiguous("{body}.{timestamp}", date_time));
  STATIC_REQUIRE(ambiguous("v0:{timestamp}:{body}", date_time));
  STATIC_REQUIRE_FALSE(ambiguous("{timestamp}|{body}", date_time));
  STATIC_REQUIRE_FALSE(ambiguous("{timestamp} {body}", date_time));
}

TEST_CASE("a value ends at the next character of the literal that stands between it and the body") {
  STATIC_REQUIRE(separator_in("v0:{id}ab{timestamp}cd{body}ef{timestamp}gh", 1) == 'a');
  STATIC_REQUIRE(separator_in("v0:{id}ab{timestamp}cd{body}ef{timestamp}gh", 3) == 'c');
  STATIC_REQUIRE(separator_in("v0:{id}ab{timestamp}cd{body}ef{timestamp}gh", 7) == 'f');
  for (const std::size_t at : {0U, 1U, 3U}) CHECK(separator_in("{id}{timestamp}{body}{id}", at) == -1);
  STATIC_REQUIRE(separator_in("{id}\xff{body}", 0) == 0xff);  // and not -1, which is none
}

TEST_CASE("an id is kept apart by any literal, because an id never holds its separator") {
  STATIC_REQUIRE_FALSE(ambiguous("{id}0{body}"));
  STATIC_REQUIRE_FALSE(ambiguous("{id}.{body}", date_time));
  STATIC_REQUIRE_FALSE(ambiguous("{body}.{id}", date_time));
}

TEST_CASE("signed_content keeps its text beside what was read from it") {
  using content = signed_content<"{id}.{timestamp}.{body}">;
  CHECK(content::text == "{id}.{timestamp}.{body}");
  CHECK(shown(content::parsed) == "<id>'.'<timestamp>'.'<body>");
  using nul = signed_content<"a\0b{body}">;
  CHECK(nul::parsed.tokens[0].text == std::string_view("a\0b", 3));
}
