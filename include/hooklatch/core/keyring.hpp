// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/secret.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <utility>
#include <vector>

namespace hooklatch {
inline namespace v0 {

/// The secrets that are valid side by side while one replaces another, newest first. Each delivery costs one MAC for
/// every secret that is tried, so at most 16.
class keyring {
 public:
  static constexpr std::size_t capacity = 16;

  /// One secret.
  keyring(secret only) { secrets_.push_back(std::move(only)); }

  /// A rotation list. Throws `std::system_error` with `empty_secret` for an empty list, `config_error` for more
  /// than 16.
  keyring(std::initializer_list<secret> secrets) : keyring(make(std::vector<secret>(secrets)).value()) {}

  /// As the constructor, without exceptions.
  [[nodiscard]] static result<keyring> make(std::vector<secret> secrets) {
    if (secrets.empty()) return errc::empty_secret;
    if (secrets.size() > capacity) return error(errc::config_error).with_limit(static_cast<std::int64_t>(capacity));
    return keyring(std::move(secrets));
  }

  [[nodiscard]] std::size_t size() const noexcept { return secrets_.size(); }
  [[nodiscard]] auto begin() const noexcept { return secrets_.begin(); }
  [[nodiscard]] auto end() const noexcept { return secrets_.end(); }

 private:
  explicit keyring(std::vector<secret>&& secrets) noexcept : secrets_(std::move(secrets)) {}

  std::vector<secret> secrets_;
};

}  // namespace v0
}  // namespace hooklatch
