// SPDX-License-Identifier: MIT
#pragma once

// cpp-httplib 0.11 or later: `server.Post("/hooks", httplib_handler(receive));`
//
// What it does to a request before this header sees it:
// - Built with zlib, brotli or zstd it inflates bodies that come with a Content-Encoding, silently. The MAC is then
//   computed over other bytes than were sent; as the header is still there, the delivery is refused in any case, with
//   `unsupported_content_encoding` where the inflated bytes happen to be what was signed.
// - It decodes %XX in the values of headers, drops lines that are empty or not well formed, and 0.14 adds trailers to
//   the headers. Repeats stay apart, so a doubled signature is seen.
// - Debian's package is a compiled library whose classes are laid out by macros: compile with `pkg-config --cflags`.

#include <hooklatch/core/bytes.hpp>
#include <hooklatch/http/connection.hpp>
#include <hooklatch/http/request_traits.hpp>
#include <hooklatch/http/response.hpp>

#include <httplib.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// The request of a plain handler, whose body cpp-httplib has read already. Bodies of forms in parts are not in it.
template <>
struct request_traits<httplib::Request> {
  [[nodiscard]] static std::string_view method(const httplib::Request& request) { return request.method; }
  [[nodiscard]] static std::string_view target(const httplib::Request& request) { return request.target; }
  [[nodiscard]] static const httplib::Headers& headers(const httplib::Request& request) { return request.headers; }
  [[nodiscard]] static byte_view body(const httplib::Request& request) { return to_bytes(request.body); }
};

/// A request whose body was read by us.
struct httplib_delivery {
  const httplib::Request& head;
  std::string body;

  explicit httplib_delivery(const httplib::Request& head_) : head(head_) {}
};

template <>
struct request_traits<httplib_delivery> {
  [[nodiscard]] static std::string_view method(const httplib_delivery& request) { return request.head.method; }
  [[nodiscard]] static std::string_view target(const httplib_delivery& request) { return request.head.target; }
  [[nodiscard]] static const httplib::Headers& headers(const httplib_delivery& request) { return request.head.headers; }
  [[nodiscard]] static byte_view body(const httplib_delivery& request) { return to_bytes(request.body); }
};

/// The peer as the socket has it; versions with `set_trusted_proxies` put the forwarded address here if that is used.
[[nodiscard]] inline connection connection_of(const httplib::Request& request) noexcept {
#ifdef CPPHTTPLIB_OPENSSL_SUPPORT
  return connection(request.remote_addr, request.ssl != nullptr);
#else
  return connection(request.remote_addr);
#endif
}

inline void write_response(const response& from, httplib::Response& to) {
  to.status = from.status();
  from.for_each_header([&to](std::string_view name, std::string_view value) {
    if (name != "Content-Type") to.set_header(std::string(name), std::string(value));
  });
  const std::string_view body = from.body();
  if (!body.empty()) to.set_content(body.data(), body.size(), std::string(from.content_type()));
}

namespace detail {

/// Answers that the body could not be read, and ends the connection: up to 0.14 cpp-httplib takes what is left of such
/// a body for the next request. A provider that fails once all is written is the only way to have it close.
inline void refuse_unread(httplib::Response& to) {
  static constexpr std::string_view text = "The body could not be read\n";
  if (to.status < 400) to.status = 400;  // its own word, where it left one: 413 above its limit
  to.set_header("Connection", "close");
  to.set_content_provider(text.size(), "text/plain", [](std::size_t, std::size_t, httplib::DataSink& sink) {
    sink.write(text.data(), text.size());
    return false;
  });
}

}  // namespace detail

/// A handler for `server.Post`: reads the body itself, so that what cannot be good is not kept, and no more of it than
/// the provider's cap. The rest is read and dropped, as cpp-httplib would take it for the next request. A body that
/// cannot be read to its end is answered with 400 (413 above cpp-httplib's own limit) unseen. `receive` must outlive
/// the server.
template <class Receiver>
[[nodiscard]] auto httplib_handler(const Receiver& receive) {
  return [&receive](const httplib::Request& head, httplib::Response& answer, const httplib::ContentReader& read) {
    const connection from = connection_of(head);
    httplib_delivery delivery(head);
    // Of a form in parts cpp-httplib shows no bytes; none of them is kept, and no signature is right for that.
    if (head.is_multipart_form_data()) {
      const bool whole = read([](const auto&) { return true; }, [](const char*, std::size_t) { return true; });
      if (!whole) return detail::refuse_unread(answer);
      return write_response(receive(delivery, from).response, answer);
    }
    std::size_t announced = 0;
    const std::string length = head.get_header_value("Content-Length");
    std::from_chars(length.data(), length.data() + length.size(), announced);
    using verdict = decltype(receive.precheck(head, announced, from));
    const bool small = announced > 0 && announced <= small_body;
    const auto refused = small ? verdict() : receive.precheck(head, announced, from);
    const std::size_t room = refused ? 0 : receive.max_body() + 1;
    const bool whole = read([&delivery, room](const char* data, std::size_t size) {
      delivery.body.append(data, std::min(size, room - delivery.body.size()));
      return true;
    });
    if (!whole) return detail::refuse_unread(answer);
    write_response(refused ? refused->response : receive(delivery, from).response, answer);
  };
}
template <class Receiver>
void httplib_handler(const Receiver&& receive) = delete;  // it would be gone before the first request

/// Takes all methods at `pattern`, so that GET and its like get the provider's answer too.
template <class Receiver>
void httplib_route(httplib::Server& server, const std::string& pattern, const Receiver& receive) {
  const auto bodiless = [&receive](const httplib::Request& request, httplib::Response& answer) {
    write_response(receive(request, connection_of(request)).response, answer);
  };
  server.Get(pattern, bodiless);  // HEAD as well
  server.Options(pattern, bodiless);
  server.Post(pattern, httplib_handler(receive));
  server.Put(pattern, httplib_handler(receive));
  server.Patch(pattern, httplib_handler(receive));
  server.Delete(pattern, httplib_handler(receive));
}
template <class Receiver>
void httplib_route(httplib::Server& server, const std::string& pattern, const Receiver&& receive) = delete;

}  // namespace v0
}  // namespace hooklatch
