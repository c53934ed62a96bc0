// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/detail/field_name.hpp>
#include <hooklatch/detail/header_lines.hpp>
#include <hooklatch/detail/quoted_text.hpp>
#include <hooklatch/http/headers.hpp>
#include <hooklatch/json/elements.hpp>
#include <hooklatch/json/scan.hpp>
#include <hooklatch/provider/table.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// A delivery's headers as they are kept beside its body: a JSON array of pairs, for people. Those that the provider names
/// come first, then the others as they came, as far as there is room. Values of headers that carry secrets, by the words in
/// their names, are replaced.
class kept_headers {
 public:
  static constexpr std::size_t longest_value = 1024;
  static constexpr std::size_t room = 8192;  ///< characters; nothing is begun beyond them
  static constexpr std::string_view hidden = "(not kept)";

  /// `also` are names whose values are replaced too.
  explicit kept_headers(const std::vector<std::string>& also) noexcept : also_(&also) {}

  template <header_source Headers>
  [[nodiscard]] std::string write(const Headers& headers, const provider_table& provider) const {
    const std::array<std::string_view, 8> own{provider.signature_header,        provider.timestamp_header,
                                              header_of(provider.event_id),     header_of(provider.delivery_id),
                                              header_of(provider.event_type),   header_of(provider.event_type_also),
                                              std::string_view("Content-Type"), std::string_view("User-Agent")};
    std::string text = "[";
    auto add = [&](std::string_view name, std::string_view value) {
      if (name.empty() || text.size() > room) return;
      text += text.size() > 1 ? ",[" : "[";
      append_quoted(text, name, 128);
      text += ',';
      append_quoted(text, is_secret(name) ? hidden : trim_ows(value), longest_value);
      text += ']';
    };
    for (const auto name : own) {
      if (!name.empty()) for_each_value(headers, name, [&](std::string_view value) { add(name, value); });
    }
    if constexpr (header_range<Headers>) {  // the others cannot be listed otherwise
      for (const auto& pair : headers) {
        const std::string_view name = std::get<0>(pair);
        const bool is_own = std::any_of(own.begin(), own.end(),
                                        [&](std::string_view each) { return same_header_name(each, name); });
        if (!is_own) add(name, std::get<1>(pair));
      }
    }
    return text + "]";
  }

  /// The first value that is kept under a name; empty where there is none, or the text is none of ours.
  [[nodiscard]] static std::string find(std::string_view kept, std::string_view name) {
    json_query whole[]{{""}};
    if (name.empty() || json_scan(kept, whole)) return {};
    for (const auto& pair : json_elements(whole[0].value)) {
      std::array<json_value, 2> both;
      std::size_t size = 0;
      for (const auto& part : json_elements(pair)) {
        if (size < both.size()) both[size] = part;
        ++size;
      }
      if (size != both.size() || !both[0].is_string() || !both[1].is_string()) continue;
      const auto spelt = both[0].unescaped();
      if (!spelt || !same_header_name(*spelt, name)) continue;
      auto value = both[1].unescaped().value_or(std::string());
      return value == hidden ? std::string() : value;
    }
    return {};
  }

  /// Whether the header's value is not to be kept.
  [[nodiscard]] bool is_secret(std::string_view name) const {
    std::string low(name);
    std::transform(low.begin(), low.end(), low.begin(), [](char c) {
      if (c == '_') return '-';
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    });
    for (const std::string_view word :
         {"auth", "cookie", "token", "secret", "passw", "passphrase", "api-key", "apikey", "access-key", "private-key",
          "credential", "jwt", "assertion", "oidc", "session"}) {
      if (low.find(word) != std::string::npos) return true;
    }
    return std::any_of(also_->begin(), also_->end(),
                       [&](const std::string& other) { return same_header_name(other, name); });
  }

 private:
  [[nodiscard]] static std::string_view header_of(const source& place) noexcept {
    return place.in_header() ? place.where : std::string_view{};
  }

  const std::vector<std::string>* also_;
};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
