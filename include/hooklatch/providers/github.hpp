// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/provider.hpp>
#include <hooklatch/providers/github_events.hpp>

namespace hooklatch {
inline namespace v0 {
namespace providers {

/// GitHub, from https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries.
///
/// The body alone is signed, without a time; the event's name and the delivery id are headers outside the MAC. The
/// legacy SHA-1 header never counts. Bodies go up to 25 MB. Answer 2xx within 10 s. GitHub does not retry by itself;
/// a person can deliver again for three days, under the same delivery id. The known answer in
/// tests/providers/github.cpp is the example of GitHub's page.
struct github
    : provider<"github",
          mac<hmac_sha256>, signature<"X-Hub-Signature-256", prefixed<"sha256=">, hex>, signed_content<"{body}">,
          delivery_id<header<"X-GitHub-Delivery">>, event_type<header<"X-GitHub-Event">>, event_data<json<"">>,
          retried_for<259200>, ack_within<10>, body_cap<(25U << 20)>,
          documentation<"https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries">> {
  using events = github_events;
};

}  // namespace providers
}  // namespace v0
}  // namespace hooklatch
