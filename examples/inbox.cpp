// SPDX-License-Identifier: MIT
//
// Takes events into a durable inbox and acknowledges them at once; a worker handles them later, retries what fails, and
// tells somebody of what it gives up. Nothing is lost when the process dies in between: start it twice with one file.
// Run: hooklatch_inbox [FILE]; without a file it takes a new one in the temporary folder.

#include <hooklatch/hooklatch.hpp>
#include <hooklatch/inbox/sqlite_inbox.hpp>
#include <hooklatch/providers/zuba.hpp>
#include <hooklatch/testing/signer.hpp>

#include <atomic>
#include <chrono>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>
#include <string_view>
#include <thread>

using namespace hooklatch;
using namespace std::chrono_literals;
using hooklatch::providers::zuba;

int main(int argc, char** argv) try {
  const std::string file = argc > 1 ? argv[1] : (std::filesystem::temp_directory_path() / "inbox.db").string();
  if (argc < 2) std::filesystem::remove(file);
  constexpr const char* secret = "whsec_the-secret-of-the-dashboard";
  const testing::signer<zuba> sender(secret);

  auto inbox = sqlite_inbox::open(file).value();
  const inbox_receiver<zuba, sqlite_inbox> receive(secret, inbox);

  std::atomic<bool> ledger_is_open = false;
  dispatcher events;
  events.on(zuba::events::payout_paid, [&](const event_view& event, handling& claim) {
    std::cout << "attempt " << claim.attempt() << " at " << event.id() << '\n';
    return ledger_is_open ? handler_result::done() : handler_result::failed("the ledger is closed");
  });
  std::atomic<int> given_up = 0;
  const inbox_worker<zuba, sqlite_inbox> worker(
      inbox, events,
      worker_options{}
          .attempts(3)
          .wait(backoff(10ms))  // 1 s unless this says else
          .poll(10ms)
          .on_final_failure([&](std::string_view type, std::string_view id, std::string_view message) {
            std::cout << "given up: " << type << ' ' << id << ": " << message << '\n';
            ++given_up;
          }));
  std::jthread working([&](const std::stop_token& stop) { worker.run(stop); });

  const auto delivery = sender.event({"payout.paid", R"({"amount":"1000.00"})", "evt_1"}).value();
  std::cout << "accepted: " << receive(delivery).response.status() << '\n';
  std::cout << "again:    " << to_string(receive(delivery).kind) << '\n';
  const auto is_processed = [&] { return inbox.counts("zuba").value().processed == 1; };
  for (int i = 0; i < 1000 && given_up == 0 && !is_processed(); ++i) std::this_thread::sleep_for(10ms);

  ledger_is_open = true;  // somebody has mended it
  std::cout << "replayed: " << inbox.replay("zuba", "evt_1").value() << '\n';
  for (int i = 0; i < 1000 && !is_processed(); ++i) std::this_thread::sleep_for(10ms);
  working = {};  // stops, and waits for the attempt at hand

  const auto counts = inbox.counts("zuba").value();
  std::cout << "processed " << counts.processed << ", dead " << counts.dead << ", pending " << counts.pending << '\n';
  return counts.processed == 1 && counts.dead == 0 ? 0 : 1;
} catch (const std::exception& failure) {
  std::cerr << failure.what() << '\n';
  return 2;
}
