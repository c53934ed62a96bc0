// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/scheme/hmac_in_module.hpp>
#include <hooklatch/scheme/hmac_midstates.hpp>

#include <optional>
#include <utility>
#include <variant>

namespace hooklatch {
inline namespace v0 {

/// The default engine: `hmac_midstates`, or `hmac_in_module` where OpenSSL's default properties ask for FIPS when the
/// secret is keyed.
class hmac_engine {
 public:
  class run;

  [[nodiscard]] static result<hmac_engine> make(digest_algorithm algorithm, byte_view key) noexcept {
    if (EVP_default_properties_is_fips_enabled(nullptr) == 1) return wrap(hmac_in_module::make(algorithm, key));
    return wrap(hmac_midstates::make(algorithm, key));
  }

  [[nodiscard]] bool in_module() const noexcept { return std::holds_alternative<hmac_in_module>(engine_); }
  [[nodiscard]] run begin() const noexcept;

 private:
  template <class Engine>
  explicit hmac_engine(Engine&& engine) noexcept : engine_(std::forward<Engine>(engine)) {}

  template <class Engine>
  static result<hmac_engine> wrap(result<Engine>&& made) noexcept {
    if (!made) return made.error();
    return hmac_engine(std::move(*made));
  }

  std::variant<hmac_midstates, hmac_in_module> engine_;
};

/// One computation; see `mac_engine`.
class hmac_engine::run {
 public:
  explicit run(const hmac_engine& engine) noexcept {
    if (const auto* midstates = std::get_if<hmac_midstates>(&engine.engine_)) {
      midstates_.emplace(*midstates);
    } else if (const auto* module = std::get_if<hmac_in_module>(&engine.engine_)) {
      module_.emplace(*module);
    }
  }
  [[nodiscard]] bool update(byte_view bytes) noexcept {
    if (midstates_) return midstates_->update(bytes);
    return module_ && module_->update(bytes);
  }
  [[nodiscard]] bool finish(std::span<std::byte> tag) noexcept {
    if (midstates_) return midstates_->finish(tag);
    return module_ && module_->finish(tag);
  }

 private:
  std::optional<hmac_midstates::run> midstates_;
  std::optional<hmac_in_module::run> module_;
};

inline hmac_engine::run hmac_engine::begin() const noexcept { return run(*this); }

static_assert(mac_engine<hmac_engine>);

}  // namespace v0
}  // namespace hooklatch
