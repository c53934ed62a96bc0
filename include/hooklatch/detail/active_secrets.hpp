// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/keyring.hpp>
#include <hooklatch/core/result.hpp>
#include <hooklatch/detail/openssl.hpp>
#include <hooklatch/provider/table.hpp>
#include <hooklatch/scheme/mac_engine.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace hooklatch {
inline namespace v0 {
namespace detail {

/// A secret decoded and keyed. The text and the decoded bytes are gone once this stands.
template <mac_engine Engine>
struct active_secret {
  Engine engine;
  std::optional<std::chrono::sys_seconds> last;

  [[nodiscard]] bool valid_at(std::chrono::sys_seconds now) const noexcept { return !last || now <= *last; }
};

/// Decodes one secret as its provider writes it, and keys it. The floor of 16 bytes is measured here, on the key
/// itself.
template <mac_engine Engine>
[[nodiscard]] result<active_secret<Engine>> activate(const provider_table& provider, const secret& given) {
  std::vector<std::byte> room(given.expose().size());
  const auto size = provider.decode_secret(given.expose(), room);
  auto made = [&]() -> result<active_secret<Engine>> {
    if (!size) return errc::bad_secret_encoding;
    const auto key = byte_view(room).first(*size);
    if (is_blank_secret(key)) return errc::empty_secret;
    if (key.size() < min_secret_size && !given.weak_allowed()) {
      return error(errc::weak_secret).with_limit(static_cast<std::int64_t>(min_secret_size));
    }
    auto engine = Engine::make(provider.digest, key);
    if (!engine) return engine.error();
    return active_secret<Engine>{std::move(*engine), given.last_valid_second()};
  }();
  cleanse(room);
  return made;
}

/// All secrets of a keyring, or the first refusal with the index of its secret.
template <mac_engine Engine>
[[nodiscard]] result<std::vector<active_secret<Engine>>> activate_all(const provider_table& provider,
                                                                      const keyring& secrets) {
  if (secrets.size() == 0) return errc::empty_secret;  // a keyring that was moved from
  std::vector<active_secret<Engine>> active;
  active.reserve(secrets.size());
  for (const auto& each : secrets) {
    auto made = activate<Engine>(provider, each);
    if (!made) return made.error().with_offset(active.size());
    active.push_back(std::move(*made));
  }
  return active;
}

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
