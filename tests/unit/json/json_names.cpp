// SPDX-License-Identifier: MIT
#include <hooklatch/json/names.hpp>

#include "support/json_checks.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <set>
#include <string>
#include <string_view>
#include <vector>

using namespace hooklatch;
using namespace test_support;

namespace {

json_limits everywhere() {
  json_limits limits;
  limits.unique_names_everywhere = true;
  limits.max_members = json_limits::most_members;
  return limits;
}

json_error scan_for(std::string_view text, std::string_view pointer) {
  json_query queries[]{{pointer}};
  return json_scan(text, queries);
}

}  // namespace

TEST_CASE("a name that stands twice in the outermost object is refused at the second one") {
  check_refused(R"({"id":1,"id":2})", json_errc::duplicate_name, 8);
  check_refused(R"({"id":1,"x":{},"y":[1], "id":1})", json_errc::duplicate_name, 24);
  check_refused(R"({"":1,"":1})", json_errc::duplicate_name, 6);
  check_taken(R"({"id":1,"Id":2,"ID":3,"id ":4,"di":5,"i":6,"":7})");
}

TEST_CASE("names are compared as text: escapes are resolved") {
  check_refused(R"({"id":1,"\u0069d":2})", json_errc::duplicate_name, 8);
  check_refused(R"({"\u0069\u0064":1,"id":2})", json_errc::duplicate_name, 18);
  check_refused(R"({"i\u0064":1,"\u0069d":2})", json_errc::duplicate_name, 13);
  check_refused(R"({"a\/b":1,"a/b":2})", json_errc::duplicate_name, 10);
  check_refused("{\"caf\\u00E9\":1,\"caf\xc3\xa9\":2}", json_errc::duplicate_name, 15);
  check_refused("{\"\\uD83D\\uDE00\":1,\"\xf0\x9f\x98\x80\":2}", json_errc::duplicate_name, 18);
  check_refused(R"({"\ud83d":1,"\uD83D":2})", json_errc::duplicate_name, 12);
  check_taken(R"({"\ud83d":1,"\ud83e":2,"\ude00":3,"\\ud83d":4})");
  check_taken(R"({"\u0000":1,"\u0000\u0000":2,"":3})");
  check_taken(R"({"a\nb":1,"a\\nb":2,"anb":3})");
}

TEST_CASE("long names of any size are one name however they are written") {
  for (std::size_t size = 0; size < 70; ++size) {
    INFO(size);
    const std::string name(size, 'n');
    std::string escaped;
    for (std::size_t i = 0; i < size; ++i) escaped += i % 3 == 0 ? "\\u006e" : "n";
    check_refused("{\"" + name + "\":1,\"" + name + "\":2}", json_errc::duplicate_name, size + 6);
    check_refused("{\"" + name + "\":1,\"" + escaped + "\":2}", json_errc::duplicate_name, size + 6);
    check_refused("{\"" + escaped + "\":1,\"" + name + "\":2}", json_errc::duplicate_name, escaped.size() + 6);
    for (std::size_t i = 0; i < size; ++i) {
      auto other = name;
      other[i] = 'm';
      check_taken("{\"" + name + "\":1,\"" + other + "\":2}");
    }
    check_taken("{\"" + name + "\":1,\"" + name + "n\":2}");
  }
}

TEST_CASE("names are checked in every object on the way to a wanted value") {
  const std::string_view text = R"({"a":{"x":1,"x":2,"b":{"c":3}}})";
  CHECK_FALSE(json_scan(text));
  CHECK_FALSE(scan_for(text, "/a"));  // the object itself is not on the way
  CHECK(scan_for(text, "/a/b").code == json_errc::duplicate_name);
  CHECK(scan_for(text, "/a/b").offset == 12);
  CHECK(scan_for(text, "/a/y").code == json_errc::duplicate_name);
  CHECK_FALSE(scan_for(text, "/b/x"));
  CHECK(scan_for(R"({"a":{"b":1,"b":2}})", "/a/b").offset == 12);
  CHECK(scan_for(R"([{"b":1,"b":2}])", "/0/b").offset == 8);
  CHECK_FALSE(scan_for(R"([{"b":1},{"b":1,"b":2}])", "/0/b"));
  // A name with the wanted value inside, twice: the second is the duplicate, whatever stands in it.
  CHECK(scan_for(R"({"a":{"b":1},"a":{"b":2}})", "/a/b").offset == 13);
}

TEST_CASE("names are checked in every object where that is asked for") {
  const std::string text = R"({"a":[{"x":1,"x":2}]})";
  check_taken(text);
  check_refused(text, json_errc::duplicate_name, 13, everywhere());
  check_refused(R"([{"x":1,"x":2}])", json_errc::duplicate_name, 8, everywhere());
  check_taken(R"({"a":{"a":{"a":1},"b":1},"b":{"a":2,"b":3}})", everywhere());
  check_refused(R"({"a":{"a":1},"b":{"c":1},"b":2})", json_errc::duplicate_name, 25, everywhere());
  check_taken(R"([{"a":1},{"a":1},[{"a":1}]])", everywhere());
}

TEST_CASE("a name of an inner object hides none of an outer one") {
  // Inner objects come and go between two equal names of the outer one.
  std::string text = R"({"k":1)";
  for (int i = 0; i < 200; ++i) {
    text += ",\"" + std::to_string(i) + R"(":{"k":1,"a":{"k":2,")" + std::to_string(i) + R"(":3}})";
  }
  check_taken(text + "}", everywhere());
  check_refused(text + R"(,"k":1})", json_errc::duplicate_name, text.size() + 1, everywhere());
  check_refused(text + R"(,"77":1})", json_errc::duplicate_name, text.size() + 1, everywhere());
}

TEST_CASE("among many names exactly the equal ones are duplicates") {
  // Names whose bytes differ in one place only, in the first, the middle and the last word of the hash.
  std::set<std::string> names;
  for (int i = 0; i < 300; ++i) {
    const auto digits = std::to_string(100 + i);
    names.insert(digits + "-of-a-long-name-with-more");
    names.insert("name-with-" + digits + "-in-the-middle");
    names.insert("a-long-name-with-more-than-words-" + digits);
  }
  std::string text = "{";
  for (const auto& name : names) text += (text.size() == 1 ? "\"" : ",\"") + name + "\":0";
  check_taken(text + "}", everywhere());
  std::size_t checked = 0;
  for (const auto& name : names) {
    if (checked++ % 50 != 0) continue;
    check_refused(text + ",\"" + name + "\":0}", json_errc::duplicate_name, text.size() + 1, everywhere());
  }
}

TEST_CASE("names that fall into one chain elsewhere cost no more than others") {
  // All of these have the same first seven bits of hash where the scanner would stand at address 0. No timing here: the
  // search is bounded in any case, and the answer has to be the same.
  const auto mix = [](std::uint64_t word) { return (word * 0x9e3779b97f4a7c15U) >> 57; };
  std::string text = "{";
  std::string first;
  std::size_t count = 0;
  for (int i = 1000000; count < 500; ++i) {
    const auto name = std::to_string(i);
    std::uint32_t low = 0;
    std::uint32_t high = 0;
    std::memcpy(&low, name.data(), 4);
    std::memcpy(&high, name.data() + 3, 4);
    if (mix((low | std::uint64_t{high} << 32) ^ (std::uint64_t{7} << 56)) != 0) continue;
    if (count++ == 0) first = name;
    text += (text.size() == 1 ? "\"" : ",\"") + name + "\":0";
  }
  check_taken(text + "}", everywhere());
  check_refused(text + ",\"" + first + "\":0}", json_errc::duplicate_name, text.size() + 1, everywhere());
}
