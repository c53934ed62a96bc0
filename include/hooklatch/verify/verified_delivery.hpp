// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/bytes.hpp>
#include <hooklatch/core/instant.hpp>
#include <hooklatch/detail/inline_text.hpp>
#include <hooklatch/provider/table.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail {
struct delivery_maker;
}

/// A delivery that a verifier has proved to come from the provider and to be fresh. Only a verifier can make one, so a
/// function that takes one cannot be called with anything else.
///
/// It owns its id and time. The body is a view of the request's bytes: keep the request as long as the body is read.
class verified_delivery {
 public:
  [[nodiscard]] const provider_table& provider() const noexcept { return *provider_; }

  /// The signed bytes, as they came.
  [[nodiscard]] byte_view body() const& noexcept { return body_; }
  [[nodiscard]] std::string_view body_text() const& noexcept { return to_text(body_); }

  /// The id that the recipe signs, as Standard Webhooks has it; no value where the id is in the body or nowhere.
  [[nodiscard]] std::optional<std::string_view> signed_id() const& noexcept { return present(signed_id_); }
  std::optional<std::string_view> signed_id() && = delete;

  /// The signed time of the delivery; no value where the provider signs none, and then nothing says that it is fresh.
  [[nodiscard]] std::optional<instant> timestamp() const noexcept { return timestamp_; }
  /// The receiver's clock minus the signed time, truncated to milliseconds.
  [[nodiscard]] std::optional<std::chrono::milliseconds> skew() const noexcept { return skew_; }

  /// When the receiver verified it, by its own clock.
  [[nodiscard]] instant received_at() const noexcept { return received_at_; }

  /// Whether a `Content-Encoding` other than `identity` came: then the body is not what the event's text looks like.
  [[nodiscard]] bool content_is_encoded() const noexcept { return content_is_encoded_; }

  /// Which secret matched: its index in the keyring. When it is always 0, the older ones can go.
  [[nodiscard]] std::size_t secret_index() const noexcept { return secret_index_; }

  /// Headers that are not under the MAC. Whoever captured one delivery can send it again with other values, so nothing
  /// may rest on them; they are for people and logs.
  [[nodiscard]] std::optional<std::string_view> untrusted_delivery_id() const& noexcept {
    return present(delivery_id_);
  }
  std::optional<std::string_view> untrusted_delivery_id() && = delete;
  [[nodiscard]] std::optional<std::string_view> untrusted_event_type() const& noexcept { return present(event_type_); }
  std::optional<std::string_view> untrusted_event_type() && = delete;

  /// What is under the MAC.
  [[nodiscard]] bool timestamp_is_signed() const noexcept { return provider_->timestamp_is_signed; }
  [[nodiscard]] bool id_is_signed() const noexcept { return provider_->id_is_signed; }
  [[nodiscard]] bool type_is_signed() const noexcept { return provider_->type_is_signed; }

 private:
  friend struct detail::delivery_maker;
  verified_delivery(const provider_table& provider, byte_view body) noexcept : provider_(&provider), body_(body) {}

  static std::optional<std::string_view> present(const detail::inline_text& text) noexcept {
    if (text.empty()) return std::nullopt;
    return text.view();
  }

  const provider_table* provider_;
  byte_view body_;
  std::size_t secret_index_ = 0;
  instant received_at_;
  bool content_is_encoded_ = false;
  std::optional<instant> timestamp_;
  std::optional<std::chrono::milliseconds> skew_;
  detail::inline_text signed_id_;
  detail::inline_text delivery_id_;
  detail::inline_text event_type_;
};

}  // namespace v0
}  // namespace hooklatch
