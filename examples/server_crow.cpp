// SPDX-License-Identifier: MIT
//
// Receives Zuba's webhooks with Crow.
// Run: ZUBA_WEBHOOK_SECRET=whsec_... ./hooklatch_server_crow

#include "server_support.hpp"

#include <hooklatch/http/crow.hpp>
#include <hooklatch/providers/zuba.hpp>

#include <cstdlib>

int main() {
  using namespace hooklatch;
  memory_store<> store;
  const receiver<providers::zuba, memory_store<>, accept_volatile_store> receive(
      std::getenv("ZUBA_WEBHOOK_SECRET"), store, example::handlers(), example::options());

  crow::SimpleApp app;
  app.loglevel(crow::LogLevel::Warning);
  // Named, so that the provider's answer to them is ours; Crow answers the others itself.
  CROW_ROUTE(app, "/hooks")
      .methods(crow::HTTPMethod::Post, crow::HTTPMethod::Get, crow::HTTPMethod::Put)(crow_handler(receive));

  auto serving = app.bindaddr(example::address).port(0).signal_clear().multithreaded().run_async();
  app.wait_for_server_start();
  example::serve_until_input_ends(app.port());
  app.stop();
  serving.wait();
  return 0;
}
