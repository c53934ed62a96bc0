// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/provider.hpp>

namespace hooklatch {
inline namespace v0 {
namespace providers {

/// Simpu, from its page "Why use webhook".
///
/// HMAC-SHA512 in base64 over the body alone, without a time: a captured delivery can be sent again for ever, so
/// deduplicate by the id. Only 200, 201 and 202 acknowledge; after anything else it delivers every hour for up to 24
/// hours. The type is upper case in bodies (`AIRTIME_SUCCESS`) and dotted in the documentation (`airtime.success`).
///
/// No public address of the page is known. It publishes no signature; the known answer in tests/providers/simpu.cpp
/// is the page's example event signed by an independent implementation.
struct simpu
    : provider<"simpu",
          mac<hmac_sha512>, signature<"x-simpu-webhook-signature", bare, base64>, signed_content<"{body}">,
          event_id<json<"/id">>, event_type<json<"/type">>,
          event_time<json<"/timestamp">, en_us_date_time>, event_data<json<"/data/object">>,
          reject<401, "Invalid signature">, acknowledge<200>, acknowledge_codes<200, 201, 202>,
          retries_every<3600, 24>, https_only> {};

}  // namespace providers
}  // namespace v0
}  // namespace hooklatch
