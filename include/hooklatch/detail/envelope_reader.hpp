// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/detail/event_facts.hpp>
#include <hooklatch/event/envelope_options.hpp>
#include <hooklatch/event/event_time.hpp>
#include <hooklatch/event/event_view.hpp>
#include <hooklatch/json/scan.hpp>
#include <hooklatch/verify/verified_delivery.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail {

[[nodiscard]] constexpr errc to_errc(json_errc code) noexcept {
  switch (code) {
    case json_errc::invalid_utf8:
      return errc::payload_invalid_utf8;
    case json_errc::too_deep:
      return errc::payload_too_deep;
    case json_errc::too_many_members:
      return errc::payload_too_many_members;
    case json_errc::duplicate_name:
      return errc::payload_duplicate_key;
    case json_errc::malformed:
    case json_errc::none:
      break;
  }
  return errc::payload_malformed;
}

/// Reads the envelope of one event out of `text`, which is a delivery's body or an element of a batch in it: JSON,
/// required fields, header against body, test flag, age, in this order.
struct envelope_reader {
  [[nodiscard]] static result<event_view> read(const verified_delivery& delivery, std::string_view text,
                                               const envelope_options& options) noexcept {
    const auto& provider = delivery.provider();
    enum : std::size_t { id, type, time, data, flag, tenant };
    json_query fields[]{{pointer_of(provider.event_id)},   {pointer_of(provider.event_type)},
                        {pointer_of(provider.event_time)}, {pointer_of(provider.event_data)},
                        {pointer_of(provider.test_flag)},  {pointer_of(provider.tenant)}};
    if (const auto bad = json_scan(text, fields, options.json())) {
      return error(to_errc(bad.code)).with_offset(bad.offset);
    }
    event_facts facts;
    facts.provider = &provider;
    if (auto good = read_id(delivery, text, fields[id].value, options, facts); !good) return good.error();
    if (auto good = read_type(delivery, text, fields[type].value, facts); !good) return good.error();
    // Nothing rests on the tenant's being there, so one that is no text is none.
    if (provider.tenant.in_body()) static_cast<void>(read_text(fields[tenant].value, text, facts.tenant));
    if (provider.event_time.in_body()) facts.time = read_event_time(fields[time].value, provider.event_time_as);
    if (auto good = read_flag(provider, fields[flag].value, options, facts); !good) return good.error();
    if (auto good = check_age(delivery, options, facts); !good) return good.error();

    if (provider.event_data.kind == source_kind::json) facts.data = text_slice::of(fields[data].value, text);
    if (provider.event_data.kind == source_kind::category) {
      facts.data = find_category(facts.type.view(), text, options);
    }
    return event_view(facts, text);
  }

 private:
  // For a field that the provider has not, the whole text is asked for and left alone.
  static std::string_view pointer_of(const source& place) noexcept {
    return place.kind == source_kind::json ? place.where : std::string_view{};
  }

  static result<void> read_id(const verified_delivery& delivery, std::string_view text, const json_value& field,
                              const envelope_options& options, event_facts& facts) noexcept {
    const auto& provider = delivery.provider();
    facts.untrusted_delivery_id = inline_text(delivery.untrusted_delivery_id().value_or(std::string_view{}));
    if (const auto signed_id = delivery.signed_id()) facts.id = inline_text(*signed_id);
    if (!provider.event_id.in_body()) return {};
    if (!field.present() && !provider.id_fallback.empty()) return join_fallback(provider, text, options, facts.id);
    return read_text(field, text, facts.id);
  }

  static result<void> read_type(const verified_delivery& delivery, std::string_view text, const json_value& field,
                                event_facts& facts) noexcept {
    facts.untrusted_type = inline_text(delivery.untrusted_event_type().value_or(std::string_view{}));
    if (!delivery.provider().event_type.in_body()) return {};
    if (auto good = read_text(field, text, facts.type); !good) return good;
    // A header outside the MAC may say nothing, but not something else.
    const auto said = facts.untrusted_type.view();
    if (!said.empty() && said != facts.type.view()) return errc::event_mismatch;
    return {};
  }

  // A required text: a string that is not empty, fits, and holds no control character and no lone surrogate.
  static result<void> read_text(const json_value& field, std::string_view text, inline_text& into) noexcept {
    if (!field.present()) return errc::payload_missing_field;
    const auto wrong =
        error(errc::payload_wrong_type).with_offset(static_cast<std::size_t>(field.text().data() - text.data()));
    std::array<char, inline_text::capacity> room;
    const auto size = field.unescaped_to(room);
    if (!size) return wrong;
    if (*size == 0) return errc::payload_missing_field;
    for (std::size_t i = 0; i < *size; ++i) {
      const auto code = static_cast<unsigned char>(room[i]);
      if (code < 0x20 || code == 0x7f) return wrong;
    }
    into = inline_text(std::string_view(room.data(), *size));
    return {};
  }

  // `type-createdAt` and the like: the texts of the named fields, numbers as they are spelt.
  static result<void> join_fallback(const provider_table& provider, std::string_view text,
                                    const envelope_options& options, inline_text& into) noexcept {
    std::array<char, inline_text::capacity> room;
    std::size_t used = 0;
    for (const auto pointer : provider.id_fallback) {
      json_query wanted[]{{pointer}};
      if (const auto bad = json_scan(text, wanted, options.json())) {
        return error(to_errc(bad.code)).with_offset(bad.offset);  // a name stands twice on the way to this field
      }
      const auto& field = wanted[0].value;
      inline_text piece;
      if (field.is_number() && field.text().size() <= inline_text::capacity) {
        piece = inline_text(field.text());
      } else if (auto good = read_text(field, text, piece); !good) {
        return good;
      }
      if (used + 1 + piece.view().size() > room.size()) return errc::payload_wrong_type;
      if (used > 0) room[used++] = '-';
      used += piece.view().copy(room.data() + used, piece.view().size());
    }
    into = inline_text(std::string_view(room.data(), used));
    return {};
  }

  static result<void> read_flag(const provider_table& provider, const json_value& field,
                                const envelope_options& options, event_facts& facts) noexcept {
    if (!provider.test_flag.in_body()) return {};
    if (field.present()) {
      if (!field.is_true() && !field.is_false()) return errc::payload_wrong_type;
      facts.is_test = field.is_true() != provider.test_flag_means_live;
    }
    if (options.accepts_test_events()) return {};
    if (!facts.is_test) return errc::payload_missing_field;  // it has to say that it is live
    if (*facts.is_test) return errc::test_event;
    return {};
  }

  static result<void> check_age(const verified_delivery& delivery, const envelope_options& options,
                                const event_facts& facts) noexcept {
    const auto most = options.max_event_age_seconds();
    if (!most) return {};
    if (!facts.time) return errc::payload_missing_field;
    if (!facts.time->has_zone()) return errc::payload_wrong_type;
    const auto moment = facts.time->at();
    if (!more_than(moment, delivery.received_at(), *most)) return {};
    return error(errc::event_too_old).with_skew(milliseconds_between(moment, delivery.received_at())).with_limit(*most);
  }

  // The member at the top that is named as the type up to its first dot. Its name is known only now, so the text, which
  // is valid, is walked once more.
  static text_slice find_category(std::string_view type, std::string_view text,
                                  const envelope_options& options) noexcept {
    std::array<char, 2 * inline_text::capacity + 1> room;
    std::size_t size = 0;
    room[size++] = '/';
    for (const char c : type.substr(0, type.find('.'))) {
      const bool special = c == '~' || c == '/';
      room[size++] = special ? '~' : c;
      if (special) room[size++] = c == '~' ? '0' : '1';
    }
    json_query wanted[]{{std::string_view(room.data(), size)}};
    if (json_scan(text, wanted, options.json())) return {};
    return text_slice::of(wanted[0].value, text);
  }
};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
