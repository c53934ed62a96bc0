// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/detail/inline_text.hpp>
#include <hooklatch/event/event_time.hpp>
#include <hooklatch/json/value.hpp>
#include <hooklatch/provider/table.hpp>

#include <cstddef>
#include <optional>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// A slice of a text as offsets, so that the text may move.
struct text_slice {
  std::size_t offset = 0;
  std::size_t size = 0;
  json_kind kind = json_kind::none;
  bool escaped = false;

  [[nodiscard]] static text_slice of(const json_value& value, std::string_view text) noexcept {
    if (!value.present()) return {};
    return {static_cast<std::size_t>(value.text().data() - text.data()), value.text().size(), value.kind(),
            value.is_escaped()};
  }
  [[nodiscard]] json_value in(std::string_view text) const noexcept {
    if (kind == json_kind::none || offset > text.size()) return {};  // the text of an event that was moved from is gone
    return json_value(kind, text.substr(offset, size), escaped);
  }
};

/// What the envelope of one event says, without a pointer into its text.
struct event_facts {
  const provider_table* provider = nullptr;
  inline_text id;
  inline_text type;
  inline_text tenant;
  inline_text untrusted_type;
  inline_text untrusted_delivery_id;
  std::optional<event_moment> time;
  std::optional<bool> is_test;
  text_slice data;
};

/// What `event` and `event_view` tell alike: all of the envelope that needs no text beside it. A temporary hands out no
/// views.
class event_envelope {
 public:
  [[nodiscard]] const provider_table& provider() const noexcept { return *facts_.provider; }

  /// The event's id, under the MAC, escapes resolved; empty where the provider signs none.
  [[nodiscard]] std::string_view id() const& noexcept { return facts_.id.view(); }
  std::string_view id() && = delete;
  /// The event's type, under the MAC, as it is spelt; empty where only an unsigned header tells it.
  [[nodiscard]] std::string_view type() const& noexcept { return facts_.type.view(); }
  std::string_view type() && = delete;
  /// When it happened; no value where the body does not tell, or not in the provider's format.
  [[nodiscard]] std::optional<event_moment> time() const noexcept { return facts_.time; }
  /// Whether it is a test; no value where the provider does not tell.
  [[nodiscard]] std::optional<bool> is_test() const noexcept { return facts_.is_test; }
  /// Whose event it is, where the provider tells (an organisation, an account); else empty.
  [[nodiscard]] std::string_view tenant() const& noexcept { return facts_.tenant.view(); }
  std::string_view tenant() && = delete;

  /// Headers outside the MAC: for people and logs, and for a type that the provider tells nowhere else.
  [[nodiscard]] std::string_view untrusted_type() const& noexcept { return facts_.untrusted_type.view(); }
  std::string_view untrusted_type() && = delete;
  [[nodiscard]] std::string_view untrusted_delivery_id() const& noexcept { return facts_.untrusted_delivery_id.view(); }
  std::string_view untrusted_delivery_id() && = delete;

 protected:
  explicit event_envelope(const event_facts& facts) noexcept : facts_(facts) {}

  event_facts facts_;
};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
