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

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
