// SPDX-License-Identifier: MIT
#pragma once

// Needs nlohmann-json 3.x, which is headers only.

#include <hooklatch/json/reader.hpp>

#include <nlohmann/json.hpp>

#include <string_view>

namespace hooklatch {
inline namespace v0 {

namespace detail {

template <class Json>
struct nlohmann_reader {
  [[nodiscard]] static Json read(std::string_view json) {
    if (json.empty()) return nullptr;
    return Json::parse(json.begin(), json.end());
  }
};

}  // namespace detail

/// `nlohmann::json` and `nlohmann::ordered_json`; no data is null. Throws `nlohmann::json::exception` for a number
/// beyond a double's range and for a lone surrogate. Integers outside 64 bits become the nearest double, and of two
/// members with one name the last stays.
template <>
struct json_reader<nlohmann::json> : detail::nlohmann_reader<nlohmann::json> {};
template <>
struct json_reader<nlohmann::ordered_json> : detail::nlohmann_reader<nlohmann::ordered_json> {};

}  // namespace v0
}  // namespace hooklatch
