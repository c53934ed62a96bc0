// SPDX-License-Identifier: MIT
#include <hooklatch/http/headers.hpp>

#include "support/catch.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

using namespace hooklatch;

namespace {

using pairs = std::vector<std::pair<std::string, std::string>>;

struct lookup {
  std::size_t operator()(std::string_view, header_sink) const { return 0; }
};
struct mutating_lookup {
  std::size_t operator()(std::string_view, header_sink) { return 0; }
};
struct returns_text {
  std::string operator()(std::string_view, header_sink) const { return {}; }
};

static_assert(header_range<pairs> && header_source<pairs>);
static_assert(header_range<std::multimap<std::string, std::string>>);
// A map has already lost what was repeated.
static_assert(!header_range<std::map<std::string, std::string, std::less<>>>);
static_assert(!header_source<std::unordered_map<std::string, std::string>>);
static_assert(header_range<std::span<const std::pair<std::string_view, std::string_view>>>);
static_assert(header_range<std::vector<std::tuple<std::string, const char*, int>>>);
static_assert(!header_range<std::vector<std::string>>);
static_assert(!header_range<std::map<int, std::string>>);
static_assert(header_lookup<lookup> && header_source<lookup> && !header_range<lookup>);
static_assert(!header_lookup<mutating_lookup>);  // a verifier is called from many threads
static_assert(!header_lookup<returns_text>);
static_assert(!header_source<int> && !header_source<std::string>);

// What a source shows under one name, and how many copies it says there are.
struct shown {
  std::vector<std::string> values;
  std::size_t copies = 0;
};
template <class Source>
shown ask(const Source& source, std::string_view name = "X-Name") {
  shown all;
  auto keep = [&all](std::string_view value) { all.values.emplace_back(value); };
  all.copies = source(name, header_sink(keep));
  return all;
}

}  // namespace

TEST_CASE("a sink hands each value to what it was made from") {
  std::string seen;
  auto keep = [&seen](std::string_view value) { seen.append(value).append(1, '|'); };
  const header_sink sink(keep);
  sink("one");
  const header_sink copy = sink;
  copy("two");
  copy(std::string_view("a\0b", 3));
  CHECK(seen == std::string("one|two|a\0b|", 12));
}

TEST_CASE("assume_single_values shows the value and counts it once") {
  const auto one = ask(assume_single_values([](std::string_view) { return std::string_view("value"); }));
  CHECK(one.values == std::vector<std::string>{"value"});
  CHECK(one.copies == 1);
  CHECK(ask(assume_single_values([](std::string_view) { return std::string("value"); })).copies == 1);
  CHECK(ask(assume_single_values([](std::string_view) { return "value"; })).values ==
        std::vector<std::string>{"value"});
  CHECK(ask(assume_single_values([](std::string_view) { return std::optional<std::string>("value"); })).values ==
        std::vector<std::string>{"value"});
  CHECK(ask(assume_single_values([](std::string_view) { return std::optional<std::string_view>("value"); })).values ==
        std::vector<std::string>{"value"});
  const std::string kept = "value";
  CHECK(ask(assume_single_values([&](std::string_view) -> const std::string& { return kept; })).copies == 1);
}

TEST_CASE("assume_single_values shows nothing for nothing") {
  const auto none = [](const shown& all) { return all.values.empty() && all.copies == 0; };
  CHECK(none(ask(assume_single_values([](std::string_view) { return std::string(); }))));
  CHECK(none(ask(assume_single_values([](std::string_view) { return std::string_view(); }))));
  CHECK(none(ask(assume_single_values([](std::string_view) { return std::optional<std::string>(); }))));
  CHECK(none(ask(assume_single_values([](std::string_view) { return std::optional<std::string>(""); }))));
  CHECK(none(ask(assume_single_values([](std::string_view) { return static_cast<const char*>(nullptr); }))));
  CHECK(none(ask(assume_single_values([](std::string_view) { return ""; }))));
}

TEST_CASE("assume_single_values asks for the name that is wanted") {
  const auto by_name = assume_single_values([](std::string_view name) { return std::string(name); });
  CHECK(ask(by_name, "X-One").values == std::vector<std::string>{"X-One"});
  CHECK(ask(by_name, "X-Two").values == std::vector<std::string>{"X-Two"});
}

TEST_CASE("header names are compared without regard to ASCII letter case, and by nothing else") {
  using detail::same_header_name;
  CHECK(same_header_name("X-Zuba-Signature", "x-zuba-SIGNATURE"));
  CHECK(same_header_name("", ""));
  CHECK_FALSE(same_header_name("X-Zuba-Signature", "X-Zuba-Signatur"));
  CHECK_FALSE(same_header_name("X-Zuba", "X_Zuba"));
  CHECK_FALSE(same_header_name("a", "b"));
  // The neighbours of the letters, which differ by the same bit as a letter's two cases.
  CHECK_FALSE(same_header_name("@", "`"));
  CHECK_FALSE(same_header_name("[", "{"));
  CHECK_FALSE(same_header_name("\xc4", "\xe4"));
  CHECK(same_header_name("azAZ", "AZaz"));
}
