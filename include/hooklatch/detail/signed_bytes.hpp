// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/bytes.hpp>
#include <hooklatch/scheme/content.hpp>

#include <array>
#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// The values that a recipe splices.
struct spliced {
  std::string_view timestamp;
  std::string_view id;
};

/// Feeds the pieces of a recipe to a MAC, in order: those before the body, the body in as many parts as it comes, those
/// after it. Nothing is concatenated but short neighbours, which are gathered because every update costs as much as 16
/// bytes of hashing. The body is never copied.
template <class Run>
class signed_bytes {
 public:
  signed_bytes(Run& run, std::span<const recipe_token> recipe, const spliced& values) noexcept
      : run_(&run), recipe_(recipe), values_(&values) {}

  [[nodiscard]] bool begin() noexcept {
    while (next_ < recipe_.size() && recipe_[next_].what != recipe_token::kind::body) {
      if (!gather(recipe_[next_++])) return false;
    }
    ++next_;
    return flush();
  }
  [[nodiscard]] bool update(byte_view part) noexcept { return part.empty() || run_->update(part); }
  [[nodiscard]] bool finish(std::span<std::byte> tag) noexcept {
    while (next_ < recipe_.size()) {
      if (!gather(recipe_[next_++])) return false;
    }
    return flush() && run_->finish(tag);
  }

 private:
  [[nodiscard]] bool gather(const recipe_token& token) noexcept {
    std::string_view piece = token.text;
    if (token.what == recipe_token::kind::timestamp) piece = values_->timestamp;
    if (token.what == recipe_token::kind::id) piece = values_->id;
    if (piece.size() > room_.size() - held_ && !flush()) return false;
    if (piece.size() > room_.size()) return run_->update(to_bytes(piece));
    if (!piece.empty()) std::memcpy(room_.data() + held_, piece.data(), piece.size());
    held_ += piece.size();
    return true;
  }
  [[nodiscard]] bool flush() noexcept {
    const std::size_t size = held_;
    held_ = 0;
    return size == 0 || run_->update(byte_view(room_).first(size));
  }

  Run* run_;
  std::span<const recipe_token> recipe_;
  const spliced* values_;
  std::size_t next_ = 0;
  std::size_t held_ = 0;
  std::array<std::byte, 128> room_;
};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
