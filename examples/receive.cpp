// SPDX-License-Identifier: MIT
//
// From a request to the answer that its provider wants: events, handlers, duplicates. The deliveries are made here, by
// the signer, so it runs anywhere; in a server the request comes from the framework. Run: hooklatch_receive

#include <hooklatch/hooklatch.hpp>
#include <hooklatch/providers/zuba.hpp>
#include <hooklatch/testing/signer.hpp>

#include <atomic>
#include <cstdint>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>

using namespace hooklatch;
using providers::zuba;

/// What the application wants of a payout: the amount in cents, exactly.
struct payout {
  std::int64_t cents = 0;
};

// Read without any JSON library; <hooklatch/json/nlohmann.hpp> and its neighbours do it with yours.
template <>
struct hooklatch::json_reader<payout> {
  static payout read(std::string_view text) {
    json_query wanted[]{{"/amount"}};
    if (json_scan(text, wanted)) throw std::runtime_error("no payout");
    return {decimal::from(wanted[0].value).value().minor_units(2).value()};
  }
};

int main() {
  memory_store<> store;
  webhook_metrics metrics;

  dispatcher events;
  std::atomic<int> attempts = 0;  // handlers may run on many threads at once
  events
      .on<payout>(zuba::events::payout_paid,
                  [](const payout& paid) { std::cout << "  paid " << paid.cents << " cents\n"; })
      .on(zuba::events::payout_failed, [&attempts](const event_view& event) {
        const auto when = event.time();  // none where the body tells none
        std::cout << "  " << event.id() << " at " << (when ? when->at().seconds() : 0) << '\n';
        if (++attempts == 1) throw std::runtime_error("the ledger is closed");
      });

  receiver<zuba, memory_store<>, accept_volatile_store> receive(
      "whsec_the-secret-of-the-dashboard", store, events,
      receiver_options{}.observe(metrics).observe(
          [](const outcome& done) { std::cout << "  " << log_line(done) << '\n'; }));

  const testing::signer<zuba> sender("whsec_the-secret-of-the-dashboard");
  const auto paid = sender.event({"payout.paid", R"({"amount":"1000.00"})", "evt_1"}).value();
  const auto failed = sender.event({"payout.failed", "{}", "evt_2"}).value();
  auto forged = paid;
  forged.body.replace(forged.body.find("1000"), 4, "9000");

  int status = 0;
  const auto expect = [&](const char* what, const request& from_network, int wanted) {
    std::cout << what << '\n';
    const outcome done = receive(from_network);
    std::cout << "  the sender hears " << done.response.status() << ' ' << done.response.body() << '\n';
    if (done.response.status() != wanted) status = 1;
  };
  expect("a payout", paid, 200);
  expect("the same again", paid, 200);
  expect("forged", forged, 401);
  expect("a handler that fails", failed, 500);
  expect("and is tried again", failed, 200);
  std::cout << metrics.counts_json() << '\n';
  return status;
}
