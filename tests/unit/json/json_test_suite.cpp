// SPDX-License-Identifier: MIT
#include <hooklatch/json/scan.hpp>

#include "support/cases.hpp"
#include "support/json_checks.hpp"

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

// JSONTestSuite (nst/JSONTestSuite, test_parsing), which is not part of this project: y_ must be taken, n_ must be
// refused, i_ is left to the parser.

using namespace hooklatch;
using namespace test_support;

namespace {

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("JSONTestSuite is answered as it asks, but for duplicate names", "[cases]") {
  const auto folder = cases_folder();
  if (!folder) return;
  json_limits limits;
  limits.max_depth = json_limits::deepest;
  std::size_t taken = 0;
  std::size_t refused = 0;
  std::size_t either_way_taken = 0;
  std::set<std::string> duplicates;
  for (const auto& entry : std::filesystem::directory_iterator(*folder + "/third_party/jsontestsuite/test_parsing")) {
    const auto name = entry.path().filename().string();
    if (entry.path().extension() != ".json") continue;
    INFO(name);
    const auto text = bytes_of(entry.path());
    const auto error = scan_exactly(text, limits);
    // As a member of an envelope it is answered alike, and found as it stands.
    const auto inside = found(R"({"id":"x","data":)" + text + "}", "/data", limits);
    if (name[0] == 'n') {
      CHECK(error);
      CHECK(error.offset <= text.size());
      ++refused;
      continue;
    }
    if (name[0] == 'i') {
      if (!error) ++either_way_taken;
      continue;
    }
    REQUIRE(name[0] == 'y');
    if (error.code == json_errc::duplicate_name) {
      duplicates.insert(name);
      CHECK(inside != "(refused)");  // data's own names are not checked
      continue;
    }
    CHECK_FALSE(error);
    const auto begin = text.find_first_not_of(" \t\r\n");
    CHECK(inside == text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin));
    ++taken;
  }
  CHECK(duplicates == std::set<std::string>{"y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"});
  CHECK(taken >= 93);
  CHECK(refused >= 188);
  // Numbers of any size and lone surrogates are taken; other encodings and a byte order mark are not.
  CHECK(either_way_taken >= 21);
}
