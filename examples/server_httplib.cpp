// SPDX-License-Identifier: MIT
//
// Receives Zuba's webhooks with cpp-httplib.
// Run: ZUBA_WEBHOOK_SECRET=whsec_... ./hooklatch_server_httplib
//
// For benchmarks/http_throughput.sh: --no-store handles every delivery, repeats too, and prints nothing;
// --without-hooklatch acknowledges everything unseen.

#include "server_support.hpp"

#include <hooklatch/http/httplib.hpp>
#include <hooklatch/providers/zuba.hpp>

#include <chrono>
#include <cstdlib>
#include <string_view>
#include <thread>

namespace {

void run(httplib::Server& server) {
  server.set_keep_alive_max_count(100000);
  server.set_tcp_nodelay(true);
  const int port = server.bind_to_any_port(example::address);
  std::thread listening([&server] { server.listen_after_bind(); });
  example::serve_until_input_ends(port);
  while (!server.is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  server.stop();
  listening.join();
}

template <class Receiver>
void serve(const Receiver& receive) {
  httplib::Server server;
  hooklatch::httplib_route(server, "/hooks", receive);
  run(server);
}

void serve_without_hooklatch() {
  httplib::Server server;
  server.Post("/hooks", [](const httplib::Request&, httplib::Response& answer) {
    answer.set_content(R"({"received":true})", "application/json");
  });
  run(server);
}

}  // namespace

int main(int argc, char** argv) {
  using namespace hooklatch;
  const std::string_view flag = argc > 1 ? argv[1] : "";
  const char* secret = std::getenv("ZUBA_WEBHOOK_SECRET");
  if (flag == "--without-hooklatch") {
    serve_without_hooklatch();
  } else if (flag == "--no-store") {
    serve(receiver<providers::zuba, no_store>(secret, dispatcher()));
  } else {
    memory_store<> store;
    serve(receiver<providers::zuba, memory_store<>, accept_volatile_store>(secret, store, example::handlers(),
                                                                           example::options()));
  }
  return 0;
}
