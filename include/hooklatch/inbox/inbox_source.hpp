// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// Whose entries an inbox is asked for: a provider's name alone, or `provider/account/endpoint` where a receiver has an
/// account or an endpoint; `/` and `%` inside of these are `%2F` and `%25`. A receiver stores under it, and a worker with
/// the same account and endpoint takes from there: `inbox.replay(inbox_source("zuba", "acme"), "evt_1")`.
[[nodiscard]] inline std::string inbox_source(std::string_view provider, std::string_view account = {},
                                              std::string_view endpoint = {}) {
  std::string made(provider);
  if (account.empty() && endpoint.empty()) return made;
  for (const auto part : {account, endpoint}) {
    made += '/';
    for (const char c : part) {
      if (c == '/') {
        made += "%2F";
      } else if (c == '%') {
        made += "%25";
      } else {
        made += c;
      }
    }
  }
  return made;
}

}  // namespace v0
}  // namespace hooklatch
