// SPDX-License-Identifier: MIT
#pragma once

// Crow (its master of August 2026): `CROW_ROUTE(app, "/hooks").methods("POST"_method)(crow_handler(receive));`
//
// What it does to a request before this header sees it: it reads the whole body, however large it is, so limit bodies
// in the proxy in front; it drops empty header lines; it keeps headers by their hash, so repeats are seen but not in
// their order (several lines of X-Forwarded-For are refused). It does not inflate bodies. It answers methods that the
// route does not name itself, and does not say whether a connection is TLS.

#include <hooklatch/core/bytes.hpp>
#include <hooklatch/http/connection.hpp>
#include <hooklatch/http/request_traits.hpp>
#include <hooklatch/http/response.hpp>

#include <crow.h>

#include <string>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

template <>
struct request_traits<crow::request> {
  [[nodiscard]] static std::string_view method(const crow::request& request) {
    // A text that no provider's method equals, for what Crow has no name for: an empty one would not be checked.
    if (request.method >= crow::HTTPMethod::InternalMethodCount) return "unknown";
    return crow::method_strings[static_cast<unsigned>(request.method)];
  }
  [[nodiscard]] static std::string_view target(const crow::request& request) { return request.raw_url; }
  [[nodiscard]] static const crow::ci_map& headers(const crow::request& request) { return request.headers; }
  [[nodiscard]] static byte_view body(const crow::request& request) { return to_bytes(request.body); }
};

[[nodiscard]] inline connection connection_of(const crow::request& request, bool tls = false) noexcept {
  return connection(request.remote_ip_address, tls);
}

inline void write_response(const response& from, crow::response& to) {
  to.code = from.status();
  from.for_each_header(
      [&to](std::string_view name, std::string_view value) { to.set_header(std::string(name), std::string(value)); });
  to.body = std::string(from.body());
}

/// A handler for a route. `tls` says whether the app itself speaks TLS. `receive` must outlive the app.
template <class Receiver>
[[nodiscard]] auto crow_handler(const Receiver& receive, bool tls = false) {
  return [&receive, tls](const crow::request& request) {
    crow::response answer;
    write_response(receive(request, connection_of(request, tls)).response, answer);
    return answer;
  };
}
template <class Receiver>
void crow_handler(const Receiver&& receive, bool tls = false) = delete;  // it would be gone before the first request

}  // namespace v0
}  // namespace hooklatch
