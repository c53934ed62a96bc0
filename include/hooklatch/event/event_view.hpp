// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/detail/event_facts.hpp>
#include <hooklatch/json/limits.hpp>
#include <hooklatch/json/reader.hpp>
#include <hooklatch/json/scan.hpp>
#include <hooklatch/json/value.hpp>

#include <string_view>

namespace hooklatch {
inline namespace v0 {

class event;
namespace detail {
struct envelope_reader;
}

/// What a verified delivery tells: read from its body, which has to outlive the view. `event` owns its text instead.
class event_view : public detail::event_envelope {
 public:
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

 private:
  friend class event;
  friend struct detail::envelope_reader;
  event_view(const detail::event_facts& facts, std::string_view text) noexcept : event_envelope(facts), text_(text) {}

  std::string_view text_;
};

}  // namespace v0
}  // namespace hooklatch
