// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/bytes.hpp>
#include <hooklatch/core/instant.hpp>
#include <hooklatch/detail/header_values.hpp>
#include <hooklatch/detail/inline_text.hpp>
#include <hooklatch/provider/table.hpp>
#include <hooklatch/verify/verified_delivery.hpp>

#include <cstddef>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// Makes the one type that says "verified".
struct delivery_maker {
  [[nodiscard]] static verified_delivery make(const provider_table& provider, byte_view body,
                                              const header_values& claimed, std::size_t secret_index,
                                              instant now) noexcept {
    verified_delivery delivery(provider, body);
    delivery.secret_index_ = secret_index;
    delivery.received_at_ = now;
    delivery.content_is_encoded_ = claimed.content_is_encoded();
    if (provider.has_timestamp()) {
      delivery.timestamp_ = claimed.timestamp();
      delivery.skew_ = milliseconds_between(claimed.timestamp(), now);
    }
    delivery.signed_id_ = inline_text(claimed.id());
    delivery.delivery_id_ = inline_text(claimed.delivery_id());
    delivery.event_type_ = inline_text(claimed.event_type());
    return delivery;
  }

  /// One that was verified before, and was kept since. `signed_id` and `event_type` are empty where the provider has them
  /// in the body.
  [[nodiscard]] static verified_delivery restore(const provider_table& provider, byte_view body, instant received_at,
                                                 std::string_view signed_id, std::string_view delivery_id,
                                                 std::string_view event_type) noexcept {
    verified_delivery delivery(provider, body);
    delivery.received_at_ = received_at;
    delivery.signed_id_ = inline_text(signed_id);
    delivery.delivery_id_ = inline_text(delivery_id);
    delivery.event_type_ = inline_text(event_type);
    return delivery;
  }
};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
