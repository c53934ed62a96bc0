// SPDX-License-Identifier: MIT
#include <hooklatch/scheme/grammar.hpp>

#include "support/catch.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

using hooklatch::bare;
using hooklatch::key_value;
using hooklatch::prefixed;
using hooklatch::signature_fields;
using hooklatch::version_list;

namespace {

using texts = std::vector<std::string>;

// What a grammar found, as values that can be compared.
struct found {
  texts candidates;
  std::size_t timestamps = 0;
  std::string timestamp;
  std::size_t others = 0;
};

template <class Grammar>
found split(std::string_view value, std::string_view time_field = {}) {
  signature_fields fields;
  Grammar::split(value, time_field, fields);
  found seen;
  for (std::size_t i = 0; i < fields.candidates(); ++i) seen.candidates.emplace_back(fields.candidate(i));
  seen.timestamps = fields.timestamps();
  seen.timestamp = std::string(fields.timestamp());
  seen.others = fields.others();
  return seen;
}

std::string repeated(std::string_view element, std::string_view separator, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text.append(i == 0 ? std::string_view() : separator).append(element);
  return text;
}

}  // namespace

TEST_CASE("a bare signature is the whole value") {
  CHECK(split<bare>("abc=,; v1").candidates == texts{"abc=,; v1"});
  CHECK(split<bare>("abc", "t").candidates == texts{"abc"});
  CHECK(split<bare>("abc").others == 0);
  CHECK(split<bare>("abc").timestamps == 0);
}

TEST_CASE("a prefixed signature is what follows the prefix") {
  using sha256 = prefixed<"sha256=">;
  CHECK(split<sha256>("sha256=abc").candidates == texts{"abc"});
  CHECK(split<sha256>("sha256=").candidates == texts{""});
  CHECK(split<sha256>("sha256=sha256=abc").candidates == texts{"sha256=abc"});
}

TEST_CASE("a prefix is compared byte by byte") {
  using sha256 = prefixed<"sha256=">;
  for (const char* value :
       {"SHA256=abc", "sha256:abc", "sha1=abc", "abc", "sha256", "", "xsha256=abc", "sha256 =abc"}) {
    INFO("\"" << value << "\"");
    CHECK(split<sha256>(value).candidates.empty());
    CHECK(split<sha256>(value).others == 0);
  }
}

TEST_CASE("key_value reads the signatures under its key, repeats and all, and the time") {
  const auto seen = split<key_value<"v1">>("t=1774276200,v1=aa,v0=cc,v1=bb", "t");
  CHECK(seen.candidates == texts{"aa", "bb"});
  CHECK(seen.timestamps == 1);
  CHECK(seen.timestamp == "1774276200");
  CHECK(seen.others == 1);
}

TEST_CASE("key_value takes its fields in any order") {
  const auto seen = split<key_value<"v1">>("v1=aa,t=1774276200", "t");
  CHECK(seen.candidates == texts{"aa"});
  CHECK(seen.timestamp == "1774276200");
}

TEST_CASE("key_value counts a time that stands twice") {
  const auto seen = split<key_value<"v1">>("t=1,t=2,v1=aa", "t");
  CHECK(seen.timestamps == 2);
  CHECK(seen.candidates == texts{"aa"});
}

TEST_CASE("key_value drops optional white space around an element and nowhere else") {
  const auto seen = split<key_value<"v1">>(" t=1 ,\tv1=aa\t, v1= bb, v1 =cc,v1=d d", "t");
  CHECK(seen.timestamp == "1");
  CHECK(seen.candidates == texts{"aa", " bb", "d d"});
  CHECK(seen.others == 1);  // "v1 " is another key
  CHECK(split<key_value<"v1">>("v1=aa\n").candidates == texts{"aa\n"});
}

TEST_CASE("key_value compares its keys byte by byte") {
  const auto seen = split<key_value<"v1">>("V1=aa,v=bb,v11=cc,T=1,tt=2", "t");
  CHECK(seen.candidates.empty());
  CHECK(seen.timestamps == 0);
  CHECK(seen.others == 5);
}

TEST_CASE("key_value splits an element at its first equals sign") {
  CHECK(split<key_value<"v1">>("v1=YWI=,v1==").candidates == texts{"YWI=", "="});
  CHECK(split<key_value<"v1">>("v1=").candidates == texts{""});
}

TEST_CASE("key_value passes over elements that it cannot read") {
  const auto seen = split<key_value<"v1">>(",,v1,=x,,v1=aa,;,t,", "t");
  CHECK(seen.candidates == texts{"aa"});
  CHECK(seen.others == 0);
  CHECK(seen.timestamps == 0);
  CHECK(split<key_value<"v1">>("").candidates.empty());
  CHECK(split<key_value<"v1">>("nothing of the kind").others == 0);
}

TEST_CASE("key_value takes no time where no field is named for it") {
  const auto seen = split<key_value<"v1">>("t=1774276200,=5,v1=aa");
  CHECK(seen.timestamps == 0);
  CHECK(seen.others == 1);
  CHECK(seen.candidates == texts{"aa"});
}

TEST_CASE("key_value takes another separator and then only that one") {
  using semicolons = key_value<"h1", ';'>;
  const auto seen = split<semicolons>("ts=1774276200;h1=aa,bb; h1=cc", "ts");
  CHECK(seen.timestamp == "1774276200");
  CHECK(seen.candidates == texts{"aa,bb", "cc"});
  CHECK(split<semicolons>("ts=1,h1=aa", "ts").candidates.empty());
}

TEST_CASE("version_list takes the signatures of its version only") {
  const auto seen = split<version_list<"v1">>("v1,aa v1a,bb v1,cc v2,dd");
  CHECK(seen.candidates == texts{"aa", "cc"});
  CHECK(seen.others == 2);
}

TEST_CASE("version_list passes over malformed neighbours") {
  const auto seen = split<version_list<"v1">>("v1 ,bb v1,aa  garbage , v1,");
  CHECK(seen.candidates == texts{"aa", ""});
  CHECK(seen.others == 0);
  CHECK(split<version_list<"v1">>("").candidates.empty());
  CHECK(split<version_list<"v1">>("   ").candidates.empty());
}

TEST_CASE("version_list takes a space between elements, no comma and no tab") {
  CHECK(split<version_list<"v1">>("v1,aa,v1,bb").candidates == texts{"aa,v1,bb"});
  CHECK(split<version_list<"v1">>("v1,aa\tv1,bb").candidates == texts{"aa\tv1,bb"});
  const auto seen = split<version_list<"v1">>("V1,aa v11,bb v,cc");
  CHECK(seen.candidates.empty());
  CHECK(seen.others == 3);
}

TEST_CASE("candidates beyond the room are counted and not kept") {
  STATIC_REQUIRE(signature_fields::capacity == 64);
  for (const std::size_t count : {1U, 63U, 64U, 65U, 1000U}) {
    signature_fields fields;
    const auto value = repeated("v1=aa", ",", count);
    key_value<"v1">::split(value, {}, fields);
    CHECK(fields.candidates() == count);
    for (std::size_t i = 0; i < count && i < signature_fields::capacity; ++i) CHECK(fields.candidate(i) == "aa");
  }
  signature_fields fields;
  const auto value = repeated("v1,aa", " ", 65);
  version_list<"v1">::split(value, {}, fields);
  CHECK(fields.candidates() == 65);
}

TEST_CASE("candidates are views of the value") {
  const std::string value = "v1=aa";
  signature_fields fields;
  key_value<"v1">::split(value, {}, fields);
  REQUIRE(fields.candidates() == 1);
  CHECK(fields.candidate(0).data() == value.data() + 3);
}

TEST_CASE("join writes what each grammar's documentation shows") {
  CHECK(bare::join("5257a8", {}, {}) == "5257a8");
  CHECK(prefixed<"sha256=">::join("757107", {}, {}) == "sha256=757107");
  CHECK(key_value<"v1">::join("5257a8", "t", "1774276200") == "t=1774276200,v1=5257a8");
  CHECK(key_value<"v1">::join("5257a8", {}, {}) == "v1=5257a8");
  CHECK(key_value<"h1", ';'>::join("5257a8", "ts", "1774276200") == "ts=1774276200;h1=5257a8");
  CHECK(version_list<"v1">::join("g0hM9S", {}, {}) == "v1,g0hM9S");
}

TEST_CASE("join is the inverse of split") {
  const texts only{"c2lnbmF0dXJl=="};
  CHECK(split<bare>(bare::join(only[0], {}, {})).candidates == only);
  CHECK(split<prefixed<"v0=">>(prefixed<"v0=">::join(only[0], {}, {})).candidates == only);
  CHECK(split<version_list<"v1">>(version_list<"v1">::join(only[0], {}, {})).candidates == only);
  const auto seen = split<key_value<"v1">>(key_value<"v1">::join(only[0], "t", "1774276200"), "t");
  CHECK(seen.candidates == only);
  CHECK(seen.timestamp == "1774276200");
  CHECK(seen.timestamps == 1);
  CHECK(seen.others == 0);
}

TEST_CASE("only a grammar with fields can hold the time") {
  STATIC_REQUIRE_FALSE(bare::has_fields);
  STATIC_REQUIRE_FALSE(prefixed<"v0=">::has_fields);
  STATIC_REQUIRE_FALSE(version_list<"v1">::has_fields);
  STATIC_REQUIRE(key_value<"v1">::has_fields);
  STATIC_REQUIRE(hooklatch::signature_grammar<bare>);
  STATIC_REQUIRE(hooklatch::signature_grammar<key_value<"v1", ';'>>);
  STATIC_REQUIRE_FALSE(hooklatch::signature_grammar<int>);
}

TEST_CASE("optional white space is spaces and tabs at both ends") {
  CHECK(hooklatch::detail::trim_ows(" \t a b\t ") == "a b");
  CHECK(hooklatch::detail::trim_ows(" \t ").empty());
  CHECK(hooklatch::detail::trim_ows("").empty());
  CHECK(hooklatch::detail::trim_ows("\na\r") == "\na\r");
}
