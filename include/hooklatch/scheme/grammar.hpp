// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/fixed_string.hpp>
#include <hooklatch/provider/part.hpp>
#include <hooklatch/scheme/encoding.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// What a grammar finds in the value of a signature header. The texts are views of that value.
class signature_fields {
 public:
  /// The most candidates that are kept, and so the highest `max_signatures`.
  static constexpr std::size_t capacity = 64;

  // No member initialisers for the list: only the first `candidates()` entries are ever read.
  signature_fields() noexcept {}  // NOLINT(modernize-use-equals-default)

  /// A text that may be the signature.
  void add_candidate(std::string_view text) noexcept {
    if (candidates_ < capacity) texts_[candidates_] = {text.data(), text.size()};
    ++candidates_;
  }
  /// The value of the field that `timestamp_in_signature` names.
  void add_timestamp(std::string_view text) noexcept {
    timestamp_ = text;
    ++timestamps_;
  }
  /// A well-formed element of another scheme or version. It is never compared.
  void add_other() noexcept { ++others_; }

  /// How many candidates stood there; may exceed `capacity`.
  [[nodiscard]] std::size_t candidates() const noexcept { return candidates_; }
  /// Precondition: `i < candidates()` and `i < capacity`.
  [[nodiscard]] std::string_view candidate(std::size_t i) const noexcept { return {texts_[i].data, texts_[i].size}; }
  [[nodiscard]] std::size_t timestamps() const noexcept { return timestamps_; }
  [[nodiscard]] std::string_view timestamp() const noexcept { return timestamp_; }
  [[nodiscard]] std::size_t others() const noexcept { return others_; }

 private:
  struct slice {
    const char* data;
    std::size_t size;
  };
  std::array<slice, capacity> texts_;
  std::size_t candidates_ = 0;
  std::size_t timestamps_ = 0;
  std::size_t others_ = 0;
  std::string_view timestamp_;
};

/// Purpose: where the candidates stand in the value of the signature header.
///
/// Exemplar: `bare`.
///
/// Models: `bare`, `prefixed<P>`, `key_value<Key, Separator>`, `version_list<Version>`.
///
/// `split` reports every candidate and the timestamp field, if `timestamp_field` is not empty; it reports nothing for
/// an element that it cannot read, so that a malformed neighbour never hides a good one. `join` is its inverse, for
/// the signer. `has_fields` says whether a timestamp can stand in the value.
template <class G>
concept signature_grammar = requires(std::string_view text, signature_fields& fields) {
  { G::split(text, text, fields) } noexcept -> std::same_as<void>;
  { G::join(text, text, text) } -> std::same_as<std::string>;
  { G::has_fields } -> std::convertible_to<bool>;
  { G::name } -> std::convertible_to<std::string_view>;
};

namespace detail {

[[nodiscard]] constexpr bool has_none_of(std::string_view text, std::string_view characters) noexcept {
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (std::size_t j = 0; j < characters.size(); ++j) {
      if (text[i] == characters[j]) return false;
    }
  }
  return true;
}

[[nodiscard]] constexpr bool is_ows(char c) noexcept { return c == ' ' || c == '\t'; }

/// Without the optional white space around it (RFC 9110 section 5.6.3).
[[nodiscard]] constexpr std::string_view trim_ows(std::string_view text) noexcept {
  while (!text.empty() && is_ows(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_ows(text.back())) text.remove_suffix(1);
  return text;
}

/// Calls `f` with every element between separators; an empty text has no element.
template <class F>
void for_each_element(std::string_view text, char separator, F f) noexcept {
  while (!text.empty()) {
    const auto end = text.find(separator);
    f(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
}

inline void split_key_values(std::string_view value, char separator, std::string_view key, std::string_view time_field,
                             signature_fields& fields) noexcept {
  for_each_element(value, separator, [&](std::string_view element) {
    element = trim_ows(element);
    const auto equals = element.find('=');
    if (equals == std::string_view::npos) return;
    const auto name = element.substr(0, equals);
    const auto content = element.substr(equals + 1);
    if (name == key) {
      fields.add_candidate(content);
    } else if (!time_field.empty() && name == time_field) {
      fields.add_timestamp(content);
    } else if (!name.empty()) {
      fields.add_other();
    }
  });
}

inline void split_versions(std::string_view value, std::string_view version, signature_fields& fields) noexcept {
  for_each_element(value, ' ', [&](std::string_view element) {
    const auto comma = element.find(',');
    if (comma == std::string_view::npos || comma == 0) return;
    if (element.substr(0, comma) == version) {
      fields.add_candidate(element.substr(comma + 1));
    } else {
      fields.add_other();
    }
  });
}

}  // namespace detail

/// The value is the signature.
struct bare {
  static constexpr std::string_view name = "bare";
  static constexpr bool has_fields = false;

  static void split(std::string_view value, std::string_view, signature_fields& fields) noexcept {
    fields.add_candidate(value);
  }
  [[nodiscard]] static std::string join(std::string_view signature, std::string_view, std::string_view) {
    return std::string(signature);
  }
};

/// A fixed text and then the signature: `prefixed<"sha256=">`. The prefix is compared byte by byte.
template <fixed_string Prefix>
struct prefixed {
  static_assert(Prefix.size() > 0, "hooklatch: an empty prefix; the grammar without one is called bare");
  static constexpr std::string_view name{Prefix.data, Prefix.size()};
  static constexpr bool has_fields = false;

  static void split(std::string_view value, std::string_view, signature_fields& fields) noexcept {
    if (value.starts_with(name)) fields.add_candidate(value.substr(name.size()));
  }
  [[nodiscard]] static std::string join(std::string_view signature, std::string_view, std::string_view) {
    return std::string(name) + std::string(signature);
  }
};

/// `key=value` pairs with optional white space around them. Signatures stand under `Key`, which may repeat:
/// `key_value<"v1">` reads `t=1774276200,v1=5257a8...,v1=99c3...,v0=...`.
template <fixed_string Key, char Separator = ','>
struct key_value {
  static_assert(Key.size() > 0, "hooklatch: key_value needs the key under which signatures stand");
  static_assert(Separator == ',' || Separator == ';' || Separator == '&' || Separator == '|',
                "hooklatch: key_value separates its pairs by one of , ; & |");
  static constexpr std::string_view name{Key.data, Key.size()};
  static_assert(detail::has_none_of(name, "= \t,;&|"), "hooklatch: a key of key_value holds no separator and no '='");
  static constexpr bool has_fields = true;

  static void split(std::string_view value, std::string_view time_field, signature_fields& fields) noexcept {
    detail::split_key_values(value, Separator, name, time_field, fields);
  }
  [[nodiscard]] static std::string join(std::string_view signature, std::string_view time_field,
                                        std::string_view time) {
    std::string value;
    if (!time_field.empty()) value.append(time_field).append(1, '=').append(time).append(1, Separator);
    return value.append(name).append(1, '=').append(signature);
  }
};

/// `version,signature` elements between spaces, as Standard Webhooks writes them: `version_list<"v1">` reads
/// `v1,g0hM9S... v1,bm9ldH... v1a,hnO3f9...`. Elements of another version are skipped.
template <fixed_string Version>
struct version_list {
  static_assert(Version.size() > 0, "hooklatch: version_list needs the version whose signatures it takes");
  static constexpr std::string_view name{Version.data, Version.size()};
  static_assert(detail::has_none_of(name, " ,"), "hooklatch: a version of version_list holds no blank and no comma");
  static constexpr bool has_fields = false;

  static void split(std::string_view value, std::string_view, signature_fields& fields) noexcept {
    detail::split_versions(value, name, fields);
  }
  [[nodiscard]] static std::string join(std::string_view signature, std::string_view, std::string_view) {
    return std::string(name) + ',' + std::string(signature);
  }
};

/// Provider part: which header holds the signature, how the header is built, and how the tag is written in it.
template <fixed_string Header, signature_grammar Grammar, text_encoding Encoding>
struct signature {
  using part_kind = detail::signature_part;
  using grammar = Grammar;
  using encoding = Encoding;
  static constexpr std::string_view header{Header.data, Header.size()};
};

}  // namespace v0
}  // namespace hooklatch
