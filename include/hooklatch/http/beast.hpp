// SPDX-License-Identifier: MIT
#pragma once

// Boost.Beast 1.74 or later, which is headers only: `http::write(stream, beast_answer(receive, request, from))`.
//
// It changes nothing that matters here: repeats stay apart and in order, empty values stay, bodies are not inflated.
// Fields that come behind a chunked body are added to the headers. Beast's parser has a limit of its own (1 MiB).

#include <hooklatch/core/bytes.hpp>
#include <hooklatch/http/connection.hpp>
#include <hooklatch/http/headers.hpp>
#include <hooklatch/http/request_traits.hpp>
#include <hooklatch/http/response.hpp>

#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace hooklatch {
inline namespace v0 {

/// Requests whose body lies in one piece (`string_body`, `vector_body`, `span_body`), and `empty_body` for a precheck.
template <class Body, class Fields>
requires body_bytes<typename Body::value_type> || std::is_same_v<Body, boost::beast::http::empty_body>
struct request_traits<boost::beast::http::message<true, Body, Fields>> {
  using message = boost::beast::http::message<true, Body, Fields>;

  [[nodiscard]] static std::string_view method(const message& request) { return view(request.method_string()); }
  [[nodiscard]] static std::string_view target(const message& request) { return view(request.target()); }
  [[nodiscard]] static auto headers(const message& request) {
    return [&request](std::string_view name, header_sink sink) {
      std::size_t copies = 0;
      const auto [first, last] = request.equal_range(boost::beast::string_view(name.data(), name.size()));
      for (auto field = first; field != last; ++field, ++copies) sink(view(field->value()));
      return copies;
    };
  }
  [[nodiscard]] static byte_view body(const message& request) {
    if constexpr (std::is_same_v<Body, boost::beast::http::empty_body>) {
      return {};
    } else {
      return detail::view_body(request.body());
    }
  }

 private:
  // Boost's own string_view up to 1.86 or so, the standard's where it is configured.
  template <class View>
  [[nodiscard]] static std::string_view view(const View& text) noexcept {
    return {text.data(), text.size()};
  }
};

/// The other end of a socket or of a stream over one. Nobody where it is gone already; then an allow-list refuses.
template <class Stream>
requires requires(Stream& stream) { boost::beast::get_lowest_layer(stream); }
[[nodiscard]] owned_connection connection_of(Stream& stream, bool tls = false) {
  boost::system::error_code gone;
  auto& lowest = boost::beast::get_lowest_layer(stream);
  if constexpr (requires { lowest.socket(); }) {
    const auto peer = lowest.socket().remote_endpoint(gone);
    return owned_connection(gone ? std::string() : peer.address().to_string(), tls);
  } else {
    const auto peer = lowest.remote_endpoint(gone);
    return owned_connection(gone ? std::string() : peer.address().to_string(), tls);
  }
}

template <class Fields>
void write_response(const response& from,
                    boost::beast::http::message<false, boost::beast::http::string_body, Fields>& to) {
  to.result(static_cast<unsigned>(from.status()));
  from.for_each_header([&to](std::string_view name, std::string_view value) {
    to.set(boost::beast::string_view(name.data(), name.size()), boost::beast::string_view(value.data(), value.size()));
  });
  to.body() = std::string(from.body());
  to.prepare_payload();
}

using beast_response = boost::beast::http::response<boost::beast::http::string_body>;

namespace detail {

template <class Body, class Fields>
[[nodiscard]] beast_response make_beast_response(const response& from,
                                                 const boost::beast::http::message<true, Body, Fields>& request,
                                                 bool keep_alive) {
  beast_response made;
  made.version(request.version());
  made.keep_alive(keep_alive);
  write_response(from, made);
  return made;
}

}  // namespace detail

/// Receives a request that was read whole, and makes Beast's response of the answer.
template <class Receiver, class Body, class Fields>
[[nodiscard]] beast_response beast_answer(const Receiver& receive,
                                          const boost::beast::http::message<true, Body, Fields>& request,
                                          const connection& from = {}) {
  return detail::make_beast_response(receive(request, from).response, request, request.keep_alive());
}

/// Between `http::read_header`, which needs the parser's limit lifted, and `http::read`: the answer to a request that
/// no body can make good, or no value, and then the parser stops at the receiver's largest body. After the answer the
/// connection is closed; whoever still sends hears it only if what comes is read and dropped for a while.
template <class Receiver, class Body, class Allocator>
[[nodiscard]] std::optional<beast_response> beast_precheck(const Receiver& receive,
                                                           boost::beast::http::request_parser<Body, Allocator>& parser,
                                                           const connection& from = {}) {
  const auto length = parser.content_length();
  if (length && *length > 0 && *length <= std::min(small_body, receive.max_body())) return std::nullopt;
  const auto refused = receive.precheck(parser.get(), length ? static_cast<std::size_t>(*length) : 0, from);
  if (refused) return detail::make_beast_response(refused->response, parser.get(), false);
  // A longer body than this is for `receive` to refuse, which wants to see one byte of it.
  parser.body_limit(static_cast<std::uint64_t>(receive.max_body()) + 1);
  return std::nullopt;
}

/// Where reading stopped with `http::error::body_limit`: a body in chunks, which announces no size.
template <class Receiver, class Body, class Allocator>
[[nodiscard]] beast_response beast_too_large(const Receiver& receive,
                                             const boost::beast::http::request_parser<Body, Allocator>& parser,
                                             const connection& from = {}) {
  const auto refused = receive.precheck(parser.get(), std::numeric_limits<std::size_t>::max(), from);
  return detail::make_beast_response(refused ? refused->response : response(answer{413, {}}), parser.get(), false);
}

}  // namespace v0
}  // namespace hooklatch
