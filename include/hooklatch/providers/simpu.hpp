// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/provider.hpp>

#include <string_view>

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
          tenant<json<"/data/object/organisation_id">>,
          reject<401, "Invalid signature">, acknowledge<200>, acknowledge_codes<200, 201, 202>,
          retries_every<3600, 24>, https_only> {
  /// The event types of the page, which will be added to. Deliveries may spell them `AIRTIME_SUCCESS`: see
  /// `dispatcher::normalise_types`.
  struct events {
    static constexpr std::string_view airtime_success = "airtime.success";
    static constexpr std::string_view airtime_failed = "airtime.failed";
    static constexpr std::string_view airtime_duplicate = "airtime.duplicate";
    static constexpr std::string_view airtime_error = "airtime.error";
    static constexpr std::string_view text_delivered = "text.delivered";
    static constexpr std::string_view text_undelivered = "text.undelivered";
    static constexpr std::string_view text_clicked = "text.clicked";
    static constexpr std::string_view email_delivered = "email.delivered";
    static constexpr std::string_view email_bounced = "email.bounced";
    static constexpr std::string_view email_opened = "email.opened";
    static constexpr std::string_view email_clicked = "email.clicked";
  };
  /// Other fields, for `event_view::find`.
  struct fields {
    static constexpr std::string_view callback = "/data/object/callback";
    static constexpr std::string_view created = "/data/object/created_datetime";  ///< without a zone
  };
};

}  // namespace providers
}  // namespace v0
}  // namespace hooklatch
