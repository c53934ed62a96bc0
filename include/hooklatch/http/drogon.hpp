// SPDX-License-Identifier: MIT
#pragma once

// Drogon 1.9 or later: `app().registerHandler("/hooks", drogon_handler(receive), {drogon::Post});`
//
// What it does to a request before this header sees it:
// - Of a header that comes more than once it keeps the first line and hides the others: a doubled signature is not
//   seen, the first one counts. A proxy in front that lets only single lines through is the remedy. Believe no
//   X-Forwarded-For there from a proxy that adds a line of its own: the sender's line is the one that is seen.
// - With `enableCompressedRequest` it inflates bodies; leave it off. If it is on, the delivery is still refused, as its
//   Content-Encoding is seen.
// - It limits bodies itself (`setClientMaxBodySize`, 1 MiB) with an answer of its own.

#include <hooklatch/core/bytes.hpp>
#include <hooklatch/http/connection.hpp>
#include <hooklatch/http/headers.hpp>
#include <hooklatch/http/request_traits.hpp>
#include <hooklatch/http/response.hpp>

#include <drogon/HttpRequest.h>
#include <drogon/HttpResponse.h>

#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace hooklatch {
inline namespace v0 {

/// A request of Drogon's, with its path and query put together again.
class drogon_delivery {
 public:
  explicit drogon_delivery(const drogon::HttpRequest& request)
      : request_(&request), target_(request.getOriginalPath()) {
    if (!request.query().empty()) target_.append(1, '?').append(request.query());
  }
  [[nodiscard]] const drogon::HttpRequest& head() const noexcept { return *request_; }
  [[nodiscard]] std::string_view target() const noexcept { return target_; }

 private:
  const drogon::HttpRequest* request_;
  std::string target_;
};

template <>
struct request_traits<drogon_delivery> {
  // Drogon shows HEAD as GET.
  [[nodiscard]] static std::string_view method(const drogon_delivery& request) {
    return request.head().isHead() ? "HEAD" : request.head().methodString();
  }
  [[nodiscard]] static std::string_view target(const drogon_delivery& request) { return request.target(); }
  [[nodiscard]] static auto headers(const drogon_delivery& request) {
    return assume_single_values([&head = request.head()](std::string name) -> std::string_view {
      return head.getHeader(std::move(name));  // of the request's own map
    });
  }
  [[nodiscard]] static byte_view body(const drogon_delivery& request) { return to_bytes(request.head().getBody()); }
};

[[nodiscard]] inline owned_connection connection_of(const drogon::HttpRequest& request) {
  return owned_connection(request.peerAddr().toIp(), request.isOnSecureConnection());
}

inline void write_response(const response& from, drogon::HttpResponse& to) {
  to.setCustomStatusCode(from.status());
  from.for_each_header([&to](std::string_view name, std::string_view value) {
    if (name == "Content-Type") {
      to.setContentTypeString(value);
    } else {
      to.addHeader(std::string(name), std::string(value));
    }
  });
  to.setBody(std::string(from.body()));
}

/// A handler for `registerHandler`, run to its end in Drogon's event loop: its handlers and its store must be quick.
/// `receive` must outlive the app.
template <class Receiver>
[[nodiscard]] auto drogon_handler(const Receiver& receive) {
  return [&receive](const drogon::HttpRequestPtr& request,
                    std::function<void(const drogon::HttpResponsePtr&)>&& callback) {
    const drogon_delivery delivery(*request);
    const owned_connection from = connection_of(*request);
    const auto answer = drogon::HttpResponse::newHttpResponse();
    write_response(receive(delivery, from).response, *answer);
    callback(answer);
  };
}
template <class Receiver>
void drogon_handler(const Receiver&& receive) = delete;  // it would be gone before the first request

}  // namespace v0
}  // namespace hooklatch
