// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/detail/header_slots.hpp>
#include <hooklatch/provider/table.hpp>
#include <hooklatch/verify/limits.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// What the headers of a delivery say: read and well formed, but believed by nobody yet.
class header_values {
 public:
  header_values() noexcept {}  // NOLINT(modernize-use-equals-default): the room for tags stays uninitialised
  header_values(const header_values&) = delete;
  header_values& operator=(const header_values&) = delete;

  /// Everything that is checked before a secret is used, in the documented order. Views go into `headers`.
  [[nodiscard]] result<void> read(const provider_table& provider, const limits& allowed,
                                  const header_slots& headers) noexcept {
    using slots = header_slots;
    const auto longest = allowed.max_header_value;
    if (auto good = headers.check(slots::signature, errc::missing_signature, false, longest); !good) return good;
    if (auto good = headers.check(slots::timestamp, errc::missing_timestamp, false, longest); !good) return good;
    if (auto good = headers.check(slots::id, errc::missing_id, false, longest); !good) return good;
    if (auto good = headers.check(slots::delivery_id, errc::missing_id, true, allowed.max_id); !good) return good;
    if (auto good = headers.check(slots::type, errc::event_mismatch, true, allowed.max_type); !good) return good;

    signature_fields fields;
    provider.split_signature(headers.value(slots::signature), provider.timestamp_field, fields);
    if (auto good = check_fields(provider, allowed, fields); !good) return good;
    if (auto good = decode(provider, fields); !good) return good;
    if (auto good = read_timestamp(provider, headers, fields); !good) return good;
    if (auto good = read_id(provider, allowed, headers); !good) return good;

    delivery_id_ = headers.value(slots::delivery_id);
    event_type_ = headers.value(slots::type);
    content_is_encoded_ = headers.content_is_encoded();
    return {};
  }

  /// A spliced id is visible ASCII without the separator that ends it in the recipe, so that it ends in one place only.
  [[nodiscard]] static bool is_spliceable_id(const provider_table& provider, std::string_view id) noexcept {
    int separator = -1;
    for (std::size_t i = 0; i < provider.recipe.size(); ++i) {
      if (provider.recipe[i].what == recipe_token::kind::id) separator = separator_of(provider.recipe, i);
    }
    for (const char c : id) {
      if (c < 0x21 || c > 0x7e || c == separator) return false;
    }
    return !id.empty();
  }

  [[nodiscard]] std::size_t tags() const noexcept { return tags_; }
  /// Precondition: `i < tags()`.
  [[nodiscard]] byte_view tag(std::size_t i) const noexcept { return byte_view(room_[i]).first(tag_size_); }
  [[nodiscard]] std::string_view timestamp_text() const noexcept { return timestamp_text_; }
  [[nodiscard]] instant timestamp() const noexcept { return timestamp_; }
  [[nodiscard]] std::string_view id() const noexcept { return id_; }
  [[nodiscard]] std::string_view delivery_id() const noexcept { return delivery_id_; }
  [[nodiscard]] std::string_view event_type() const noexcept { return event_type_; }
  [[nodiscard]] bool content_is_encoded() const noexcept { return content_is_encoded_; }

 private:
  static result<void> check_fields(const provider_table& provider, const limits& allowed,
                                   const signature_fields& fields) noexcept {
    if (!provider.timestamp_field.empty()) {
      if (fields.timestamps() == 0) return errc::missing_timestamp;
      if (fields.timestamps() > 1) return errc::duplicate_field;
    }
    if (fields.candidates() > allowed.max_signatures) {
      return error(errc::too_many_signatures).with_limit(static_cast<std::int64_t>(allowed.max_signatures));
    }
    if (fields.candidates() == 0) return fields.others() > 0 ? errc::unsupported_scheme : errc::malformed_signature;
    return {};
  }

  // A candidate that is not exactly one tag is dropped here, before anything is compared.
  result<void> decode(const provider_table& provider, const signature_fields& fields) noexcept {
    tag_size_ = digest_size(provider.digest);
    for (std::size_t i = 0; i < fields.candidates(); ++i) {
      const auto room = std::span<std::byte>(room_[tags_]).first(tag_size_);
      if (provider.decode_tag(fields.candidate(i), room) == tag_size_) ++tags_;
    }
    if (tags_ == 0) return errc::malformed_signature;
    return {};
  }

  result<void> read_timestamp(const provider_table& provider, const header_slots& headers,
                              const signature_fields& fields) noexcept {
    if (!provider.has_timestamp()) return {};
    timestamp_text_ = provider.timestamp_field.empty() ? headers.value(header_slots::timestamp) : fields.timestamp();
    const auto read = provider.parse_timestamp(timestamp_text_);
    if (!read) return errc::malformed_timestamp;
    timestamp_ = *read;
    return {};
  }

  result<void> read_id(const provider_table& provider, const limits& allowed, const header_slots& headers) noexcept {
    if (!provider.splices_id()) return {};
    id_ = headers.value(header_slots::id);
    if (id_.size() > allowed.max_id)
      return error(errc::malformed_id).with_limit(static_cast<std::int64_t>(allowed.max_id));
    if (!is_spliceable_id(provider, id_)) return errc::malformed_id;
    return {};
  }

  std::string_view timestamp_text_;
  std::string_view id_;
  std::string_view delivery_id_;
  std::string_view event_type_;
  bool content_is_encoded_ = false;
  instant timestamp_;
  std::size_t tags_ = 0;
  std::size_t tag_size_ = 0;
  std::array<std::array<std::byte, max_digest_size>, signature_fields::capacity> room_;
};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
