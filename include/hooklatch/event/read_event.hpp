// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/detail/envelope_reader.hpp>
#include <hooklatch/event/envelope_options.hpp>
#include <hooklatch/event/event_view.hpp>
#include <hooklatch/verify/verified_delivery.hpp>

namespace hooklatch {
inline namespace v0 {

/// Reads the event of a verified delivery, as its provider lays it out. The view borrows the delivery's body. A
/// provider with `event_batch<>` is read by `read_events`; here it is `config_error`.
///
/// The first of these that fails is the reason: `unsupported_content_encoding`; the text is not JSON
/// (`payload_malformed`, `payload_invalid_utf8`, `payload_too_deep`, `payload_too_many_members`,
/// `payload_duplicate_key`); the provider's id or type is missing or empty (`payload_missing_field`) or no text of at
/// most 255 bytes without control characters (`payload_wrong_type`); a header outside the MAC tells another type
/// (`event_mismatch`); a test event came where none is taken (`test_event`); it is too old (`event_too_old`).
[[nodiscard]] inline result<event_view> read_event(const verified_delivery& delivery,
                                                   const envelope_options& options = {}) noexcept {
  if (delivery.provider().batch.present()) return errc::config_error;  // one event of many would be lost to view
  if (delivery.content_is_encoded()) return errc::unsupported_content_encoding;
  return detail::envelope_reader::read(delivery, delivery.body_text(), options);
}

}  // namespace v0
}  // namespace hooklatch
