// SPDX-License-Identifier: MIT
//
// Receives Zuba's webhooks with Drogon.
// Run: ZUBA_WEBHOOK_SECRET=whsec_... ./hooklatch_server_drogon

#include "server_support.hpp"

#include <drogon/drogon.h>

#include <hooklatch/http/drogon.hpp>
#include <hooklatch/providers/zuba.hpp>

#include <cstdlib>
#include <thread>

int main() {
  using namespace hooklatch;
  memory_store<> store;
  const receiver<providers::zuba, memory_store<>, accept_volatile_store> receive(
      std::getenv("ZUBA_WEBHOOK_SECRET"), store, example::handlers(), example::options());

  auto& app = drogon::app();
  app.setLogLevel(trantor::Logger::kWarn);
  app.registerHandler("/hooks", drogon_handler(receive), {drogon::Post, drogon::Get, drogon::Put});
  app.addListener(example::address, 0);
  std::thread waiting;
  app.registerBeginningAdvice([&app, &waiting] {
    const int port = app.getListeners().front().toPort();
    waiting = std::thread([&app, port] {
      example::serve_until_input_ends(port);
      app.quit();
    });
  });
  app.run();
  waiting.join();
  return 0;
}
