// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/provider.hpp>
#include <hooklatch/providers/slack_events.hpp>

namespace hooklatch {
inline namespace v0 {
namespace providers {

/// Slack, from https://docs.slack.dev/authentication/verifying-requests-from-slack.
///
/// The signing secret looks like hex and is used as text. Answer 2xx within 3 s; three retries, at once, after 1 and
/// after 5 minutes. The known answer in tests/providers/slack.cpp is the example of Slack's page.
struct slack
    : provider<"slack",
          mac<hmac_sha256>, signature<"X-Slack-Signature", prefixed<"v0=">, hex>,
          timestamp<"X-Slack-Request-Timestamp", unix_seconds, tolerance<300>>,
          signed_content<"v0:{timestamp}:{body}">,
          event_id<json<"/event_id">>, event_type<json<"/event/type">>, event_time<json<"/event_time">, unix_seconds>,
          event_data<json<"/event">>, tenant<json<"/team_id">>,
          handshakes<handshake<when<json<"/type">, "url_verification">, echo<json<"/challenge">>>>,
          retries<0, 60, 300>, ack_within<3>,
          documentation<"https://docs.slack.dev/authentication/verifying-requests-from-slack">> {
  using events = slack_events;
};

}  // namespace providers
}  // namespace v0
}  // namespace hooklatch
