// SPDX-License-Identifier: MIT
#pragma once

#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/provider.h>

#include <cstddef>
#include <stdexcept>

namespace test_support {

/// An OpenSSL provider inside the test program whose algorithms answer to `fips=yes`, for machines without a FIPS
/// module. It offers either SHA-256 alone or HMAC alone and has OpenSSL's default provider do the work, so that no
/// other test sees a wrong value. It is there as long as the object is.
class fips_stand_in {
 public:
  enum class offer { sha256, hmac };

  explicit fips_stand_in(offer what) {
    const char* name = what == offer::sha256 ? "stand-in-sha256" : "stand-in-hmac";
    static const bool known = OSSL_PROVIDER_add_builtin(nullptr, "stand-in-sha256", &start<offer::sha256>) == 1 &&
                              OSSL_PROVIDER_add_builtin(nullptr, "stand-in-hmac", &start<offer::hmac>) == 1;
    // The last argument keeps OpenSSL's default provider, which otherwise has to be loaded by name from then on.
    if (known) provider_ = OSSL_PROVIDER_try_load(nullptr, name, 1);
    if (provider_ == nullptr) throw std::runtime_error("OpenSSL does not take a provider of the program");
  }
  ~fips_stand_in() { OSSL_PROVIDER_unload(provider_); }
  fips_stand_in(const fips_stand_in&) = delete;
  fips_stand_in& operator=(const fips_stand_in&) = delete;

 private:
  // What the work is fetched by: without it, the stand-in would find itself.
  static constexpr const char* elsewhere = "provider=default,-fips";

  template <class Function>
  static OSSL_DISPATCH entry(int id, Function* function) noexcept {
    return {id, reinterpret_cast<void (*)()>(function)};
  }

  struct sha256 {
    static void* make(void*) noexcept { return EVP_MD_CTX_new(); }
    static void free(void* context) noexcept { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context)); }
    static void* copy(void* context) noexcept {
      auto* made = EVP_MD_CTX_new();
      if (made != nullptr && EVP_MD_CTX_copy_ex(made, static_cast<EVP_MD_CTX*>(context)) != 1) {
        EVP_MD_CTX_free(made);
        return nullptr;
      }
      return made;
    }
    static int init(void* context, const OSSL_PARAM*) noexcept {
      auto* md = EVP_MD_fetch(nullptr, "SHA2-256", elsewhere);
      const int good = md != nullptr ? EVP_DigestInit_ex2(static_cast<EVP_MD_CTX*>(context), md, nullptr) : 0;
      EVP_MD_free(md);
      return good;
    }
    static int update(void* context, const unsigned char* bytes, std::size_t size) noexcept {
      return EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context), bytes, size);
    }
    static int final(void* context, unsigned char* out, std::size_t* size, std::size_t room) noexcept {
      unsigned int written = 0;
      if (room < 32 || EVP_DigestFinal_ex(static_cast<EVP_MD_CTX*>(context), out, &written) != 1) return 0;
      *size = written;
      return 1;
    }
    static int describe(OSSL_PARAM* wanted) noexcept {
      auto* size = OSSL_PARAM_locate(wanted, OSSL_DIGEST_PARAM_SIZE);
      auto* block = OSSL_PARAM_locate(wanted, OSSL_DIGEST_PARAM_BLOCK_SIZE);
      if (size != nullptr && OSSL_PARAM_set_size_t(size, 32) != 1) return 0;
      return block == nullptr || OSSL_PARAM_set_size_t(block, 64) == 1 ? 1 : 0;
    }
  };

  struct hmac {
    static void* make(void*) noexcept {
      auto* mac = EVP_MAC_fetch(nullptr, "HMAC", elsewhere);
      auto* context = EVP_MAC_CTX_new(mac);
      EVP_MAC_free(mac);
      return context;
    }
    static void free(void* context) noexcept { EVP_MAC_CTX_free(static_cast<EVP_MAC_CTX*>(context)); }
    static void* copy(void* context) noexcept { return EVP_MAC_CTX_dup(static_cast<EVP_MAC_CTX*>(context)); }
    static int init(void* context, const unsigned char* key, std::size_t size, const OSSL_PARAM* given) noexcept {
      auto* mine = static_cast<EVP_MAC_CTX*>(context);
      const auto* digest = given == nullptr ? nullptr : OSSL_PARAM_locate_const(given, OSSL_MAC_PARAM_DIGEST);
      if (digest == nullptr) return EVP_MAC_init(mine, key, size, given);
      const OSSL_PARAM all[3] = {
          *digest, OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_PROPERTIES, const_cast<char*>(elsewhere), 0),
          OSSL_PARAM_construct_end()};
      return EVP_MAC_init(mine, key, size, all);
    }
    static int update(void* context, const unsigned char* bytes, std::size_t size) noexcept {
      return EVP_MAC_update(static_cast<EVP_MAC_CTX*>(context), bytes, size);
    }
    static int final(void* context, unsigned char* out, std::size_t* size, std::size_t room) noexcept {
      return EVP_MAC_final(static_cast<EVP_MAC_CTX*>(context), out, size, room);
    }
    static int describe(void* context, OSSL_PARAM* wanted) noexcept {
      return EVP_MAC_CTX_get_params(static_cast<EVP_MAC_CTX*>(context), wanted);
    }
  };

  template <offer What>
  static const OSSL_ALGORITHM* query(void*, int operation, int* no_cache) noexcept {
    static const OSSL_DISPATCH digest[] = {
        entry<OSSL_FUNC_digest_newctx_fn>(OSSL_FUNC_DIGEST_NEWCTX, &sha256::make),
        entry<OSSL_FUNC_digest_freectx_fn>(OSSL_FUNC_DIGEST_FREECTX, &sha256::free),
        entry<OSSL_FUNC_digest_dupctx_fn>(OSSL_FUNC_DIGEST_DUPCTX, &sha256::copy),
        entry<OSSL_FUNC_digest_init_fn>(OSSL_FUNC_DIGEST_INIT, &sha256::init),
        entry<OSSL_FUNC_digest_update_fn>(OSSL_FUNC_DIGEST_UPDATE, &sha256::update),
        entry<OSSL_FUNC_digest_final_fn>(OSSL_FUNC_DIGEST_FINAL, &sha256::final),
        entry<OSSL_FUNC_digest_get_params_fn>(OSSL_FUNC_DIGEST_GET_PARAMS, &sha256::describe),
        {0, nullptr}};
    static const OSSL_DISPATCH mac[] = {
        entry<OSSL_FUNC_mac_newctx_fn>(OSSL_FUNC_MAC_NEWCTX, &hmac::make),
        entry<OSSL_FUNC_mac_freectx_fn>(OSSL_FUNC_MAC_FREECTX, &hmac::free),
        entry<OSSL_FUNC_mac_dupctx_fn>(OSSL_FUNC_MAC_DUPCTX, &hmac::copy),
        entry<OSSL_FUNC_mac_init_fn>(OSSL_FUNC_MAC_INIT, &hmac::init),
        entry<OSSL_FUNC_mac_update_fn>(OSSL_FUNC_MAC_UPDATE, &hmac::update),
        entry<OSSL_FUNC_mac_final_fn>(OSSL_FUNC_MAC_FINAL, &hmac::final),
        entry<OSSL_FUNC_mac_get_ctx_params_fn>(OSSL_FUNC_MAC_GET_CTX_PARAMS, &hmac::describe),
        {0, nullptr}};
    static const OSSL_ALGORITHM digests[] = {{"SHA2-256:SHA-256:SHA256", "provider=stand-in,fips=yes", digest, nullptr},
                                             {nullptr, nullptr, nullptr, nullptr}};
    static const OSSL_ALGORITHM macs[] = {{"HMAC", "provider=stand-in,fips=yes", mac, nullptr},
                                          {nullptr, nullptr, nullptr, nullptr}};
    *no_cache = 0;
    if (What == offer::sha256 && operation == OSSL_OP_DIGEST) return digests;
    if (What == offer::hmac && operation == OSSL_OP_MAC) return macs;
    return nullptr;
  }

  template <offer What>
  static int start(const OSSL_CORE_HANDLE*, const OSSL_DISPATCH*, const OSSL_DISPATCH** out, void** context) noexcept {
    static int nothing = 0;  // OpenSSL wants a context, and this provider needs none
    static const OSSL_DISPATCH functions[] = {
        entry<OSSL_FUNC_provider_query_operation_fn>(OSSL_FUNC_PROVIDER_QUERY_OPERATION, &query<What>), {0, nullptr}};
    *out = functions;
    *context = &nothing;
    return 1;
  }

  OSSL_PROVIDER* provider_ = nullptr;
};

}  // namespace test_support
