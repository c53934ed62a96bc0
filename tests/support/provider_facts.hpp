// SPDX-License-Identifier: MIT
#pragma once

// Short questions to a provider's table, so that a test reads like the provider's page.

#include <hooklatch/provider/table.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

namespace test_support {

inline bool in_header(const hooklatch::source& place, std::string_view name) {
  return place.kind == hooklatch::source_kind::header && place.where == name;
}
inline bool in_json(const hooklatch::source& place, std::string_view pointer) {
  return place.kind == hooklatch::source_kind::json && place.where == pointer;
}
inline bool nowhere(const hooklatch::source& place) {
  return place.kind == hooklatch::source_kind::none && place.where.empty();
}
inline bool answers(const hooklatch::answer& given, int status, std::string_view body) {
  return given.status == status && given.body == body;
}
inline std::vector<std::int64_t> waits(const hooklatch::provider_table& provider) {
  return {provider.retry_waits.begin(), provider.retry_waits.end()};
}
inline std::vector<int> codes(const hooklatch::provider_table& provider) {
  return {provider.acknowledge_codes.begin(), provider.acknowledge_codes.end()};
}

/// Whether the provider signs no time at all, and so has no window.
inline bool signs_no_time(const hooklatch::provider_table& provider) {
  return !provider.has_timestamp() && !provider.timestamp_is_signed && provider.timestamp_header.empty() &&
         provider.timestamp_field.empty() && provider.timestamp_format_name.empty();
}

}  // namespace test_support
