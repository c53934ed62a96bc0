// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/provider.hpp>

#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace providers {

/// Venshack, from its page "Webhooks".
///
/// The delivery id and the event header are not signed: inside the window a captured delivery can be sent again under
/// another id. So nothing is decided by that id here, although the page deduplicates by it. Answer 2xx within 30 s
/// (the page asks for 200 or 202, and retries only after another class); five retries over 26 h 36 min.
///
/// No public address of the page is known. It publishes no signature; the known answer in
/// tests/providers/venshack.cpp is the page's example event signed by an independent implementation.
struct venshack
    : provider<"venshack",
          mac<hmac_sha256>, signature<"X-Venshack-Signature", bare, hex>,
          timestamp<"X-Venshack-Timestamp", unix_seconds, tolerance<300>>, signed_content<"{timestamp}.{body}">,
          delivery_id<header<"X-Venshack-Delivery-Id">>, event_type<json<"/event">, header<"X-Venshack-Event">>,
          event_time<json<"/timestamp">, iso8601>, event_data<json<"/data">>, tenant<json<"/organizationId">>,
          reject<401, R"({"error":"Invalid signature"})">, acknowledge<200, R"({"received":true})">,
          acknowledge_duplicate<200, R"({"received":true,"duplicate":true})">,
          retries<60, 300, 1800, 7200, 86400>, ack_within<30>, https_only> {
  /// The event types of the page.
  struct events {
    static constexpr std::string_view vending_completed = "vending.completed";
    static constexpr std::string_view vending_failed = "vending.failed";
    static constexpr std::string_view access_code_created = "access_code.created";
    static constexpr std::string_view access_code_used = "access_code.used";
    static constexpr std::string_view access_code_revoked = "access_code.revoked";
    static constexpr std::string_view meter_created = "meter.created";
    static constexpr std::string_view meter_approved = "meter.approved";
    static constexpr std::string_view meter_rejected = "meter.rejected";
    static constexpr std::string_view meter_deleted = "meter.deleted";
  };
};

}  // namespace providers
}  // namespace v0
}  // namespace hooklatch
