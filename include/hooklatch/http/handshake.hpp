// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/bytes.hpp>
#include <hooklatch/core/constant_time.hpp>
#include <hooklatch/core/result.hpp>
#include <hooklatch/core/secret.hpp>
#include <hooklatch/detail/challenge.hpp>
#include <hooklatch/detail/openssl.hpp>
#include <hooklatch/detail/query_string.hpp>
#include <hooklatch/detail/quoted_text.hpp>
#include <hooklatch/http/response.hpp>
#include <hooklatch/json/scan.hpp>
#include <hooklatch/provider/table.hpp>
#include <hooklatch/scheme/encoding.hpp>

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// What an application has registered with a provider that checks its endpoint.
struct handshake_settings {
  std::optional<secret> verification_token;  ///< the token that the application chose, where the provider shows it
  std::string endpoint_url;                  ///< as registered, where the provider hashes it; without a query

  handshake_settings() = default;
};

namespace detail {

/// What a handshake is read from. The functions are asked only for what the provider's rules name.
struct handshake_request {
  std::string_view method;
  std::string_view target;
  byte_view body;
  std::function<std::optional<std::string>(std::string_view name)> header;    ///< the one value of a header
  std::function<std::optional<std::string>(std::string_view challenge)> mac;  ///< raw tag under the endpoint's secret
};

/// Answers the checks of an endpoint that a provider's rules describe.
class handshake_reader {
 public:
  handshake_reader(const provider_table& provider, const handshake_settings& settings) noexcept
      : provider_(&provider), settings_(&settings) {}

  /// The answer; no value where the request is no handshake; an error where it is one that may not be answered.
  /// `verified` says whether the request was verified as a delivery.
  [[nodiscard]] result<std::optional<response>> reply_to(const handshake_request& request, bool verified) const {
    for (const auto& rule : provider_->handshakes) {
      if (rule.is_signed != verified || !is_method(rule, request, verified) || !is_meant(rule, request)) continue;
      auto made = make(rule, request);
      if (!made) return made.error();
      return std::optional<response>(std::move(*made));
    }
    return std::optional<response>();
  }

 private:
  [[nodiscard]] static std::optional<std::string> read(const source& place, const handshake_request& request) {
    if (place.kind == source_kind::header) return request.header(place.where);
    if (place.kind == source_kind::query) return query_parameter(request.target, place.where);
    if (place.kind != source_kind::json) return std::nullopt;
    json_query wanted[]{{place.where}};
    if (json_scan(to_text(request.body), wanted)) return std::nullopt;
    const auto& found = wanted[0].value;
    if (found.is_number()) return std::string(found.text());
    return found.unescaped();
  }

  // Where the framework does not tell the method, what was verified came by the provider's.
  [[nodiscard]] static bool is_method(const handshake_rule& rule, const handshake_request& request,
                                      bool verified) noexcept {
    return rule.method == request.method || (verified && request.method.empty());
  }

  [[nodiscard]] static bool is_meant(const handshake_rule& rule, const handshake_request& request) {
    if (!rule.when.present()) return true;
    const auto seen = read(rule.when, request);
    return seen && (rule.when_is.empty() || *seen == rule.when_is);
  }

  [[nodiscard]] result<response> make(const handshake_rule& rule, const handshake_request& request) const {
    if (rule.token.present() && !shows_token(read(rule.token, request))) return errc::signature_mismatch;
    if (rule.how == handshake_answer::fixed) return response(rule.fixed);
    const auto challenge = read(rule.challenge, request);
    if (!challenge) return errc::payload_missing_field;
    switch (rule.how) {
      case handshake_answer::echo_text:
        if (!is_printable(*challenge)) return errc::payload_wrong_type;
        return response(200, *challenge, "text/plain").set_header("X-Content-Type-Options", "nosniff");
      case handshake_answer::echo_json:
        if (!is_printable(*challenge)) return errc::payload_wrong_type;
        return response(200, "{" + member(rule.place, *challenge) + "}", "application/json");
      case handshake_answer::echo_header:
        if (!is_printable(*challenge)) return errc::payload_wrong_type;
        return response(answer{200, {}}).set_header(rule.place, *challenge);
      case handshake_answer::mac_json:
        if (!is_challenge(*challenge)) return errc::payload_wrong_type;
        return mac_of(rule, request, *challenge);
      case handshake_answer::hash_json:
        if (!is_challenge(*challenge)) return errc::payload_wrong_type;
        return hash_of(rule, *challenge);
      case handshake_answer::fixed:
        break;
    }
    return errc::config_error;
  }

  [[nodiscard]] bool shows_token(const std::optional<std::string>& shown) const {
    if (!shown || !settings_->verification_token) return false;
    const auto wanted = settings_->verification_token->expose();
    return shown->size() == wanted.size() && constant_time::equal(to_bytes(*shown), to_bytes(wanted));
  }

  // An echo is text that no browser runs: one line of printable ASCII.
  [[nodiscard]] static bool is_printable(std::string_view text) noexcept {
    for (const char c : text) {
      if (c < 0x20 || c > 0x7e) return false;
    }
    return !text.empty() && text.size() <= 4096;
  }

  [[nodiscard]] static std::string member(std::string_view name, std::string_view value) {
    std::string made = "\"" + std::string(name) + "\":";
    append_quoted(made, value, std::string_view::npos);
    return made;
  }

  [[nodiscard]] static result<response> mac_of(const handshake_rule& rule, const handshake_request& request,
                                               const std::string& challenge) {
    const auto tag = request.mac(challenge);
    if (!tag) return errc::crypto_failure;
    std::string body = "{";
    if (!rule.echo_member.empty()) body += member(rule.echo_member, challenge) + ",";
    const auto text = rule.base64_encoded ? base64::encode(to_bytes(*tag)) : hex::encode(to_bytes(*tag));
    body += member(rule.place, std::string(rule.prefix) + text) + "}";
    return response(200, std::move(body), "application/json");
  }

  [[nodiscard]] result<response> hash_of(const handshake_rule& rule, const std::string& challenge) const {
    if (!settings_->verification_token || settings_->endpoint_url.empty()) return errc::config_error;
    const auto token = settings_->verification_token->expose();
    std::string all;
    all.reserve(challenge.size() + token.size() + settings_->endpoint_url.size());  // so that no copy is left behind
    all += challenge;
    all += token;
    all += settings_->endpoint_url;
    std::array<std::byte, 32> digest{};
    std::size_t size = 0;
    const bool good = EVP_Q_digest(nullptr, "SHA256", nullptr, all.data(), all.size(),
                                   reinterpret_cast<unsigned char*>(digest.data()), &size) == 1;
    OPENSSL_cleanse(all.data(), all.size());
    if (!good || size != digest.size()) return errc::crypto_failure;
    return response(200, "{" + member(rule.place, hex::encode(digest)) + "}", "application/json");
  }

  const provider_table* provider_;
  const handshake_settings* settings_;
};

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
