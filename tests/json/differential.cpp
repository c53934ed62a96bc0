// SPDX-License-Identifier: MIT
//
// Reads changed envelopes with json_scan and with every other parser that was found, and ends with 1 where they differ
// in another way than these:
//
//   number     we take a number that the other cannot convert (outside a double's range, or an integer of more than 64
//   bits) surrogate  we take half an escaped surrogate pair, the other does not duplicate  we refuse an object on the
//   way to a wanted value that has one name twice NUL        the other stops reading at a NUL (nlohmann, RapidJSON) BOM
//   the other skips a byte order mark (nlohmann, later versions of simdjson, RapidJSON's streams)
//
// Each is confirmed by a look at the text, not only by what the other parser says. Where both take the text, the values
// found are compared with nlohmann's. Run: differential [--count N] [--seed N]
#include <hooklatch/json/elements.hpp>
#include <hooklatch/json/scan.hpp>

#include "mutations.hpp"
#include "oracles.hpp"
#include "support/exact_text.hpp"

#include <cctype>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace hooklatch;
using test_support::verdict;

// The text with another code point for each half of a pair, seen without our own code.
std::string without_half_pairs(std::string text) {
  static const std::regex escape(
      R"(\\(u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[dD][89a-fA-F][0-9a-fA-F]{2}|[^]))");
  std::vector<std::size_t> halves;
  for (std::sregex_iterator at(text.begin(), text.end(), escape), end; at != end; ++at) {
    if (at->length() == 6) halves.push_back(static_cast<std::size_t>(at->position()) + 2);
  }
  for (const auto at : halves) text[at] = 'e';
  return text;
}

// A number that no double or no 64-bit integer holds.
bool has_large_number(const std::string& text) {
  static const std::regex number(R"(-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?)");
  for (std::sregex_iterator at(text.begin(), text.end(), number), end; at != end; ++at) {
    const auto source = at->str();
    if (source.find_first_of(".eE") == std::string::npos && source.size() >= 19) return true;
    errno = 0;
    std::strtod(source.c_str(), nullptr);
    if (errno == ERANGE) return true;
  }
  return false;
}

// Whether an object has one name twice, as nlohmann's parser tells the names.
class names_handler : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool twice = false;

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override {
    open_.emplace_back();
    return true;
  }
  bool key(string_t& name) override {
    twice = twice || !open_.back().insert(name).second;
    return true;
  }
  bool end_object() override {
    open_.pop_back();
    return true;
  }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override { return false; }

 private:
  std::vector<std::set<std::string>> open_;
};

bool has_name_twice(const std::string& given) {
  const auto text = without_half_pairs(given);  // at which nlohmann's parser would stop
  names_handler names;
  nlohmann::json::sax_parse(text.begin(), text.end(), &names);
  return names.twice;
}

struct comparison {
  std::size_t read = 0;
  std::size_t taken = 0;
  std::size_t values = 0;
  std::size_t wrong = 0;
  std::map<std::string, std::size_t> allowed;

  void differs(const std::string& text, const char* how, const char* name) {
    if (++wrong > 20) return;
    std::printf("%s %s: ", name, how);
    for (const char c : text)
      std::printf(std::isprint(static_cast<unsigned char>(c)) ? "%c" : "<%02x>", static_cast<unsigned char>(c));
    std::printf("\n");
  }

  void compare(const std::string& text) {
    ++read;
    const test_support::exact_text exact(text);
    json_query queries[]{{"/id"},          {"/data"}, {"/data/id"}, {"/data/object/name"}, {"/vtu/items/1/tags/0"},
                         {"/0/data/id/1"}, {""}};
    json_limits limits;
    limits.max_depth = json_limits::deepest;
    limits.max_members = json_limits::most_members;
    const auto refused = json_scan(exact.view(), queries, limits);
    if (!refused) ++taken;
    for (const auto& [name, judge] : test_support::oracles()) {
      const auto other = judge(text);
      if (!refused == (other == verdict::taken)) continue;
      const char* why = refused ? why_we_refuse(text, refused) : why_we_take(text, other);
      if (why == nullptr) {
        differs(text, refused ? "takes what we refuse" : "refuses what we take", name);
      } else {
        ++allowed[std::string(name) + ", " + why];
      }
    }
    if (!refused) compare_values(text, queries);
  }

  static const char* why_we_refuse(const std::string& text, const json_error& refused) {
    if (refused.code == json_errc::duplicate_name) return has_name_twice(text) ? "duplicate" : nullptr;
    if (text.find('\0') != std::string::npos && text[refused.offset] == '\0') return "NUL";
    if (text.compare(0, 3, "\xef\xbb\xbf") == 0 && refused.offset == 0) return "BOM";
    return nullptr;
  }
  static const char* why_we_take(const std::string& text, verdict other) {
    if (other == verdict::refused_number && has_large_number(text)) return "number";
    if (other == verdict::refused_string && without_half_pairs(text) != text) return "surrogate";
    return nullptr;
  }

  template <std::size_t N>
  void compare_values(const std::string& text, const json_query (&queries)[N]) {
    const auto document = nlohmann::json::parse(text, nullptr, false);
    if (document.is_discarded()) return;
    for (const auto& query : queries) {
      const nlohmann::json::json_pointer pointer{std::string(query.pointer)};
      if (query.value.present() != document.contains(pointer)) {
        differs(text, "does not find the same members", "nlohmann");
      } else if (query.value.present()) {
        ++values;
        const auto& expected = document.at(pointer);
        if (nlohmann::json::parse(query.value.text()) != expected) differs(text, "finds another value", "nlohmann");
        if (expected.is_string() && query.value.unescaped() != expected.get<std::string>()) {
          differs(text, "reads another text", "nlohmann");
        }
        std::size_t elements = 0;
        for (const auto& element : json_elements(query.value)) {
          if (nlohmann::json::parse(element.text()) != expected.at(elements++))
            differs(text, "has another element", "nlohmann");
        }
        if (expected.is_array() && elements != expected.size()) differs(text, "has more elements", "nlohmann");
      }
    }
  }
};

}  // namespace

int main(int argc, char** argv) {
  std::size_t count = 100000;
  std::uint64_t seed = 20260323;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view option = argv[i];
    if (option == "--count") count = std::strtoull(argv[i + 1], nullptr, 10);
    if (option == "--seed") seed = std::strtoull(argv[i + 1], nullptr, 10);
  }
  test_support::mutations texts(seed);
  comparison all;
  while (all.read < count) all.compare(texts.next());
  std::printf("%zu texts, seed %llu: %zu taken, %zu values compared, %zu not explained\n", all.read,
              static_cast<unsigned long long>(seed), all.taken, all.values, all.wrong);
  for (const auto& [name, times] : all.allowed) std::printf("  %s: %zu\n", name.c_str(), times);
  // The comparison has to have met what it is about.
  return all.wrong == 0 && all.taken * 8 > all.read && all.values > all.taken && !all.allowed.empty() ? 0 : 1;
}
