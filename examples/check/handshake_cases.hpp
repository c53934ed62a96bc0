// SPDX-License-Identifier: MIT
#pragma once

#include "case_reader.hpp"
#include "registry.hpp"

#include <hooklatch/hooklatch.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace check {

/// What the receiver answers to a check of its endpoint. Where the case says so, the request is signed first, since a
/// published example has no signature.
[[nodiscard]] inline json answer_handshake(const checker& endpoint, const json& given) {
  auto request = read_request(given.at("request"));
  if (given.value("sign_first", false)) {
    auto made = endpoint.sign(request.body);
    if (!made) throw unreadable_case("cannot sign: " + made.error().message());
    for (auto& header : made->headers) request.headers.push_back(std::move(header));
  }
  const auto outcome = endpoint.receive(request);
  json headers = json::object();
  outcome.response.for_each_header(
      [&headers](std::string_view name, std::string_view value) { headers[std::string(name)] = std::string(value); });
  return {{"status", outcome.response.status()}, {"headers", headers}, {"body", std::string(outcome.response.body())}};
}

}  // namespace check
