// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/result.hpp>
#include <hooklatch/http/headers.hpp>
#include <hooklatch/provider/table.hpp>
#include <hooklatch/verify/limits.hpp>

#include <array>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <tuple>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// Whether a byte may not stand in a field value at all (RFC 9110 section 5.5), HTAB excepted.
[[nodiscard]] constexpr bool is_control(char c) noexcept {
  const auto code = static_cast<unsigned char>(c);
  return (code < 0x20 && c != '\t') || code == 0x7f;
}

/// The headers that one provider's deliveries are verified and read by: how many copies came, and the first one's
/// value. Values are copied, so that a framework that makes them up as it is asked may throw them away at once.
class header_slots {
 public:
  // Those up to `count` have values that are kept; `Content-Encoding` is only looked at.
  enum slot : std::size_t { signature, timestamp, id, delivery_id, type, count, encoding = count, all };

  // The room for values is left uninitialised; only what was copied in is read.
  header_slots(const provider_table& provider, const limits& allowed) noexcept : allowed_(&allowed) {
    names_[signature] = provider.signature_header;
    names_[timestamp] = provider.timestamp_header;
    if (provider.event_id.in_header()) names_[id] = provider.event_id.where;
    if (provider.delivery_id.in_header()) names_[delivery_id] = provider.delivery_id.where;
    names_[type] = provider.type_header();
    names_[encoding] = "Content-Encoding";
  }
  header_slots(const header_slots&) = delete;
  header_slots& operator=(const header_slots&) = delete;

  /// Reads all of them from a request's headers: in one pass over a range, with one question a name to a callable.
  template <header_source H>
  void collect(const H& headers) {
    if constexpr (header_range<H>) {
      for (const auto& pair : headers) offer(std::get<0>(pair), std::get<1>(pair));
    } else {
      for (std::size_t i = 0; i < all; ++i) {
        if (!wanted(i)) continue;
        auto take = [this, i](std::string_view value) { add(i, value); };
        const std::size_t copies = static_cast<std::size_t>(headers(names_[i], header_sink(take)));
        // A callable that counts more copies than it showed is believed.
        if (i < count && copies > found_[i].copies) found_[i].copies = copies;
      }
    }
  }

  [[nodiscard]] bool wanted(std::size_t i) const noexcept { return !names_[i].empty(); }
  [[nodiscard]] std::string_view value(std::size_t i) const noexcept { return found_[i].value; }
  /// Whether any `Content-Encoding` but `identity` came. It is judged after the MAC, so its value is not kept.
  [[nodiscard]] bool content_is_encoded() const noexcept { return content_is_encoded_; }

  /// Count, size and control bytes of one header, in this order. `missing` is the refusal where there is none, or where
  /// it is empty; an optional header may be missing.
  [[nodiscard]] result<void> check(std::size_t i, errc missing, bool optional, std::size_t longest) const noexcept {
    if (!wanted(i)) return {};
    const auto& header = found_[i];
    if (header.copies > 1) return errc::duplicate_header;
    if (header.copies == 0 || header.size == 0) {
      if (optional) return {};
      return missing;
    }
    if (header.size > longest || header.size > header.value.size()) {
      return error(errc::header_too_large).with_limit(static_cast<std::int64_t>(longest));
    }
    for (const char c : header.value) {
      if (is_control(c)) return errc::invalid_header;
    }
    return {};
  }

 private:
  struct found {
    std::string_view value;  // a copy in room_, or nothing where it did not fit
    std::size_t size = 0;    // what it had
    std::size_t copies = 0;
  };

  void offer(std::string_view name, std::string_view value) noexcept {
    for (std::size_t i = 0; i < all; ++i) {
      if (wanted(i) && same_header_name(name, names_[i])) add(i, value);
    }
  }

  void add(std::size_t i, std::string_view value) noexcept {
    value = trim_ows(value);
    if (i == encoding) {
      content_is_encoded_ |= !value.empty() && !same_header_name(value, "identity");
      return;
    }
    if (++found_[i].copies > 1) return;  // refused whatever it says
    found_[i].size = value.size();
    if (value.empty() || value.size() > allowed_->max_header_value || value.size() > room_.size() - used_) return;
    std::memcpy(room_.data() + used_, value.data(), value.size());
    found_[i].value = std::string_view(room_.data() + used_, value.size());
    used_ += value.size();
  }

  const limits* allowed_;
  std::array<std::string_view, all> names_{};
  std::array<found, count> found_{};
  std::size_t used_ = 0;
  bool content_is_encoded_ = false;
  std::array<char, largest_header_value> room_;  // for all of them together
};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
