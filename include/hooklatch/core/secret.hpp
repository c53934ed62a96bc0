// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/bytes.hpp>
#include <hooklatch/core/clock.hpp>
#include <hooklatch/core/result.hpp>
#include <hooklatch/detail/secret_text.hpp>

#include <openssl/crypto.h>

#include <chrono>
#include <cstddef>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hooklatch {
inline namespace v0 {

/// The fewest bytes of a key, once decoded.
inline constexpr std::size_t min_secret_size = 16;

/// Lifts the floor of 16 bytes, and nothing else: for published test vectors, not for production.
struct allow_weak_secret_t {
  explicit allow_weak_secret_t() = default;
};
inline constexpr allow_weak_secret_t allow_weak_secret{};

/// The last second in which a secret is valid.
class not_after {
 public:
  /// Seconds since 1970, so that "the year 9999" fits as well.
  constexpr explicit not_after(std::chrono::sys_seconds last) noexcept : last_(last) {}
  /// A moment of `std::chrono::system_clock`, at any precision; rounded down to its second.
  template <class Duration>
  constexpr explicit not_after(std::chrono::sys_time<Duration> last) noexcept
      : last_(std::chrono::floor<std::chrono::seconds>(last)) {}
  [[nodiscard]] constexpr std::chrono::sys_seconds last() const noexcept { return last_; }

 private:
  std::chrono::sys_seconds last_;
};

/// The text of a secret on its way into `secret` or `verifier`: a string, bytes, or what `std::getenv` gave, where a
/// null pointer is the empty text and is refused like it.
class secret_text {
 public:
  secret_text(const char* text) noexcept : text_(text == nullptr ? std::string_view() : std::string_view(text)) {}
  secret_text(std::string_view text) noexcept : text_(text) {}
  secret_text(const std::string& text) noexcept : text_(text) {}
  secret_text(byte_view bytes) noexcept : text_(to_text(bytes)) {}

  [[nodiscard]] std::string_view expose() const noexcept { return text_; }

 private:
  std::string_view text_;
};

/// A shared secret, as the provider shows it: `secret("whsec_...")`. How its text encodes the key is the provider's
/// business, so the verifier decodes it.
///
/// It cannot be built empty, blank or all NUL (`empty_secret`) nor under 16 bytes (`weak_secret`); the verifier
/// measures again after decoding. The bytes are wiped when it is destroyed or moved from, and read only through
/// `expose()`.
class secret {
 public:
  /// As `make`, but throws `std::system_error` with a sentence that says what to do.
  explicit secret(secret_text text) : secret(make(text).value()) {}
  secret(secret_text text, not_after last) : secret(make(text, last).value()) {}
  secret(secret_text text, allow_weak_secret_t weak) : secret(make(text, weak).value()) {}
  secret(secret_text text, not_after last, allow_weak_secret_t weak) : secret(make(text, last, weak).value()) {}

  [[nodiscard]] static result<secret> make(secret_text text) { return build(text, std::nullopt, false); }
  [[nodiscard]] static result<secret> make(secret_text text, not_after last) { return build(text, last, false); }
  [[nodiscard]] static result<secret> make(secret_text text, allow_weak_secret_t) {
    return build(text, std::nullopt, true);
  }
  [[nodiscard]] static result<secret> make(secret_text text, not_after last, allow_weak_secret_t) {
    return build(text, last, true);
  }

  secret(const secret& other) = default;
  secret(secret&& other) noexcept
      : bytes_(std::move(other.bytes_)), last_(other.last_), weak_allowed_(other.weak_allowed_) {}
  secret& operator=(const secret& other) {
    if (this != &other) *this = secret(other);
    return *this;
  }
  secret& operator=(secret&& other) noexcept {
    if (this == &other) return *this;
    wipe();
    bytes_ = std::move(other.bytes_);
    last_ = other.last_;
    weak_allowed_ = other.weak_allowed_;
    return *this;
  }
  ~secret() { wipe(); }

  /// The bytes of the text, prefix and all. Search for this name to find every place that reads a secret.
  [[nodiscard]] std::string_view expose() const noexcept { return to_text(bytes_); }
  [[nodiscard]] std::optional<std::chrono::sys_seconds> last_valid_second() const noexcept { return last_; }
  [[nodiscard]] bool weak_allowed() const noexcept { return weak_allowed_; }

  // A secret is not printed, compared or hashed by accident.
  friend std::ostream& operator<<(std::ostream&, const secret&) = delete;
  friend bool operator==(const secret&, const secret&) = delete;

 private:
  secret(std::string_view text, std::optional<std::chrono::sys_seconds> last, bool weak_allowed)
      : bytes_(to_bytes(text).begin(), to_bytes(text).end()), last_(last), weak_allowed_(weak_allowed) {}

  static result<secret> build(secret_text given, std::optional<not_after> last, bool weak_allowed) {
    const std::string_view text = given.expose();
    if (detail::is_blank_secret(to_bytes(text))) return errc::empty_secret;
    // No form of a secret decodes to more bytes than it has characters.
    if (text.size() < min_secret_size && !weak_allowed) return error(errc::weak_secret).with_limit(min_secret_size);
    const auto second = last ? std::optional(last->last()) : std::nullopt;
    return secret(text, second, weak_allowed);
  }

  // Where it is inlined, g++ 12 warns of a pointer that the vector never holds.
  [[gnu::noinline]] void wipe() noexcept {
    if (!bytes_.empty()) OPENSSL_cleanse(bytes_.data(), bytes_.size());
    bytes_.clear();
  }

  std::vector<std::byte> bytes_;  // sized once, so no copy is left behind by growth
  std::optional<std::chrono::sys_seconds> last_;
  bool weak_allowed_ = false;
};

}  // namespace v0
}  // namespace hooklatch
