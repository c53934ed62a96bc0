// SPDX-License-Identifier: MIT
#pragma once

// Needs RapidJSON 1.1 or later, which is headers only.

#include <hooklatch/json/reader.hpp>

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>

#include <stdexcept>
#include <string>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// `rapidjson::Document` and others of UTF-8; no data is null. Throws `std::runtime_error` where RapidJSON refuses: a
/// number beyond a double's range, a lone high surrogate. Integers outside 64 bits become the nearest double; a lone
/// low surrogate becomes three bytes that are not UTF-8. Two members with one name are both kept, and `FindMember` sees
/// the first.
template <class Allocator, class StackAllocator>
struct json_reader<rapidjson::GenericDocument<rapidjson::UTF8<>, Allocator, StackAllocator>> {
  using document = rapidjson::GenericDocument<rapidjson::UTF8<>, Allocator, StackAllocator>;

  [[nodiscard]] static document read(std::string_view json) {
    document read;
    if (json.empty()) return read;
    // Full precision, because the default rounds some doubles wrongly. Iterative, so that depth costs no stack.
    constexpr unsigned flags = rapidjson::kParseFullPrecisionFlag | rapidjson::kParseIterativeFlag;
    read.template Parse<flags>(json.data(), json.size());
    if (read.HasParseError()) {
      throw std::runtime_error(std::string("hooklatch: RapidJSON: ") +
                               rapidjson::GetParseError_En(read.GetParseError()));
    }
    return read;
  }
};

}  // namespace v0
}  // namespace hooklatch
