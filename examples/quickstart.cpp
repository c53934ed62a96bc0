// SPDX-License-Identifier: MIT
//
// Verifies one delivery. Here the test kit plays the provider; in a server the request comes from the framework.
// Run: ZUBA_WEBHOOK_SECRET=whsec_... ./hooklatch_quickstart

#include <hooklatch/hooklatch.hpp>
#include <hooklatch/providers/zuba.hpp>
#include <hooklatch/testing/signer.hpp>

#include <cstdlib>
#include <iostream>

int main() {
  const hooklatch::verifier<hooklatch::providers::zuba> zuba(std::getenv("ZUBA_WEBHOOK_SECRET"));
  const hooklatch::testing::signer<hooklatch::providers::zuba> sender(std::getenv("ZUBA_WEBHOOK_SECRET"));
  const hooklatch::request request = sender.event({"payout.paid", R"({"amount":"1000.00"})"}).value();
  const auto delivery = zuba.verify(request);
  std::cout << (delivery ? delivery->body_text() : to_string(delivery.error().code())) << '\n';
  return delivery ? 0 : 1;
}
