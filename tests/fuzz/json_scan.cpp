// SPDX-License-Identifier: MIT
//
// Any bytes, read by everything in json/: what is taken is taken again piece by piece, what is refused is refused
// inside the text, and nothing outside it is read. For libFuzzer; plain_main.cpp runs it without.
#include <hooklatch/json/elements.hpp>
#include <hooklatch/json/number.hpp>
#include <hooklatch/json/scan.hpp>

#include "support/exact_text.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace hooklatch;

void require(bool held) {
  if (!held) std::abort();
}

// The value's text without white space, from the ranges and slices alone.
std::string rebuilt(const json_value& value) {
  std::string text;
  if (value.is_array()) {
    for (const auto& each : json_elements(value)) text += (text.empty() ? "" : ",") + rebuilt(each);
    return "[" + text + "]";
  }
  if (value.is_object()) {
    for (const auto& each : json_members(value)) {
      text += (text.empty() ? "" : ",") + rebuilt(each.name) + ":" + rebuilt(each.value);
    }
    return "{" + text + "}";
  }
  if (value.is_string()) {
    const auto resolved = value.unescaped();
    require(resolved.has_value() != value.has_lone_surrogate());
    if (resolved) require(value.equals(*resolved) && resolved->size() <= value.raw_content().size());
  }
  if (const auto number = decimal::from(value)) static_cast<void>(number->integer());
  return std::string(value.text());
}

std::string without_space(std::string_view json) {
  std::string text;
  bool inside = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    if (json[i] == '"') inside = !inside;
    if (inside || std::string_view(" \t\r\n").find(json[i]) == std::string_view::npos) text += json[i];
    if (inside && json[i] == '\\') text += json[++i];
  }
  return text;
}

void read(std::string_view text, const json_limits& limits) {
  json_query queries[]{{""}, {"/id"}, {"/data"}, {"/data/id"}, {"/0"}, {"/a~1b/1"}};
  const auto refused = json_scan(text, queries, limits);
  if (refused) {
    require(refused.offset <= text.size());
    for (const auto& query : queries) require(!query.value.present());
    return;
  }
  require(queries[0].value.present());
  require(rebuilt(queries[0].value) == without_space(text));
  for (const auto& query : queries) {
    if (!query.value.present()) continue;
    const auto slice = query.value.text();
    require(slice.data() >= text.data() && slice.data() + slice.size() <= text.data() + text.size());
    const auto again = json_scan(slice, limits);
    require(!again || again.code == json_errc::duplicate_name || again.code == json_errc::too_many_members);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const test_support::exact_text exact({reinterpret_cast<const char*>(data), size});
  const auto text = exact.view();
  read(text, {});
  json_limits strict;
  strict.unique_names_everywhere = true;
  strict.max_depth = 8;
  strict.max_members = 4;
  read(text, strict);
  // Not what these are for, but nothing outside the text may be read even so.
  for (const auto kind : {json_kind::array, json_kind::object, json_kind::string, json_kind::number}) {
    const json_value value(kind, text, true);
    for (const auto& each : json_elements(value)) require(each.present());
    for (const auto& each : json_members(value)) require(each.value.present());
    static_cast<void>(value.unescaped());
    static_cast<void>(decimal::from(value));
  }
  return 0;
}
