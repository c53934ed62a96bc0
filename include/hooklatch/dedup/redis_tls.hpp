// SPDX-License-Identifier: MIT
#pragma once

// TLS needs hiredis 1.0 or later, built with it; with an older one this header is empty. Link with hiredis_ssl and ssl.
#if __has_include(<hiredis/hiredis_ssl.h>)

#include <hooklatch/core/result.hpp>

#include <hiredis/hiredis.h>
#include <hiredis/hiredis_ssl.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <functional>
#include <memory>
#include <string>

namespace hooklatch {
inline namespace v0 {

/// How a connection is made private.
struct redis_tls_options {
  /// The name, or the address, that the server's certificate has to carry.
  std::string server_name;
  /// A file of trusted certificates; empty for those of the system.
  std::string ca_file;
  /// The certificate of this client and its key, both or none.
  std::string certificate_file;
  std::string key_file;
};

/// What `hiredis_options::secure` is to be: TLS 1.2 or later, the server's certificate and its name verified, always.
/// `store_misconfigured` where a file cannot be used, or there is no `server_name`.
[[nodiscard]] inline result<std::function<result<void>(redisContext&)>> redis_tls(const redis_tls_options& options) {
  const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free);
  if (context == nullptr) return errc::crypto_failure;
  const auto set = [](const std::string& file) { return !file.empty(); };
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  const bool usable =
      set(options.server_name) && set(options.certificate_file) == set(options.key_file) &&
      SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) == 1 &&
      (set(options.ca_file) ? SSL_CTX_load_verify_locations(context.get(), options.ca_file.c_str(), nullptr)
                            : SSL_CTX_set_default_verify_paths(context.get())) == 1 &&
      (!set(options.certificate_file) ||
       (SSL_CTX_use_certificate_chain_file(context.get(), options.certificate_file.c_str()) == 1 &&
        SSL_CTX_use_PrivateKey_file(context.get(), options.key_file.c_str(), SSL_FILETYPE_PEM) == 1 &&
        SSL_CTX_check_private_key(context.get()) == 1));
  if (!usable) return errc::store_misconfigured;

  return std::function<result<void>(redisContext&)>(
      [context, name = options.server_name](redisContext& connected) -> result<void> {
        // The session is hiredis's once it has begun with it, and ours before. hiredis itself verifies no name.
        std::unique_ptr<SSL, decltype(&SSL_free)> session(SSL_new(context.get()), &SSL_free);
        if (session == nullptr) return errc::store_unavailable;
        auto* const demands = SSL_get0_param(session.get());
        const bool is_address = X509_VERIFY_PARAM_set1_ip_asc(demands, name.c_str()) == 1;
        if (!is_address && (SSL_set1_host(session.get(), name.c_str()) != 1 ||
                            SSL_set_tlsext_host_name(session.get(), name.c_str()) != 1)) {
          return errc::store_misconfigured;
        }
        const bool begun = redisInitiateSSL(&connected, session.get()) == REDIS_OK;
        const bool refused = SSL_get_verify_result(session.get()) != X509_V_OK;
        if (begun) static_cast<void>(session.release());
        if (!begun) return refused ? errc::store_misconfigured : errc::store_unavailable;
        return {};
      });
}

}  // namespace v0
}  // namespace hooklatch

#endif
