// SPDX-License-Identifier: MIT
#pragma once

// Deliveries that have been verified, to read events from. Verdicts come from the library's own verifier, since nothing
// else makes a `verified_delivery`; signatures come from support/deliveries.hpp.

#include "support/deliveries.hpp"

#include <hooklatch/testing/manual_clock.hpp>
#include <hooklatch/verify/verified_delivery.hpp>
#include <hooklatch/verify/verifier.hpp>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace test_support {

/// 2026-03-23T14:30:00Z, the time of `facts`.
inline constexpr std::int64_t sent_at = 1774276200;

/// A request and what a verifier made of it, kept together since the one views the other.
template <class Provider>
class delivered {
 public:
  explicit delivered(hooklatch::request sent, std::int64_t now = sent_at) : sent_(std::move(sent)) {
    const hooklatch::verifier<Provider, hooklatch::testing::manual_clock> verify(
        shown_secret<Provider>(facts{}.key), {}, hooklatch::testing::manual_clock(now));
    auto verdict = verify.verify(sent_);
    if (!verdict) throw std::runtime_error("the delivery of a test is refused: " + verdict.error().message());
    delivery_.emplace(*verdict);
  }
  delivered(const delivered&) = delete;
  delivered& operator=(const delivered&) = delete;

  [[nodiscard]] const hooklatch::verified_delivery& operator*() const& { return *delivery_; }

 private:
  hooklatch::request sent_;
  std::optional<hooklatch::verified_delivery> delivery_;
};

/// A provider made up for a test: it signs the body, and `X-Acme-Event` and `X-Acme-Delivery` are outside the MAC.
template <class... Parts>
using acme = hooklatch::provider<"acme", hooklatch::mac<hooklatch::hmac_sha256>,
                                 hooklatch::signature<"X-Acme-Signature", hooklatch::bare, hooklatch::hex>, Parts...>;

inline hooklatch::request acme_delivery(std::string body, std::vector<std::pair<std::string, std::string>> more = {}) {
  more.emplace_back("X-Acme-Signature", hmac_hex(facts{}.key, body));
  return hooklatch::request("POST", "/hooks", std::move(more), std::move(body));
}

}  // namespace test_support
