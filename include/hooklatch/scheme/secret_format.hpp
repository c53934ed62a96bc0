// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/detail/secret_text.hpp>
#include <hooklatch/provider/part.hpp>

#include <concepts>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// Purpose: how the text of a secret encodes the key. The provider decides; the text's prefix never does.
///
/// Exemplar: `raw_secret`.
///
/// Models: `raw_secret`, `whsec_secret`, `base64_secret`, `hex_secret`.
///
/// `decode` writes at most `text.size()` bytes, and answers how many, or fails. No branch or address depends on the
/// text.
template <class F>
concept secret_encoding = requires(std::string_view text, std::span<std::byte> out) {
  { F::decode(text, out) } noexcept -> std::same_as<std::optional<std::size_t>>;
  { F::name } -> std::convertible_to<std::string_view>;
};

/// The text is the key, byte for byte, prefix included (the `whsec_...` of Stripe and of Zuba).
struct raw_secret {
  static constexpr std::string_view name = "raw";

  [[nodiscard]] static std::optional<std::size_t> decode(std::string_view text, std::span<std::byte> out) noexcept {
    if (text.size() > out.size()) return std::nullopt;
    for (std::size_t i = 0; i < text.size(); ++i) out[i] = static_cast<std::byte>(text[i]);
    return text.size();
  }
};

/// `whsec_` and the key in base64, as Standard Webhooks defines it. The prefix and the padding may be missing, as in
/// its reference libraries; the rest is strict.
struct whsec_secret {
  static constexpr std::string_view name = "whsec_ + base64";

  [[nodiscard]] static std::optional<std::size_t> decode(std::string_view text, std::span<std::byte> out) noexcept {
    constexpr std::string_view prefix = "whsec_";
    if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
    return detail::decode_secret_sextets(detail::without_padding(text), out);
  }
};

/// The key in base64 (RFC 4648 section 4), padded.
struct base64_secret {
  static constexpr std::string_view name = "base64";

  [[nodiscard]] static std::optional<std::size_t> decode(std::string_view text, std::span<std::byte> out) noexcept {
    if (text.size() % 4 != 0) return std::nullopt;
    return detail::decode_secret_sextets(detail::without_padding(text), out);
  }
};

/// The key in hex, in either case.
struct hex_secret {
  static constexpr std::string_view name = "hex";

  [[nodiscard]] static std::optional<std::size_t> decode(std::string_view text, std::span<std::byte> out) noexcept {
    return detail::decode_secret_hex(text, out);
  }
};

/// Provider part: the form of the secret; `raw_secret` where a provider names none.
template <secret_encoding Format>
struct secret_format {
  using part_kind = detail::secret_format_part;
  using format = Format;
};

}  // namespace v0
}  // namespace hooklatch
