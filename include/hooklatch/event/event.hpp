// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/event/event_view.hpp>
#include <hooklatch/json/reader.hpp>
#include <hooklatch/json/value.hpp>

#include <string>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// An event that owns its text, for queues and other threads: `event kept(view);`. It holds offsets, so moving it is
/// safe; what it hands out are views into it, and a temporary hands out none.
class event : public detail::event_envelope {
 public:
  /// Copies the event's text. May throw `std::bad_alloc`.
  explicit event(const event_view& seen) : event_envelope(seen.facts_), text_(seen.text_) {}

  /// All that an `event_view` has; it borrows this object.
  [[nodiscard]] event_view view() const& noexcept { return event_view(facts_, text_); }
  event_view view() && = delete;

  [[nodiscard]] json_value data() const& noexcept { return facts_.data.in(text_); }
  json_value data() && = delete;
  /// May be called on a temporary: what it returns is the application's own.
  template <class T>
  [[nodiscard]] T data_as() const {
    return json_reader<T>::read(facts_.data.in(text_).text());
  }
  [[nodiscard]] json_value find(std::string_view pointer) const& noexcept { return view().find(pointer); }
  json_value find(std::string_view pointer) && = delete;
  [[nodiscard]] std::string_view text() const& noexcept { return text_; }
  std::string_view text() && = delete;

 private:
  std::string text_;
};

}  // namespace v0
}  // namespace hooklatch
