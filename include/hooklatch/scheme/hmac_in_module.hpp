// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/constant_time.hpp>
#include <hooklatch/detail/openssl.hpp>
#include <hooklatch/scheme/mac_engine.hpp>

#include <openssl/core_names.h>
#include <openssl/params.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <new>
#include <utility>

namespace hooklatch {
inline namespace v0 {

/// HMAC computed wholly by OpenSSL's own MAC, for FIPS deployments where the key may not be used outside the module.
///
/// Keyed contexts wait in 16 slots, a cache line each; a computation takes one with one atomic exchange and puts it
/// back. All of them belong to this object: when it is destroyed, OpenSSL wipes them.
class hmac_in_module {
 public:
  class run;

  [[nodiscard]] static result<hmac_in_module> make(digest_algorithm algorithm, byte_view key) noexcept {
    const detail::openssl_ptr<EVP_MAC> hmac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    if (hmac == nullptr) return errc::crypto_failure;
    auto shared = std::unique_ptr<state>(new (std::nothrow) state(algorithm));
    if (shared == nullptr) return errc::crypto_failure;
    shared->keyed.reset(EVP_MAC_CTX_new(hmac.get()));
    OSSL_PARAM parameters[2] = {
        // The parameter's data is not written, but the C interface takes it without const.
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, const_cast<char*>(digest_name(algorithm).data()), 0),
        OSSL_PARAM_construct_end()};
    if (shared->keyed == nullptr ||
        EVP_MAC_init(shared->keyed.get(), reinterpret_cast<const unsigned char*>(key.data()), key.size(), parameters) !=
            1 ||
        EVP_MAC_CTX_get_mac_size(shared->keyed.get()) != digest_size(algorithm)) {
      return errc::crypto_failure;
    }
    shared->reusable = restarts(*shared);
    return hmac_in_module(std::move(shared));
  }

  hmac_in_module(hmac_in_module&&) noexcept = default;
  hmac_in_module& operator=(hmac_in_module&&) noexcept = default;
  // Where it is inlined, g++ 12 under -fsanitize=thread warns of uninitialised memory that is not read.
  [[gnu::noinline]] ~hmac_in_module() {}  // NOLINT(modernize-use-equals-default)

  [[nodiscard]] run begin() const noexcept;

 private:
  static constexpr std::size_t slots = 16;

  struct alignas(64) slot {
    std::atomic<EVP_MAC_CTX*> context{nullptr};
  };

  // On the heap, so that the engine can be moved while its slots stay where the threads find them.
  struct state {
    explicit state(digest_algorithm of) noexcept : algorithm(of) {}
    state(const state&) = delete;
    state& operator=(const state&) = delete;
    ~state() {
      for (auto& each : pool) EVP_MAC_CTX_free(each.context.load(std::memory_order_acquire));
    }

    digest_algorithm algorithm;
    bool reusable = false;
    detail::openssl_ptr<EVP_MAC_CTX> keyed;  // never run, only duplicated
    std::array<slot, slots> pool;
  };

  explicit hmac_in_module(std::unique_ptr<state> shared) noexcept : state_(std::move(shared)) {}

  // OpenSSL 3.0.0 to 3.0.2 answer "done" to a restart with the key at hand and do nothing (openssl issue 17811), and
  // a FIPS module may be that old beside a newer library: so it is tried, not read from a version number.
  static bool restarts(const state& shared) noexcept {
    const detail::openssl_ptr<EVP_MAC_CTX> context(EVP_MAC_CTX_dup(shared.keyed.get()));
    detail::secret_buffer<2 * max_digest_size> room;
    const std::size_t size = digest_size(shared.algorithm);
    const auto first = room.first(size);
    const auto second = room.first(2 * size).last(size);
    return context != nullptr && tag_of_nothing(*context, first) &&
           EVP_MAC_init(context.get(), nullptr, 0, nullptr) == 1 && tag_of_nothing(*context, second) &&
           constant_time::equal(first, second);
  }

  static bool tag_of_nothing(EVP_MAC_CTX& context, std::span<std::byte> tag) noexcept {
    std::size_t written = 0;
    return EVP_MAC_final(&context, reinterpret_cast<unsigned char*>(tag.data()), &written, tag.size()) == 1 &&
           written == tag.size();
  }

  std::unique_ptr<state> state_;
};

/// One computation; see `mac_engine`.
class hmac_in_module::run {
 public:
  explicit run(const hmac_in_module& engine) noexcept : state_(engine.state_.get()) {
    if (state_ == nullptr) return;
    slot_ = &state_->pool[number_of_thread() % slots];
    context_.reset(slot_->context.exchange(nullptr, std::memory_order_acquire));
    // A waiting context was put back restarted; an empty slot is filled by the first run that finds it.
    if (context_ == nullptr) context_.reset(EVP_MAC_CTX_dup(state_->keyed.get()));
    good_ = context_ != nullptr;
  }
  run(const run&) = delete;
  run& operator=(const run&) = delete;

  ~run() {
    // A context that failed, or that cannot be restarted, is freed; OpenSSL wipes it.
    if (context_ == nullptr || failed_ || !state_->reusable) return;
    if (EVP_MAC_init(context_.get(), nullptr, 0, nullptr) != 1) return;
    context_.reset(slot_->context.exchange(context_.release(), std::memory_order_acq_rel));
  }

  [[nodiscard]] bool update(byte_view bytes) noexcept {
    if (!good_) return false;
    good_ = EVP_MAC_update(context_.get(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()) == 1;
    failed_ = !good_;
    return good_;
  }

  [[nodiscard]] bool finish(std::span<std::byte> tag) noexcept {
    if (!good_ || tag.size() != digest_size(state_->algorithm)) return false;
    good_ = false;  // a computation gives one tag
    failed_ = !tag_of_nothing(*context_, tag);
    return !failed_;
  }

 private:
  // Threads take the slots in turn; a hash of the thread's id puts many into one on some platforms.
  static std::size_t number_of_thread() noexcept {
    static std::atomic<std::size_t> next{0};
    thread_local const std::size_t mine = next.fetch_add(1, std::memory_order_relaxed);
    return mine;
  }

  state* state_;
  slot* slot_ = nullptr;
  detail::openssl_ptr<EVP_MAC_CTX> context_;
  bool good_ = false;
  bool failed_ = false;
};

inline hmac_in_module::run hmac_in_module::begin() const noexcept { return run(*this); }

static_assert(mac_engine<hmac_in_module>);

}  // namespace v0
}  // namespace hooklatch
