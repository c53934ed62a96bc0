// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/provider.hpp>

#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace providers {

/// Hackmamba, from its page "Webhooks".
///
/// The body alone is signed, without a time: a captured delivery can be sent again for ever, so deduplicate by the
/// id. Refusals are 400. Its page acknowledges what the handler could not do, so that no retry comes: such a failure
/// has to be on record before the answer leaves. Answer within 30 s; three retries after 1, 5 and 15 minutes.
///
/// No public address of the page is known. It publishes no signature; the known answer in
/// tests/providers/hackmamba.cpp is the page's example event signed by an independent implementation.
struct hackmamba
    : provider<"hackmamba",
          mac<hmac_sha256>, signature<"x-hackmamba-signature", prefixed<"sha256=">, hex>, signed_content<"{body}">,
          event_id<json<"/id">>, event_type<json<"/type">>, event_time<json<"/created">, unix_seconds>,
          event_data<json<"/data">>, live_flag<json<"/livemode">>,
          reject<400, "Invalid signature">, acknowledge<200, "OK">, handler_failure<200, "OK">,
          retries<60, 300, 900>, ack_within<30>, https_only> {
  /// The event types of the page.
  struct events {
    static constexpr std::string_view user_created = "user.created";
    static constexpr std::string_view user_updated = "user.updated";
    static constexpr std::string_view user_deleted = "user.deleted";
    static constexpr std::string_view project_created = "project.created";
    static constexpr std::string_view project_updated = "project.updated";
    static constexpr std::string_view project_deleted = "project.deleted";
    static constexpr std::string_view payment_succeeded = "payment.succeeded";
    static constexpr std::string_view payment_failed = "payment.failed";
    static constexpr std::string_view payment_refunded = "payment.refunded";
  };
  /// Other fields, for `event_view::find`.
  struct fields {
    static constexpr std::string_view request_id = "/request/id";
    static constexpr std::string_view pending_webhooks = "/pending_webhooks";
  };
};

}  // namespace providers
}  // namespace v0
}  // namespace hooklatch
