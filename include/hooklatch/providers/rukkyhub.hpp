// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/provider.hpp>

#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace providers {

/// RukkyHub, from its page "Webhooks - Developers".
///
/// The body alone is signed, without a time: a captured delivery can be sent again for ever, so deduplicate. There is
/// no event id; numbers such as `120.00` must reach the MAC as they came. The event header is not signed and has to
/// agree with the body. Answer any 2xx within 5 s; three retries after 10, 60 and 300 s.
///
/// No public address of the page is known. It publishes no signature; the known answer in
/// tests/providers/rukkyhub.cpp is the page's example event signed by an independent implementation.
struct rukkyhub
    : provider<"rukkyhub",
          mac<hmac_sha256>, signature<"X-Webhook-Signature", bare, hex>, signed_content<"{body}">,
          event_type<json<"/event">, header<"X-Webhook-Event">>,
          event_time<json<"/occurred_at">, iso8601>, event_data<category_key>,
          reject<401, "Invalid signature">, acknowledge<200, "OK">,
          retries<10, 60, 300>, ack_within<5>> {
  /// The event types that the page documents; the status field implies others.
  struct events {
    static constexpr std::string_view vtu_success = "vtu.success";
  };
};

}  // namespace providers
}  // namespace v0
}  // namespace hooklatch
