// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/provider.hpp>
#include <hooklatch/providers/stripe_events.hpp>

namespace hooklatch {
inline namespace v0 {
namespace providers {

/// Stripe, from https://docs.stripe.com/webhooks (Verify webhook signatures manually).
///
/// The secret is the text as shown, `whsec_` included. While a secret is rolled, one header holds several `v1`; the
/// test scheme `v0` never counts. Each attempt is signed anew, for up to three days. The page's example refuses with
/// 400. The known answer in tests/providers/stripe.cpp is the vector of Stripe's SDK tests.
struct stripe
    : provider<"stripe",
          mac<hmac_sha256>, signature<"Stripe-Signature", key_value<"v1">, hex>,
          timestamp_in_signature<"t", unix_seconds, tolerance<300>>, signed_content<"{timestamp}.{body}">,
          event_id<json<"/id">>, event_type<json<"/type">>, event_time<json<"/created">, unix_seconds>,
          event_data<json<"/data/object">>, live_flag<json<"/livemode">>,
          reject<400>, retried_for<259200>, documentation<"https://docs.stripe.com/webhooks">> {
  using events = stripe_events;
};

}  // namespace providers
}  // namespace v0
}  // namespace hooklatch
