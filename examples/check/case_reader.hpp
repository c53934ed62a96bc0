// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/hooklatch.hpp>

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace check {

using nlohmann::json;

/// The case is not one that this program can read; the text says why.
class unreadable_case : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

[[nodiscard]] inline std::string from_base64(const std::string& text) {
  std::vector<std::byte> room(text.size());
  const auto size = hooklatch::base64::decode(text, room);
  if (!size) throw unreadable_case("a \"b64\" value is not base64");
  return std::string(hooklatch::to_text(hooklatch::byte_view(room).first(*size)));
}

/// A text whose characters are all below U+0100 stands for its Latin-1 bytes, another one for its UTF-8 bytes.
[[nodiscard]] inline std::string latin1_bytes(const std::string& utf8) {
  std::string bytes;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    if (lead < 0x80) {
      bytes += utf8[i];
    } else if ((lead == 0xc2 || lead == 0xc3) && i + 1 < utf8.size()) {
      const auto next = static_cast<unsigned char>(utf8[++i]);
      bytes += static_cast<char>(((lead & 3U) << 6U) | (next & 0x3fU));
    } else {
      return utf8;
    }
  }
  return bytes;
}

/// A header value or a body: a string, `{"b64": ...}` or `{"repeat": {...}}`.
[[nodiscard]] inline std::string read_bytes(const json& value, bool is_header) {
  if (value.is_string()) return is_header ? latin1_bytes(value.get<std::string>()) : value.get<std::string>();
  if (value.contains("b64")) return from_base64(value.at("b64").get<std::string>());
  const auto& repeat = value.at("repeat");
  const auto part = [&](const char* name) { return repeat.value(name, std::string()); };
  const auto unit = part("unit");
  std::string bytes = part("prefix");
  for (auto count = repeat.value("count", std::size_t{0}); count > 0; --count) bytes += unit;
  return bytes + part("suffix");
}

[[nodiscard]] inline hooklatch::request read_request(const json& given) {
  hooklatch::request request;
  request.method = given.value("method", std::string("POST"));
  request.target = given.value("url", std::string("/"));
  const json headers = given.value("headers", json::array());
  for (const auto& pair : headers) {
    request.headers.emplace_back(pair.at(0).get<std::string>(), read_bytes(pair.at(1), true));
  }
  if (given.contains("body_base64")) {
    request.body = from_base64(given.at("body_base64").get<std::string>());
  } else if (given.contains("body")) {
    request.body = read_bytes(given.at("body"), false);
  }
  return request;
}

/// The secrets of a case in its words, for the library to judge.
[[nodiscard]] inline hooklatch::result<hooklatch::keyring> read_secrets(const json& given) {
  const json config = given.value("config", json::object());
  const json listed = config.contains("secrets") ? config.at("secrets") : given.value("secrets", json::array());
  const json expiries = config.value("secret_not_after", json::object());
  const bool weak = given.value("allow_weak_secret", false);
  std::vector<hooklatch::secret> secrets;
  for (const auto& each : listed) {
    std::string text;
    if (each.is_string()) {
      text = each.get<std::string>();
    } else if (each.contains("text")) {
      text = each.at("text").get<std::string>();
    } else {
      text = from_base64(each.at("b64").get<std::string>());
    }
    const auto index = std::to_string(secrets.size());
    const auto last =
        hooklatch::not_after(std::chrono::sys_seconds(std::chrono::seconds(expiries.value(index, std::int64_t{0}))));
    auto made = expiries.contains(index) ? (weak ? hooklatch::secret::make(text, last, hooklatch::allow_weak_secret)
                                                 : hooklatch::secret::make(text, last))
                                         : (weak ? hooklatch::secret::make(text, hooklatch::allow_weak_secret)
                                                 : hooklatch::secret::make(text));
    if (!made) return made.error();
    secrets.push_back(std::move(*made));
  }
  // A case about another setting, or about a handshake, may name no secret; the verifier still needs one.
  const auto kind = given.value("kind", std::string());
  if (listed.empty() && (kind == "config" || kind == "handshake")) secrets.emplace_back("a secret that is long enough");
  return hooklatch::keyring::make(std::move(secrets));
}

/// A number of seconds, or a text such as "NaN", as the library is to judge it.
[[nodiscard]] inline std::chrono::duration<double> read_seconds(const json& value) {
  if (value.is_string()) return std::chrono::duration<double>(std::strtod(value.get<std::string>().c_str(), nullptr));
  return std::chrono::duration<double>(value.get<double>());
}

/// Settings that the program can honour; throws for another one, so that no case is answered by ignoring half of it.
[[nodiscard]] inline hooklatch::verifier_options read_options(const json& given) {
  hooklatch::verifier_options options;
  if (given.contains("tolerance_s")) options.tolerance(read_seconds(given.at("tolerance_s")));
  const json config = given.value("config", json::object());
  const bool is_config = given.value("kind", std::string()) == "config";
  for (const auto& [name, value] : config.items()) {
    if (is_config && (name == "allow" || name == "trusted_proxies")) continue;  // no settings of a verifier
    if (name == "tolerance") {
      options.tolerance(read_seconds(value));
    } else if (name == "max_body") {
      options.max_body(value.get<std::size_t>());
    } else if (name != "parse" && name != "secrets" && name != "secret_not_after" && name != "max_event_age" &&
               name != "accept_test" && name != "store" && name != "store_capacity") {
      throw unreadable_case("the setting \"" + name + "\" is not supported");
    }
  }
  return options;
}

/// How the event inside the body is to be read; no value where it is not.
[[nodiscard]] inline std::optional<hooklatch::envelope_options> read_envelope_options(const json& given) {
  const json config = given.value("config", json::object());
  if (!config.value("parse", true)) return std::nullopt;
  hooklatch::envelope_options options;
  if (config.contains("max_event_age")) {
    options.max_event_age(std::chrono::seconds(config.at("max_event_age").get<std::int64_t>()));
  }
  return options.accept_test_events(config.value("accept_test", true));
}

}  // namespace check
