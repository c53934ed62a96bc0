// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/provider.hpp>

namespace hooklatch {
inline namespace v0 {
namespace providers {

/// Standard Webhooks, from
/// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md.
///
/// The secret is `whsec_` and base64. The id is signed, stays the same over all attempts, and holds no full stop. One
/// header may list several signatures; only version `v1` (HMAC-SHA256) counts here. The specification recommends to
/// answer within 15 s and this schedule of retries. The known answer in tests/providers/standard_webhooks.cpp is the
/// vectors of the reference libraries. The specification names no event types: each sender has its own.
struct standard_webhooks
    : provider<"standard-webhooks",
          mac<hmac_sha256>, signature<"webhook-signature", version_list<"v1">, base64>,
          timestamp<"webhook-timestamp", unix_seconds, tolerance<300>>, signed_content<"{id}.{timestamp}.{body}">,
          secret_format<whsec_secret>, event_id<header<"webhook-id">>, event_type<json<"/type">>,
          event_time<json<"/timestamp">, iso8601>, event_data<json<"/data">>,
          retries<5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400>, ack_within<15>,
          documentation<"https://www.standardwebhooks.com">> {};

}  // namespace providers
}  // namespace v0
}  // namespace hooklatch
