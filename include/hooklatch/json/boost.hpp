// SPDX-License-Identifier: MIT
#pragma once

// Needs Boost.JSON 1.75 or later. This header only declares: the program links Boost::json, or compiles
// <boost/json/src.hpp> in exactly one translation unit.

#include <hooklatch/json/limits.hpp>
#include <hooklatch/json/reader.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// `boost::json::value`; no data is null. Throws `boost::system::system_error` for a lone surrogate. Integers outside
/// 64 bits become doubles, a number beyond a double's range becomes infinity, other fractions may be off by their last
/// bit, and of two members with one name the last stays.
template <>
struct json_reader<boost::json::value> {
  [[nodiscard]] static boost::json::value read(std::string_view json) {
    if (json.empty()) return nullptr;
    boost::json::parse_options options;
    options.max_depth = json_limits::deepest;  // its own limit of 32 is below what our scanner lets through
    return boost::json::parse(boost::json::string_view(json.data(), json.size()), {}, options);
  }
};

}  // namespace v0
}  // namespace hooklatch
