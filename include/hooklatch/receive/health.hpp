// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/clock.hpp>
#include <hooklatch/core/instant.hpp>
#include <hooklatch/detail/quoted_text.hpp>
#include <hooklatch/scheme/rfc3339.hpp>

#include <string>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// The body of a health check, as Zuba's page shows it for `GET /webhooks/health`:
/// `{"status":"healthy","timestamp":"2026-03-23T14:30:00.000Z","version":"1.4.0"}`. The version is the application's
/// own, at most 256 characters of it; an empty one is left out. Its content type is `application/json`.
[[nodiscard]] inline std::string health_json(time_point now, std::string_view version) {
  std::string json = R"({"status":"healthy","timestamp":")" + rfc3339::format(instant::from(now), 3) + '"';
  if (!version.empty()) {
    json += R"(,"version":)";
    detail::append_quoted(json, version, 256);
  }
  return json + '}';
}

}  // namespace v0
}  // namespace hooklatch
