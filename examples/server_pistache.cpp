// SPDX-License-Identifier: MIT
//
// Receives Zuba's webhooks with Pistache, which needs no header of ours: a generic_request does.
// Run: ZUBA_WEBHOOK_SECRET=whsec_... ./hooklatch_server_pistache
//
// Of a header that comes more than once Pistache shows the first line only, so a doubled signature is not seen.

#include "server_support.hpp"

#include <pistache/endpoint.h>

#include <hooklatch/http/generic.hpp>
#include <hooklatch/providers/zuba.hpp>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

namespace {

namespace http = Pistache::Http;
using receiver_type =
    hooklatch::receiver<hooklatch::providers::zuba, hooklatch::memory_store<>, hooklatch::accept_volatile_store>;

/// A header of the answer: of those that are set as raw text, Pistache 0.0.5 writes none.
class answer_header : public http::Header::Header {
 public:
  answer_header(std::string_view name, std::string_view value) : name_(name), value_(value) {}
  const char* name() const override { return name_.c_str(); }
  uint64_t hash() const override { return 0; }
  void write(std::ostream& to) const override { to << value_; }

 private:
  std::string name_;
  std::string value_;
};

class hooks : public http::Handler {
 public:
  HTTP_PROTOTYPE(hooks)

  explicit hooks(const receiver_type& receive) : receive_(&receive) {}

  void onRequest(const http::Request& request, http::ResponseWriter writer) override {
    if (request.resource() != "/hooks") {
      writer.send(http::Code::Not_Found);
      return;
    }
    const auto header = [&request](const std::string& name) -> std::optional<std::string> {
      const auto found = request.headers().tryGetRaw(name);
      if (!found) return std::nullopt;
      return found->value();
    };
    const std::string target = request.resource() + request.query().as_str();
    const hooklatch::generic_request delivery(http::methodString(request.method()), target,
                                              hooklatch::assume_single_values(header), request.body());
    const hooklatch::owned_connection from(request.address().host());
    const auto done = (*receive_)(delivery, from);
    done.response.for_each_header([&writer](std::string_view name, std::string_view value) {
      writer.headers().add(std::make_shared<answer_header>(name, value));
    });
    writer.send(static_cast<http::Code>(done.response.status()), std::string(done.response.body()));
  }

 private:
  const receiver_type* receive_;
};

}  // namespace

int main() {
  hooklatch::memory_store<> store;
  const receiver_type receive(std::getenv("ZUBA_WEBHOOK_SECRET"), store, example::handlers(), example::options());

  http::Endpoint server(Pistache::Address(Pistache::Ipv4::loopback(), Pistache::Port(0)));
  server.init(http::Endpoint::options().threads(2).maxRequestSize((2U << 20) + 65536));  // head and body; 4 KiB else
  server.setHandler(std::make_shared<hooks>(receive));
  server.serveThreaded();
  example::serve_until_input_ends(server.getPort());
  server.shutdown();
  return 0;
}
