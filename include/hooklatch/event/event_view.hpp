// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/detail/event_facts.hpp>
#include <hooklatch/event/event_time.hpp>
#include <hooklatch/json/limits.hpp>
#include <hooklatch/json/reader.hpp>
#include <hooklatch/json/scan.hpp>
#include <hooklatch/json/value.hpp>
#include <hooklatch/provider/table.hpp>

#include <optional>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

class event;
namespace detail {
struct envelope_reader;
}

/// What a verified delivery tells: read from its body, which has to outlive the view. `event` owns its text instead.
class event_view {
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

  /// What the event is about, as it stands in the body; `present()` is false where it is missing.
  [[nodiscard]] json_value data() const noexcept { return facts_.data.in(text_); }
  /// The same, read by the application's JSON library or into its own type: see `json_reader`.
  template <class T>
  [[nodiscard]] T data_as() const {
    return json_reader<T>::read(data().text());
  }
  /// Any other field of the event, by JSON pointer, such as `/request/id`; providers name theirs as constants. One that
  /// is not there has no value, nor has one that a name stands twice on the way to.
  [[nodiscard]] json_value find(std::string_view pointer) const noexcept {
    json_query wanted[]{{pointer}};
    json_limits widest;  // the text has passed the receiver's own limits
    widest.max_depth = json_limits::deepest;
    widest.max_members = json_limits::most_members;
    if (json_scan(text_, wanted, widest)) return {};
    return wanted[0].value;
  }
  /// The event's JSON as it came: the whole body, or its element of a batch.
  [[nodiscard]] std::string_view text() const noexcept { return text_; }

  /// Headers outside the MAC: for people and logs, and for a type that the provider tells nowhere else.
  [[nodiscard]] std::string_view untrusted_type() const& noexcept { return facts_.untrusted_type.view(); }
  std::string_view untrusted_type() && = delete;
  [[nodiscard]] std::string_view untrusted_delivery_id() const& noexcept { return facts_.untrusted_delivery_id.view(); }
  std::string_view untrusted_delivery_id() && = delete;

 private:
  friend class event;
  friend struct detail::envelope_reader;
  event_view(const detail::event_facts& facts, std::string_view text) noexcept : facts_(facts), text_(text) {}

  detail::event_facts facts_;
  std::string_view text_;
};

}  // namespace v0
}  // namespace hooklatch
