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
#include <initializer_list>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// A delivery's headers as they are kept beside its body: a JSON array of pairs, for people. Values of headers that carry
/// secrets, by the words in their names, are replaced.
class kept_headers {
 public:
  static constexpr std::size_t longest_value = 1024;
  static constexpr std::size_t most = 100;

  /// `also` are names whose values are replaced too.
  explicit kept_headers(const std::vector<std::string>& also) noexcept : also_(&also) {}

  template <header_source Headers>
  [[nodiscard]] std::string write(const Headers& headers, const provider_table& provider) const {
    std::string text = "[";
    std::size_t count = 0;
    auto add = [&](std::string_view name, std::string_view value) {
      if (name.empty() || ++count > most) return;
      text += text.size() > 1 ? ",[" : "[";
      append_quoted(text, name, 128);
      text += ',';
      append_quoted(text, is_secret(name) ? std::string_view("(not kept)") : trim_ows(value), longest_value);
      text += ']';
    };
    if constexpr (header_range<Headers>) {
      for (const auto& pair : headers) add(std::get<0>(pair), std::get<1>(pair));
    } else {
      // What cannot be listed is asked for by name.
      for (const std::string_view name :
           {std::string_view("Content-Type"), std::string_view("User-Agent"), provider.signature_header,
            provider.timestamp_header, header_of(provider.event_id), header_of(provider.delivery_id),
            header_of(provider.event_type), header_of(provider.event_type_also)}) {
        if (name.empty()) continue;
        for_each_value(headers, name, [&](std::string_view value) { add(name, value); });
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
      return both[1].unescaped().value_or(std::string());
    }
    return {};
  }

 private:
  [[nodiscard]] static std::string_view header_of(const source& place) noexcept {
    return place.in_header() ? place.where : std::string_view{};
  }

  [[nodiscard]] bool is_secret(std::string_view name) const {
    std::string low(name);
    std::transform(low.begin(), low.end(), low.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    for (const std::string_view word :
         {"authorization", "cookie", "token", "secret", "password", "api-key", "apikey", "credential"}) {
      if (low.find(word) != std::string::npos) return true;
    }
    return std::any_of(also_->begin(), also_->end(),
                       [&](const std::string& other) { return same_header_name(other, name); });
  }

  const std::vector<std::string>* also_;
};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
