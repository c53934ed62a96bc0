// SPDX-License-Identifier: MIT
//
// Receives Zuba's webhooks with Boost.Beast: one thread, callbacks (they are in beast_session.hpp).
// Run: ZUBA_WEBHOOK_SECRET=whsec_... ./hooklatch_server_beast
//
// For benchmarks/http_throughput.sh: --no-store handles every delivery, repeats too, and prints nothing;
// --without-hooklatch acknowledges everything unseen.

#include "beast_session.hpp"
#include "server_support.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <hooklatch/http/beast.hpp>
#include <hooklatch/providers/zuba.hpp>

#include <cstdlib>
#include <memory>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

namespace {

using boost::asio::ip::tcp;

template <class Receiver>
class hooks {
 public:
  explicit hooks(const Receiver& receive) : receive_(receive) {}

  static auto connection_of(auto& stream) { return hooklatch::connection_of(stream); }
  auto precheck(auto& parser, const auto& from) const { return hooklatch::beast_precheck(receive_, parser, from); }
  auto answer(const auto& request, const auto& from) const { return hooklatch::beast_answer(receive_, request, from); }
  auto too_large(const auto& parser, const auto& from) const {
    return hooklatch::beast_too_large(receive_, parser, from);
  }

 private:
  const Receiver& receive_;
};

struct without_hooklatch {
  static int connection_of(auto&) { return 0; }
  static std::optional<hooklatch::beast_response> precheck(auto&, int) { return std::nullopt; }
  static hooklatch::beast_response answer(const auto& request, int) {
    hooklatch::beast_response made(boost::beast::http::status::ok, request.version(), R"({"received":true})");
    made.set(boost::beast::http::field::content_type, "application/json");
    made.prepare_payload();
    return made;
  }
  static hooklatch::beast_response too_large(auto&, int) { return {}; }
};

template <class Application>
void accept(tcp::acceptor& acceptor, const Application& application) {
  acceptor.async_accept([&acceptor, &application](boost::beast::error_code bad, tcp::socket socket) {
    if (!bad) std::make_shared<example::beast_session<Application>>(std::move(socket), application)->read_head();
    accept(acceptor, application);
  });
}

void serve(const auto& application) {
  boost::asio::io_context context;
  tcp::acceptor acceptor(context, {boost::asio::ip::make_address(example::address), 0});
  accept(acceptor, application);
  std::thread serving([&context] { context.run(); });
  example::serve_until_input_ends(acceptor.local_endpoint().port());
  context.stop();
  serving.join();
}

}  // namespace

int main(int argc, char** argv) {
  using namespace hooklatch;
  const std::string_view flag = argc > 1 ? argv[1] : "";
  const char* secret = std::getenv("ZUBA_WEBHOOK_SECRET");
  if (flag == "--without-hooklatch") {
    serve(without_hooklatch());
  } else if (flag == "--no-store") {
    const receiver<providers::zuba, no_store> receive(secret, dispatcher());
    serve(hooks(receive));
  } else {
    memory_store<> store;
    const receiver<providers::zuba, memory_store<>, accept_volatile_store> receive(secret, store, example::handlers(),
                                                                                   example::options());
    serve(hooks(receive));
  }
  return 0;
}
