// SPDX-License-Identifier: MIT
#pragma once

// Deliveries signed without the library: values are concatenated as each provider's page says and handed to OpenSSL's
// one-shot HMAC. Nothing here reads a provider's table, a recipe or an encoding of ours.

#include <hooklatch/core/result.hpp>
#include <hooklatch/http/request.hpp>
#include <hooklatch/providers/github.hpp>
#include <hooklatch/providers/hackmamba.hpp>
#include <hooklatch/providers/rukkyhub.hpp>
#include <hooklatch/providers/simpu.hpp>
#include <hooklatch/providers/slack.hpp>
#include <hooklatch/providers/standard_webhooks.hpp>
#include <hooklatch/providers/stripe.hpp>
#include <hooklatch/providers/venshack.hpp>
#include <hooklatch/providers/zuba.hpp>

#include <openssl/evp.h>

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace test_support {

/// The nine shipped providers, for TEMPLATE_LIST_TEST_CASE.
namespace shipped = hooklatch::providers;
using nine_providers =
    std::tuple<shipped::rukkyhub, shipped::simpu, shipped::venshack, shipped::hackmamba, shipped::zuba, shipped::stripe,
               shipped::github, shipped::slack, shipped::standard_webhooks>;

/// The raw tag; `digest` is OpenSSL's name, such as "SHA256".
inline std::string hmac(const char* digest, std::string_view key, std::string_view content) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> tag{};
  std::size_t size = 0;
  if (EVP_Q_mac(nullptr, "HMAC", nullptr, digest, nullptr, key.data(), key.size(),
                reinterpret_cast<const unsigned char*>(content.data()), content.size(), tag.data(), tag.size(),
                &size) == nullptr) {
    throw std::runtime_error("OpenSSL computes no HMAC");
  }
  return std::string(tag.begin(), tag.begin() + static_cast<std::ptrdiff_t>(size));
}

inline std::string to_hex(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    text += "0123456789abcdef"[static_cast<unsigned char>(c) / 16];
    text += "0123456789abcdef"[static_cast<unsigned char>(c) % 16];
  }
  return text;
}

inline std::string to_base64(std::string_view bytes) {
  std::vector<unsigned char> text((bytes.size() + 2) / 3 * 4 + 1);
  const int size = EVP_EncodeBlock(text.data(), reinterpret_cast<const unsigned char*>(bytes.data()),
                                   static_cast<int>(bytes.size()));
  return std::string(text.begin(), text.begin() + size);
}

inline std::string hmac_hex(std::string_view key, std::string_view content) {
  return to_hex(hmac("SHA256", key, content));
}

/// What a sender knows. `key` is the key itself; fields that a provider has no place for are not sent.
struct facts {
  std::string key = "a key for tests, 36 bytes of it here";
  std::string time = "1774276200";
  std::string id = "evt_1";
  std::string type = "thing.done";
  std::string body = R"({"id":"evt_1","type":"thing.done","data":{"amount":120.00}})";
};

/// The secret as the provider shows it.
template <class Provider>
std::string shown_secret(const std::string& key) {
  if constexpr (std::is_same_v<Provider, shipped::standard_webhooks>) return "whsec_" + to_base64(key);
  return key;
}

/// The delivery that the provider sends, by its page.
template <class Provider>
hooklatch::request signed_delivery(const facts& f) {
  std::vector<std::pair<std::string, std::string>> headers{{"Content-Type", "application/json"}};
  const auto add = [&](const char* name, const std::string& value) { headers.emplace_back(name, value); };
  if constexpr (std::is_same_v<Provider, shipped::rukkyhub>) {
    add("X-Webhook-Event", f.type);
    add("X-Webhook-Signature", hmac_hex(f.key, f.body));
  } else if constexpr (std::is_same_v<Provider, shipped::simpu>) {
    add("x-simpu-webhook-signature", to_base64(hmac("SHA512", f.key, f.body)));
  } else if constexpr (std::is_same_v<Provider, shipped::venshack>) {
    add("X-Venshack-Signature", hmac_hex(f.key, f.time + "." + f.body));
    add("X-Venshack-Event", f.type);
    add("X-Venshack-Delivery-Id", f.id);
    add("X-Venshack-Timestamp", f.time);
  } else if constexpr (std::is_same_v<Provider, shipped::hackmamba>) {
    add("x-hackmamba-signature", "sha256=" + hmac_hex(f.key, f.body));
  } else if constexpr (std::is_same_v<Provider, shipped::zuba>) {
    add("X-Zuba-Signature", hmac_hex(f.key, f.time + "." + f.body));
    add("X-Zuba-Timestamp", f.time);
  } else if constexpr (std::is_same_v<Provider, shipped::stripe>) {
    add("Stripe-Signature", "t=" + f.time + ",v1=" + hmac_hex(f.key, f.time + "." + f.body));
  } else if constexpr (std::is_same_v<Provider, shipped::github>) {
    add("X-GitHub-Event", f.type);
    add("X-GitHub-Delivery", f.id);
    add("X-Hub-Signature-256", "sha256=" + hmac_hex(f.key, f.body));
  } else if constexpr (std::is_same_v<Provider, shipped::slack>) {
    add("X-Slack-Request-Timestamp", f.time);
    add("X-Slack-Signature", "v0=" + hmac_hex(f.key, "v0:" + f.time + ":" + f.body));
  } else {
    static_assert(std::is_same_v<Provider, shipped::standard_webhooks>);
    add("webhook-id", f.id);
    add("webhook-timestamp", f.time);
    add("webhook-signature", "v1," + to_base64(hmac("SHA256", f.key, f.id + "." + f.time + "." + f.body)));
  }
  return hooklatch::request("POST", "/hooks", std::move(headers), f.body);
}

/// The value of a header that is there, to read or to change.
inline std::string& header_of(hooklatch::request& request, std::string_view name) {
  for (auto& [key, value] : request.headers) {
    if (key == name) return value;
  }
  throw std::out_of_range("no header " + std::string(name));
}

inline hooklatch::request without_header(hooklatch::request request, std::string_view name) {
  std::erase_if(request.headers, [&](const auto& pair) { return pair.first == name; });
  return request;
}

inline hooklatch::request with_header(hooklatch::request request, std::string name, std::string value) {
  request.headers.emplace_back(std::move(name), std::move(value));
  return request;
}

/// No reason at all: the delivery was taken.
inline constexpr hooklatch::errc accepted{};

template <class T>
hooklatch::errc reason_of(const hooklatch::result<T>& outcome) {
  return outcome.has_value() ? accepted : outcome.error().code();
}

}  // namespace test_support
