// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// Writes Prometheus' text exposition format, version 0.0.4. Names, types and help texts are ours and need no escape.
class prometheus_text {
 public:
  void family(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    text_.append("# HELP ").append(name).append(" ").append(help).append("\n");
    text_.append("# TYPE ").append(name).append(" ").append(type).append("\n");
  }
  /// One sample of the family; `suffix` such as `_bucket`. A value is a number's text.
  void sample(std::string_view suffix, std::initializer_list<std::pair<std::string_view, std::string_view>> labels,
              std::string_view value) {
    text_.append(name_).append(suffix);
    char before = '{';
    for (const auto& [label, labelled] : labels) {
      text_ += before;
      text_.append(label).append("=\"");
      escape(labelled);
      text_ += '"';
      before = ',';
    }
    if (labels.size() > 0) text_ += '}';
    text_.append(" ").append(value).append("\n");
  }
  [[nodiscard]] std::string take() noexcept { return std::move(text_); }

 private:
  void escape(std::string_view value) {
    for (const char c : value) {
      if (c == '\\' || c == '"') text_ += '\\';
      if (c == '\n') {
        text_ += "\\n";
      } else {
        text_ += c;
      }
    }
  }

  std::string text_;
  std::string_view name_;
};

/// Seconds with nine decimals.
[[nodiscard]] inline std::string seconds_text(std::uint64_t nanoseconds) {
  std::string decimals = std::to_string(nanoseconds % 1'000'000'000);
  decimals.insert(0, 9 - decimals.size(), '0');
  return std::to_string(nanoseconds / 1'000'000'000) + '.' + decimals;
}

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
