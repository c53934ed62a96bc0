// SPDX-License-Identifier: MIT
#include <hooklatch/json/scan.hpp>

#include "support/json_checks.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

using namespace hooklatch;
using namespace test_support;

namespace {

constexpr std::string_view envelope =
    R"( {"id":"evt_1","type":"payout.paid", "createdAt":"2026-03-23T14:30:00.000Z","livemode":true,"n":null,)"
    "\n\t"
    R"("data":{"amount":120.00,"tags":["a\u00e9",-1.5E+3,[],{}],"note":"Z)"
    "\xc3\xbc"
    R"(rich \ud83d\ude00"},"last":0}  )";

}  // namespace

TEST_CASE("the members of an envelope are found as slices of the caller's text") {
  const exact_text text(envelope);
  json_query queries[]{{"/id"}, {"/type"}, {"/createdAt"}, {"/livemode"}, {"/data"}, {"/n"}, {"/missing"}, {"/last"}};
  REQUIRE_FALSE(json_scan(text.view(), queries));
  CHECK(queries[0].value.equals("evt_1"));
  CHECK(queries[1].value.text() == R"("payout.paid")");
  CHECK(queries[2].value.raw_content() == "2026-03-23T14:30:00.000Z");
  CHECK(queries[3].value.is_true());
  CHECK(queries[4].value.is_object());
  CHECK(queries[4].value.text().substr(0, 17) == R"({"amount":120.00,)");
  CHECK(queries[4].value.text().back() == '}');
  CHECK(queries[5].value.is_null());
  CHECK_FALSE(queries[6].value.present());
  CHECK(queries[7].value.text() == "0");
  // Slices, not copies.
  const auto* begin = text.view().data();
  for (const auto& query : queries) {
    if (!query.value.present()) continue;
    CHECK(query.value.text().data() > begin);
    CHECK(query.value.text().data() + query.value.text().size() < begin + text.view().size());
  }
}

TEST_CASE("any value may be the whole text") {
  for (const std::string_view text : {"0", "null", "true", "\"\"", "[]", "{}"}) {
    check_taken(text);
    CHECK(found(text, "") == text);
    CHECK(found(" " + std::string(text) + "\n", "") == text);
  }
}

TEST_CASE("no text, and white space alone, are refused at their end") {
  check_refused("", json_errc::malformed, 0);
  check_refused(" \n", json_errc::malformed, 2);
  CHECK(json_scan(std::string_view{}).code == json_errc::malformed);
}

TEST_CASE("nothing may follow the value, not even a NUL") {
  check_refused("{}x", json_errc::malformed, 2);
  check_refused("{} {}", json_errc::malformed, 3);
  check_refused("1 2", json_errc::malformed, 2);
  check_refused(std::string_view("{}\0", 3), json_errc::malformed, 2);
  check_refused(std::string_view("{}\0garbage", 10), json_errc::malformed, 2);
  check_refused("{},", json_errc::malformed, 2);
  check_refused("[]]", json_errc::malformed, 2);
}

TEST_CASE("separators stand between members and nowhere else") {
  for (const auto& [text, offset] : {std::pair<std::string_view, std::size_t>{"[1,]", 3},
                                     {"[,1]", 1},
                                     {"[,]", 1},
                                     {"[1,,2]", 3},
                                     {"[1 2]", 3},
                                     {"[1:2]", 2},
                                     {R"({"a":1,})", 7},
                                     {R"({,"a":1})", 1},
                                     {R"({"a":1,,"b":2})", 7},
                                     {R"({"a":1 "b":2})", 7},
                                     {R"({"a"})", 4},
                                     {R"({"a":})", 5},
                                     {R"({"a" 1})", 5},
                                     {R"({"a"::1})", 5},
                                     {R"({"a",1})", 4},
                                     {"{1:2}", 1},
                                     {"{a:1}", 1},
                                     {"{null:1}", 1},
                                     {"[1}", 2},
                                     {R"({"a":1])", 6},
                                     {"[}", 1},
                                     {"{]", 1},
                                     {"]", 0},
                                     {"}", 0},
                                     {",", 0},
                                     {":", 0},
                                     {"[", 1},
                                     {"{", 1},
                                     {"[1", 2},
                                     {R"({"a":1)", 6},
                                     {R"({"a":)", 5},
                                     {"/**/1", 0},
                                     {"[1]//", 3},
                                     {"'a'", 0}}) {
    check_refused(text, json_errc::malformed, offset);
  }
}

TEST_CASE("every strict prefix of a document is refused at or before its end") {
  const std::string text(envelope.substr(0, envelope.size() - 2));
  check_taken(text);
  for (std::size_t size = 0; size < text.size(); ++size) {
    const auto refused = scan_exactly(text.substr(0, size));
    INFO(size);
    CHECK(refused.code != json_errc::none);
    CHECK(refused.offset <= size);
  }
}

TEST_CASE("every single byte of a document changed to every other is refused or agrees with another parser") {
  std::size_t taken = 0;
  std::size_t refused_alone = 0;
  const auto pair = envelope.find("\\ud83d");
  std::string text(envelope);
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char honest = text[at];
    for (int byte = 0; byte < 256; ++byte) {
      text[at] = static_cast<char>(byte);
      const exact_text exact(text);
      json_query queries[]{{"/id"}, {"/data"}, {"/data/tags/1"}, {"/last"}};
      const auto refused = json_scan(exact.view(), queries);
      const auto other = nlohmann::json::parse(text, nullptr, false);
      if (refused) {
        // What we refuse and the other does not: equal names, and a NUL at the end, where the other stops reading.
        if (!other.is_discarded() && refused.code != json_errc::duplicate_name && byte != 0) {
          FAIL("byte " << byte << " at " << at << " is refused by us alone");
        }
        if (!other.is_discarded()) ++refused_alone;
        continue;
      }
      ++taken;
      if (other.is_discarded()) {
        // Another digit, or a backslash before it, cut the pair of surrogates.
        if (at + 1 < pair || at >= pair + 12) FAIL("byte " << byte << " at " << at << " is taken by us alone");
        continue;
      }
      for (const auto& query : queries) {
        const nlohmann::json::json_pointer pointer{std::string(query.pointer)};
        if (query.value.present() != other.contains(pointer)) FAIL(query.pointer << ": byte " << byte << " at " << at);
        if (query.value.present() && nlohmann::json::parse(query.value.text()) != other.at(pointer)) {
          FAIL(query.pointer << " differs: byte " << byte << " at " << at);
        }
      }
    }
    text[at] = honest;
  }
  CHECK(taken > 9000);
  CHECK(refused_alone <= 8);
}

TEST_CASE("the first fault from the left is told") {
  check_refused("{\"a\":1,\"a\":\x01", json_errc::duplicate_name, 7);
  check_refused(std::string(65, '[') + "\xff", json_errc::too_deep, 64);
  check_refused("[\"\xff\",01]", json_errc::invalid_utf8, 2);
  check_refused("[01,\"\xff\"]", json_errc::malformed, 2);
}

TEST_CASE("a hostile shape costs no more than its bytes") {
  // No timing here: each of these ends in a moment, or the test does not end at all.
  const std::size_t size = 1000000;
  check_refused(std::string(size, '['), json_errc::too_deep, 64);
  check_taken('"' + std::string(size, 'x') + '"');
  std::string text = "[";
  while (text.size() < size) text += "[],";
  check_taken(text + "[]]");
  CHECK(found(text + "7]", "/" + std::to_string((text.size() - 1) / 3)) == "7");
  std::string names = "{";
  while (names.size() < size) names += "\"" + std::to_string(names.size()) + "\":0,";
  CHECK(scan_exactly(names).code == json_errc::too_many_members);
  CHECK(scan_exactly(names).offset < 5000);
}
