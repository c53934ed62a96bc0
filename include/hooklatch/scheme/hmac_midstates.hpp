// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/detail/openssl.hpp>
#include <hooklatch/scheme/mac_engine.hpp>

#include <utility>

namespace hooklatch {
inline namespace v0 {

/// HMAC (RFC 2104) from two digest contexts, keyed once with the inner and the outer pad.
///
/// The keyed contexts belong to this object and are only read. Each computation copies them into a context of the
/// calling thread, whose contents OpenSSL wipes when the computation ends, so a destroyed engine leaves no key in any
/// thread. Nothing is created per call by us; OpenSSL allocates the digest's state for each of the two copies.
class hmac_midstates {
 public:
  class run;

  [[nodiscard]] static result<hmac_midstates> make(digest_algorithm algorithm, byte_view key) noexcept {
    const detail::openssl_ptr<EVP_MD> md(EVP_MD_fetch(nullptr, digest_name(algorithm).data(), nullptr));
    if (md == nullptr || EVP_MD_get_size(md.get()) != static_cast<int>(digest_size(algorithm))) {
      return errc::crypto_failure;
    }
    detail::secret_buffer<max_digest_block> room;
    const auto block = room.first(digest_block(algorithm));
    if (!fit_key(*md, key, block)) return errc::crypto_failure;

    hmac_midstates engine(algorithm);
    if (!key_context(engine.inner_, *md, block, std::byte{0x36}, std::byte{0x00}) ||
        !key_context(engine.outer_, *md, block, std::byte{0x5c}, std::byte{0x36})) {
      return errc::crypto_failure;
    }
    return engine;
  }

  [[nodiscard]] run begin() const noexcept;

 private:
  explicit hmac_midstates(digest_algorithm algorithm) noexcept : algorithm_(algorithm) {}

  // A key longer than a block is hashed first; a shorter one is filled up with zeros.
  static bool fit_key(EVP_MD& md, byte_view key, std::span<std::byte> block) noexcept {
    for (auto& byte : block) byte = std::byte{0};
    if (key.size() > block.size()) {
      unsigned int size = 0;
      return EVP_Digest(key.data(), key.size(), reinterpret_cast<unsigned char*>(block.data()), &size, &md, nullptr) ==
             1;
    }
    std::size_t i = 0;
    for (const auto byte : key) block[i++] = byte;
    return true;
  }

  // `before` is the pad that the block carries from the call before; taking it off again saves a second copy of the
  // key.
  static bool key_context(detail::openssl_ptr<EVP_MD_CTX>& context, EVP_MD& md, std::span<std::byte> block,
                          std::byte pad, std::byte before) noexcept {
    for (auto& byte : block) byte ^= pad ^ before;
    context.reset(EVP_MD_CTX_new());
    return context != nullptr && EVP_DigestInit_ex2(context.get(), &md, nullptr) == 1 &&
           EVP_DigestUpdate(context.get(), block.data(), block.size()) == 1;
  }

  digest_algorithm algorithm_;
  detail::openssl_ptr<EVP_MD_CTX> inner_;
  detail::openssl_ptr<EVP_MD_CTX> outer_;
};

/// One computation; see `mac_engine`.
class hmac_midstates::run {
 public:
  explicit run(const hmac_midstates& engine) noexcept : engine_(&engine), context_(scratch()) {
    if (context_ == nullptr) {  // out of memory, or a destructor at the thread's end verifies a last delivery
      own_.reset(EVP_MD_CTX_new());
      context_ = own_.get();
    }
    good_ = context_ != nullptr && engine.inner_ != nullptr && EVP_MD_CTX_copy_ex(context_, engine.inner_.get()) == 1;
  }
  run(const run&) = delete;
  run& operator=(const run&) = delete;

  // OpenSSL cleanses a digest's state as it frees it.
  ~run() {
    if (context_ != nullptr) EVP_MD_CTX_reset(context_);
  }

  [[nodiscard]] bool update(byte_view bytes) noexcept {
    good_ = good_ && EVP_DigestUpdate(context_, bytes.data(), bytes.size()) == 1;
    return good_;
  }

  [[nodiscard]] bool finish(std::span<std::byte> tag) noexcept {
    const std::size_t size = digest_size(engine_->algorithm_);
    if (!good_ || tag.size() != size) return false;
    good_ = false;  // a computation gives one tag
    detail::secret_buffer<max_digest_size> room;
    const auto inner = room.first(size);
    unsigned int written = 0;
    return EVP_DigestFinal_ex(context_, reinterpret_cast<unsigned char*>(inner.data()), &written) == 1 &&
           written == size && EVP_MD_CTX_copy_ex(context_, engine_->outer_.get()) == 1 &&
           EVP_DigestUpdate(context_, inner.data(), size) == 1 &&
           EVP_DigestFinal_ex(context_, reinterpret_cast<unsigned char*>(tag.data()), &written) == 1 && written == size;
  }

 private:
  // One context a thread, for all engines; it holds a key only while a run is under way. The pointer has no destructor
  // and so can be read until the very end of the thread, when its owner has already freed the context and put null
  // there.
  static EVP_MD_CTX* scratch() noexcept {
    thread_local EVP_MD_CTX* context = nullptr;
    thread_local bool made = false;
    if (!made) {
      struct owner {
        ~owner() {
          EVP_MD_CTX_free(context);
          context = nullptr;
        }
      };
      made = true;
      context = EVP_MD_CTX_new();
      thread_local const owner at_exit;
      static_cast<void>(at_exit);
    }
    return context;
  }

  const hmac_midstates* engine_;
  EVP_MD_CTX* context_;
  detail::openssl_ptr<EVP_MD_CTX> own_;
  bool good_ = false;
};

inline hmac_midstates::run hmac_midstates::begin() const noexcept { return run(*this); }

static_assert(mac_engine<hmac_midstates>);

}  // namespace v0
}  // namespace hooklatch
