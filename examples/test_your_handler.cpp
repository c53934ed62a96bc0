// SPDX-License-Identifier: MIT
//
// A unit test of your handler without its provider, without HTTP and without waiting: the signer sends, the receiver
// answers, the clock moves when it is told. Any test framework will do; here it is a plain main. Run:
// hooklatch_test_your_handler

#include <hooklatch/hooklatch.hpp>
#include <hooklatch/providers/zuba.hpp>
#include <hooklatch/testing/manual_clock.hpp>
#include <hooklatch/testing/signer.hpp>

#include <chrono>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

using namespace hooklatch;
using namespace std::chrono_literals;
using providers::zuba;
using testing::manual_clock;

/// What is tested: the part of a backend that pays out.
struct ledger {
  std::vector<std::string> paid;
  bool closed = false;

  void pay(const event_view& event) {
    if (closed) throw std::runtime_error("the ledger is closed");
    paid.emplace_back(event.id());
  }
};

int main() {
  int failures = 0;
  const auto check = [&failures](bool good, const char* what) {
    std::cout << (good ? "ok      " : "FAILED  ") << what << '\n';
    if (!good) ++failures;
  };

  manual_clock clock(1774276200);  // copies of it share one time
  memory_store<> store;
  ledger book;
  dispatcher events;
  events.on(zuba::events::payout_paid, [&book](const event_view& event) { book.pay(event); });

  const std::string secret = "whsec_any-secret-that-both-sides-know";
  const receiver<zuba, memory_store<>, accept_volatile_store, with_clock<manual_clock>> receive(secret, store, events,
                                                                                                {}, clock);
  const testing::signer<zuba, manual_clock> sender(secret, clock);

  const auto genuine = sender.event({"payout.paid", R"({"amount":"1000.00"})", "evt_1"}).value();
  check(receive(genuine).response.status() == 200 && book.paid.size() == 1, "a genuine delivery is handled");
  check(receive(genuine).response.status() == 200 && book.paid.size() == 1, "a repeated one is not handled twice");

  const auto late = sender.event({"payout.paid", "{}", "evt_2"}).value();
  clock.advance(301s);  // Zuba's window is 300 s
  const auto refused = receive(late);
  check(refused.response.status() == 401 && refused.reason->code() == errc::timestamp_too_old,
        "a stale one is refused");

  book.closed = true;
  const auto failing = sender.event({"payout.paid", "{}", "evt_3"}).value();
  check(receive(failing).response.status() == 500, "a handler that fails is answered with 500");
  book.closed = false;
  check(receive(failing).response.status() == 200, "so Zuba sends it again, and the retry runs");
  check(book.paid == std::vector<std::string>{"evt_1", "evt_3"}, "nothing was paid twice, or stale");

  return failures == 0 ? 0 : 1;
}
