// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/bytes.hpp>
#include <hooklatch/dedup/claim.hpp>
#include <hooklatch/dedup/redis_transport.hpp>
#include <hooklatch/detail/redis/scripts.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail {
namespace redis {

/// A hash of small fields is stored compactly as long as none is longer than this (hash-max-listpack-value).
inline constexpr std::size_t max_note = 64;

/// What fits `max_note`, and no half of a UTF-8 character.
[[nodiscard]] constexpr std::string_view note(std::string_view text) noexcept {
  if (text.size() <= max_note) return text;
  std::size_t size = max_note;
  const auto continues = [&] { return (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80; };
  while (size > max_note - 3 && continues()) --size;
  return text.substr(0, continues() ? max_note : size);
}

/// Milliseconds that Lua can add to a clock exactly: from `least` to a hundred years.
[[nodiscard]] constexpr std::int64_t bounded(std::chrono::milliseconds time, std::int64_t least) noexcept {
  return std::clamp<std::int64_t>(time.count(), least, std::int64_t{100} * 366 * 86400 * 1000);
}
[[nodiscard]] constexpr std::int64_t bounded(std::chrono::seconds time, std::int64_t least) noexcept {
  constexpr std::int64_t most = std::int64_t{100} * 366 * 86400;
  return std::max(least, std::clamp<std::int64_t>(time.count(), 0, most) * 1000);
}

/// One call of a script as a command, without its I/O: `EVALSHA sha 1 key argument...`. It holds what it renders, and
/// views of what it was given.
class script_call {
 public:
  script_call(const script& called, std::string_view prefix, const dedup_key& key) : script_(&called) {
    constexpr std::string_view digits = "0123456789abcdef";
    key_.reserve(prefix.size() + 2 * key.bytes.size());
    key_.append(prefix);
    for (const auto byte : key.bytes) {
      key_ += digits[byte >> 4];
      key_ += digits[byte & 0xf];
    }
    words_ = {"EVALSHA", called.sha(), "1", key_};
  }
  script_call(const script_call&) = delete;
  script_call& operator=(const script_call&) = delete;

  script_call& add(std::string_view text) noexcept {
    words_[size_++] = text;
    return *this;
  }
  script_call& add_number(std::int64_t number) noexcept { return add(rendered(number)); }
  script_call& add_fence(std::uint64_t fence) noexcept { return add(rendered(fence)); }

  [[nodiscard]] redis_command command() const noexcept { return std::span(words_).first(size_); }
  /// From now on by the script's text, for a server that does not know it, and knows it from then on.
  void by_text() noexcept {
    words_[0] = "EVAL";
    words_[1] = script_->text;
  }

 private:
  template <class Number>
  [[nodiscard]] std::string_view rendered(Number number) noexcept {
    auto& room = numbers_[rendered_++];
    const auto end = std::to_chars(room.data(), room.data() + room.size(), number).ptr;
    return {room.data(), static_cast<std::size_t>(end - room.data())};
  }

  const script* script_;
  std::string key_;
  std::array<std::string_view, 10> words_;
  std::size_t size_ = 4;
  std::array<std::array<char, 24>, 2> numbers_;
  std::size_t rendered_ = 0;
};

struct claim_call : script_call {
  claim_call(std::string_view prefix, const claim_request& request, bool with_label)
      : script_call(claim_script, prefix, request.key) {
    add_number(bounded(request.lease, 1));
    add_number(bounded(request.keep, 1));  // PEXPIRE 0 would delete the record in the middle of a script
    add(to_text(std::as_bytes(std::span(request.digest.bytes))));
    add(to_text(std::as_bytes(std::span(request.nonce.bytes))));
    add(request.conflict_refused ? "1" : "0");
    add(with_label ? note(request.label) : std::string_view());
  }
};
struct complete_call : script_call {
  complete_call(std::string_view prefix, const claim_token& token, std::chrono::seconds retention)
      : script_call(complete_script, prefix, token.key) {
    add_fence(token.fence).add_number(bounded(retention, 1));
  }
};
struct release_call : script_call {
  release_call(std::string_view prefix, const claim_token& token, std::string_view why)
      : script_call(release_script, prefix, token.key) {
    add_fence(token.fence).add(note(why));
  }
};
struct extend_call : script_call {
  extend_call(std::string_view prefix, const claim_token& token, std::chrono::milliseconds lease)
      : script_call(extend_script, prefix, token.key) {
    add_fence(token.fence).add_number(bounded(lease, 1));
  }
};
struct forget_call : script_call {
  forget_call(std::string_view prefix, const dedup_key& key) : script_call(forget_script, prefix, key) {}
};

}  // namespace redis
}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
