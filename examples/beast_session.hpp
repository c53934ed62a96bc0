// SPDX-License-Identifier: MIT
#pragma once

// What every Beast server has: reading and writing on one connection. `Application` looks at the head of a request,
// answers whole ones, and those whose body was too large.

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

namespace example {

namespace http = boost::beast::http;
using boost::asio::ip::tcp;
using boost::beast::error_code;

template <class Application>
class beast_session : public std::enable_shared_from_this<beast_session<Application>> {
 public:
  beast_session(tcp::socket socket, const Application& application)
      : stream_(std::move(socket)), application_(application), from_(application.connection_of(stream_)) {}

  void read_head() {
    parser_.emplace();
    parser_->body_limit(std::numeric_limits<std::uint64_t>::max());  // the application says, once it has the head
    stream_.expires_after(std::chrono::seconds(30));
    http::async_read_header(stream_, buffer_, *parser_, [self = this->shared_from_this()](error_code bad, std::size_t) {
      if (!bad) self->read_body();
    });
  }

 private:
  void read_body() {
    if (auto refused = application_.precheck(*parser_, from_)) return write(std::move(*refused));
    http::async_read(stream_, buffer_, *parser_, [self = this->shared_from_this()](error_code bad, std::size_t) {
      if (!bad) self->write(self->application_.answer(self->parser_->get(), self->from_));
      if (bad == http::error::body_limit) self->write(self->application_.too_large(*self->parser_, self->from_));
    });
  }

  void write(http::response<http::string_body> answer) {
    answer_ = std::move(answer);
    http::async_write(stream_, answer_, [self = this->shared_from_this()](error_code bad, std::size_t) {
      if (bad) return;
      if (self->answer_.keep_alive()) return self->read_head();
      self->stream_.socket().shutdown(tcp::socket::shutdown_send, bad);
      self->drop_rest();
    });
  }

  // A sender that still writes would not hear the answer if the socket were closed at once.
  void drop_rest() {
    const auto room = boost::asio::buffer(dropped_);
    stream_.async_read_some(room, [self = this->shared_from_this()](error_code bad, std::size_t) {
      if (!bad) self->drop_rest();
    });
  }

  boost::beast::tcp_stream stream_;
  const Application& application_;
  decltype(std::declval<const Application&>().connection_of(stream_)) from_;
  boost::beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  http::response<http::string_body> answer_;
  std::array<char, 16384> dropped_{};
};

}  // namespace example
