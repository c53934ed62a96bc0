// SPDX-License-Identifier: MIT
//
// Receives Zuba's webhooks with Poco, which needs no header of ours: its headers are a range of pairs already.
// Run: ZUBA_WEBHOOK_SECRET=whsec_... ./hooklatch_server_poco

#include "server_support.hpp"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>

#include <hooklatch/http/generic.hpp>
#include <hooklatch/providers/zuba.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <istream>
#include <string>
#include <string_view>

namespace {

namespace net = Poco::Net;
using receiver_type =
    hooklatch::receiver<hooklatch::providers::zuba, hooklatch::memory_store<>, hooklatch::accept_volatile_store>;

class hooks : public net::HTTPRequestHandler {
 public:
  explicit hooks(const receiver_type& receive) : receive_(receive) {}

  void handleRequest(net::HTTPServerRequest& request, net::HTTPServerResponse& response) override {
    const std::string body = read(request.stream(), receive_.max_body() + 1);
    const hooklatch::generic_request delivery(request.getMethod(), request.getURI(), request, body);
    const hooklatch::owned_connection from(request.clientAddress().host().toString(), request.secure());
    const auto done = receive_(delivery, from);
    response.setStatusAndReason(static_cast<net::HTTPResponse::HTTPStatus>(done.response.status()));
    done.response.for_each_header([&response](std::string_view name, std::string_view value) {
      response.set(std::string(name), std::string(value));
    });
    response.sendBuffer(done.response.body().data(), done.response.body().size());
  }

 private:
  // The rest is read and dropped: what stays unread would be taken for the next request.
  static std::string read(std::istream& from, std::size_t most) {
    std::string body;
    std::array<char, 16384> some;
    while (from.read(some.data(), some.size()), from.gcount() > 0) {
      body.append(some.data(), std::min(static_cast<std::size_t>(from.gcount()), most - body.size()));
    }
    return body;
  }

  const receiver_type& receive_;
};

class routes : public net::HTTPRequestHandlerFactory {
 public:
  explicit routes(const receiver_type& receive) : receive_(receive) {}
  net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest& request) override {
    return request.getURI() == "/hooks" ? new hooks(receive_) : nullptr;  // Poco takes it
  }

 private:
  const receiver_type& receive_;
};

}  // namespace

int main() {
  hooklatch::memory_store<> store;
  const receiver_type receive(std::getenv("ZUBA_WEBHOOK_SECRET"), store, example::handlers(), example::options());

  const net::ServerSocket socket(net::SocketAddress(example::address, 0));
  net::HTTPServer server(new routes(receive), socket, new net::HTTPServerParams);  // Poco counts who holds them
  server.start();
  example::serve_until_input_ends(socket.address().port());
  server.stopAll(true);
  return 0;
}
