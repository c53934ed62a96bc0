// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/instant.hpp>
#include <hooklatch/core/result.hpp>
#include <hooklatch/scheme/digest.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// What a receiver asks of its verifier beside verdicts.
struct verifier_access {
  /// `body_too_large`, as `verify` would say it.
  template <class Verifier>
  [[nodiscard]] static result<void> check_size(const Verifier& verify, std::size_t body_size) noexcept {
    return verify.core_.check_frame({}, body_size);
  }

  /// The raw tag of a challenge; no value where there is no valid secret, or what is given can be a delivery.
  template <class Verifier>
  [[nodiscard]] static std::optional<std::string> challenge_tag(const Verifier& verify, std::string_view challenge,
                                                                instant now) {
    std::array<std::byte, max_digest_size> tag{};
    const auto size = verify.core_.challenge_tag(challenge, now, tag);
    if (!size) return std::nullopt;
    return std::string(reinterpret_cast<const char*>(tag.data()), *size);
  }
};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
