// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/provider.hpp>

#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace providers {

/// Zuba, from https://docs.zuba.com (Webhooks).
///
/// The secret is the text as shown, `whsec_` included: it is not decoded, unlike the secrets of Standard Webhooks
/// that look the same. Answer 2xx within 30 s; five retries after about 1, 2, 4, 8 and 16 minutes.
///
/// The page publishes no signature; the known answer in tests/providers/zuba.cpp is the page's example event signed
/// by an independent implementation.
struct zuba
    : provider<"zuba",
          mac<hmac_sha256>, signature<"X-Zuba-Signature", bare, hex>,
          timestamp<"X-Zuba-Timestamp", unix_seconds, tolerance<300>>, signed_content<"{timestamp}.{body}">,
          event_id<json<"/id">>, event_type<json<"/type">>, event_time<json<"/createdAt">, iso8601>,
          event_data<json<"/data">>, test_flag<json<"/test">>,
          reject<401, R"({"error":"Invalid signature"})">, acknowledge<200, R"({"received":true})">,
          handler_failure<500, R"({"error":"Processing failed"})">, forbid<403, R"({"error":"Forbidden"})">,
          retries<60, 120, 240, 480, 960>, ack_within<30>, documentation<"https://docs.zuba.com">> {
  /// The event types of the page.
  struct events {
    static constexpr std::string_view payout_processing = "payout.processing";
    static constexpr std::string_view payout_paid = "payout.paid";
    static constexpr std::string_view payout_failed = "payout.failed";
    static constexpr std::string_view payout_cancelled = "payout.cancelled";
    static constexpr std::string_view webhook_test = "webhook.test";
  };
};

}  // namespace providers
}  // namespace v0
}  // namespace hooklatch
