// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/fixed_string.hpp>
#include <hooklatch/provider/part.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// One piece of a recipe: a literal text, or a value that is spliced in as it was received.
struct recipe_token {
  enum class kind : std::uint8_t { literal, body, timestamp, id };

  kind what = kind::literal;
  std::string_view text;  ///< of a literal
};

namespace detail {

/// A recipe string, read at compile time. `unreadable_at` is where it stops making sense, or `npos`.
struct recipe {
  static constexpr std::size_t capacity = 12;
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

  std::array<recipe_token, capacity> tokens{};
  std::size_t size = 0;
  std::size_t unreadable_at = npos;

  [[nodiscard]] constexpr std::size_t count(recipe_token::kind what) const noexcept {
    std::size_t found = 0;
    for (std::size_t i = 0; i < size; ++i) found += tokens[i].what == what ? 1U : 0U;
    return found;
  }
  [[nodiscard]] constexpr bool has(recipe_token::kind what) const noexcept { return count(what) > 0; }
};

// Index loops instead of string_view's own searches: g++ 12 with -fsanitize=undefined refuses those in constant
// expressions over a template parameter object.
[[nodiscard]] constexpr bool same_text(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i]) return false;
  }
  return true;
}

[[nodiscard]] constexpr bool contains(std::string_view text, char c) noexcept {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == c) return true;
  }
  return false;
}

[[nodiscard]] constexpr recipe parse_recipe(std::string_view text) noexcept {
  recipe parsed;
  std::size_t at = 0;
  while (at < text.size()) {
    if (parsed.size == recipe::capacity) {
      parsed.unreadable_at = at;
      return parsed;
    }
    std::size_t end = at;
    recipe_token token;
    if (text[at] == '{') {
      while (end < text.size() && text[end] != '}') ++end;
      const std::string_view name(text.data() + at + 1, end - at - 1);
      if (same_text(name, "body")) {
        token.what = recipe_token::kind::body;
      } else if (same_text(name, "timestamp")) {
        token.what = recipe_token::kind::timestamp;
      } else if (same_text(name, "id")) {
        token.what = recipe_token::kind::id;
      } else {
        end = text.size();  // also where the brace is never closed
      }
      if (end == text.size()) {
        parsed.unreadable_at = at;
        return parsed;
      }
      ++end;
    } else {
      while (end < text.size() && text[end] != '{' && text[end] != '}') ++end;
      if (end < text.size() && text[end] == '}') {
        parsed.unreadable_at = end;
        return parsed;
      }
      token.text = std::string_view(text.data() + at, end - at);
    }
    parsed.tokens[parsed.size++] = token;
    at = end;
  }
  return parsed;
}

/// The character at which the value at `at` ends towards the body: the next one of the literal that follows it before
/// the body, or precedes it after the body. -1 where no literal stands there.
[[nodiscard]] constexpr int separator_of(std::span<const recipe_token> tokens, std::size_t at) noexcept {
  std::size_t body = 0;
  while (body < tokens.size() && tokens[body].what != recipe_token::kind::body) ++body;
  const auto& neighbour = tokens[at < body ? at + 1 : at - 1];  // at + 1 <= body, and at - 1 >= body
  if (neighbour.what != recipe_token::kind::literal) return -1;
  const auto nearest = at < body ? neighbour.text[0] : neighbour.text[neighbour.text.size() - 1];
  return static_cast<unsigned char>(nearest);
}

/// Whether two different deliveries can have the same signed bytes, because a value could end in more than one place:
/// it has no separator, or the separator can stand in the value. (An id never holds its separator: the verifier refuses
/// one that does.)
[[nodiscard]] constexpr bool is_ambiguous(const recipe& content, std::string_view timestamp_alphabet) noexcept {
  using kind = recipe_token::kind;
  const std::span<const recipe_token> tokens(content.tokens.data(), content.size);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].what != kind::timestamp && tokens[i].what != kind::id) continue;
    const int separator = separator_of(tokens, i);
    if (separator < 0) return true;
    if (tokens[i].what == kind::timestamp && contains(timestamp_alphabet, static_cast<char>(separator))) return true;
  }
  return false;
}

// The offset stands in the diagnostic as the template's argument.
template <std::size_t Offset>
constexpr bool recipe_is_readable() noexcept {
  static_assert(Offset == recipe::npos,
                "hooklatch: the recipe of signed_content<> cannot be read at this offset; placeholders are {body}, "
                "{timestamp} and {id}");
  return true;
}

}  // namespace detail

/// Provider part: the bytes under the MAC, as the provider's page writes them: `signed_content<"{timestamp}.{body}">`.
/// Values are spliced exactly as received and nothing is concatenated: the pieces are fed to the MAC one by one.
template <fixed_string Recipe>
struct signed_content {
  using part_kind = detail::signed_content_part;
  static constexpr std::string_view text{Recipe.data, Recipe.size()};
  static constexpr detail::recipe parsed = detail::parse_recipe(text);

  static_assert(detail::recipe_is_readable<parsed.unreadable_at>());
  static_assert(
      parsed.unreadable_at != detail::recipe::npos || parsed.count(recipe_token::kind::body) == 1,
      "hooklatch: the recipe of signed_content<> needs {body} exactly once; what is not signed proves nothing");
  static_assert(parsed.count(recipe_token::kind::timestamp) <= 1 && parsed.count(recipe_token::kind::id) <= 1,
                "hooklatch: the recipe of signed_content<> names a placeholder twice");
};

/// Provider part: says that the provider's recipe does not keep its values apart, and that this is known. Two
/// deliveries with the same signed bytes can then differ in where one value ends and the next begins.
struct ambiguous_by_design {
  using part_kind = detail::ambiguous_part;
};

}  // namespace v0
}  // namespace hooklatch
