// SPDX-License-Identifier: MIT
#pragma once

#include "case_reader.hpp"

#include <hooklatch/hooklatch.hpp>

#include <string>
#include <utility>
#include <vector>

namespace check {

/// The allow-list of a case in its words, for the library to judge.
[[nodiscard]] inline hooklatch::result<hooklatch::ip_allowlist> read_allowlist(const json& config) {
  const auto ranges_of = [&config](const char* name) {
    return hooklatch::ip_ranges::make(config.value(name, std::vector<std::string>()));
  };
  auto allowed = ranges_of("allow");
  if (!allowed) return allowed.error();
  auto trusted = ranges_of("trusted_proxies");
  if (!trusted) return trusted.error();
  auto proxies = hooklatch::trusted_proxies::make(std::move(*trusted));
  if (!proxies) return proxies.error();
  return hooklatch::ip_allowlist::make(std::move(*allowed), std::move(*proxies));
}

/// Whether the delivery of an `ip` case comes from an address that is allowed.
[[nodiscard]] inline hooklatch::result<void> check_address(const hooklatch::ip_allowlist& allowed, const json& given) {
  std::vector<std::pair<std::string, std::string>> headers;
  const json lines = given.value("x_forwarded_for", json::array());
  for (const auto& line : lines) headers.emplace_back("X-Forwarded-For", read_bytes(line, true));
  return allowed.check(given.at("peer").get<std::string>(), headers);
}

}  // namespace check
