// SPDX-License-Identifier: MIT
#include <hooklatch/inbox/sqlite_inbox.hpp>

#include "support/catch.hpp"

#include "shim_vfs.hpp"
#include "support.hpp"

#include <hooklatch/testing/inbox_conformance.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <vector>

using namespace sqlite_tests;
using testing::manual_clock;

namespace {

struct stage {
  folder within;
  manual_clock clock{1774276300};
  sqlite_inbox inbox = sqlite_inbox::open(within.file(), with_clock(clock, 20s)).value();

  void accept(std::uint32_t n, std::string_view body = "{}", std::string_view ordering_key = {}) {
    REQUIRE(inbox.accept(delivery(n, body, ordering_key)).value() == inbox_receipt::stored);
    clock.advance(1ms);
  }
  inbox_entry take() {
    auto taken = inbox.take("zuba", 60s).value();
    REQUIRE(taken);
    return *taken;
  }
  bool nothing_due() { return !inbox.take("zuba", 60s).value(); }
  std::string look(const std::string& text) { return stranger(within.file()).ask(text); }
};

}  // namespace

TEST_CASE("SQLite inboxes keep the contract of inboxes") {
  const folder within;
  shim_vfs shim("hooklatch-inbox-quick");
  shim.sync_is_pretended = true;
  manual_clock clock(1774276200);
  auto opening = with_clock(clock, 20s);
  opening.vfs = "hooklatch-inbox-quick";
  testing::conformance_options options;
  options.threads = 9;
  options.rounds = 5;
  options.advance = [&](std::chrono::milliseconds by) { clock.advance(by); };
  options.step_clock_back = [&](std::chrono::milliseconds by) { clock.advance(-by); };
  SECTION("of one process") {
    auto inbox = sqlite_inbox::open(within.file(), opening).value();
    options.connections = 1;
    const auto report = testing::check_inbox(
        [&]() -> auto& { return inbox; }, options);
    INFO(report.to_string());
    CHECK(report.ok());
  }
  SECTION("of several processes") {
    options.connections = 3;
    const auto report =
        testing::check_inbox([&] { return shared_sqlite_inbox::open(within.file(), opening).value(); }, options);
    INFO(report.to_string());
    CHECK(report.ok());
  }
  SECTION("in memory") {
    auto inbox = sqlite_memory_inbox::open(opening).value();
    options.connections = 1;
    const auto report = testing::check_inbox(
        [&]() -> auto& { return inbox; }, options);
    INFO(report.to_string());
    CHECK(report.ok());
  }
}

TEST_CASE("a SQLite inbox stores a delivery once, and gives it back as it came") {
  stage on;
  const std::string_view body("{\"a\":\"\\u0000\"}\0\xff", 16);
  auto sent = delivery(1, body);
  const std::string_view id("evt_'1\"\0\xfe", 9);
  sent.event_id = id;
  CHECK(on.inbox.accept(sent).value() == inbox_receipt::stored);
  CHECK(on.inbox.accept(sent).value() == inbox_receipt::known);
  const auto entry = on.take();
  CHECK(entry.body == body);
  CHECK(entry.event_id == id);
  CHECK(entry.event_type == "payout.paid");
  CHECK(entry.headers == R"([["content-type","application/json"]])");
  CHECK(entry.ordering_key.empty());
  CHECK(entry.received_at == instant(1774276200, 123456000));
  CHECK(entry.attempt == 1);
  CHECK(on.nothing_due());
  CHECK(on.inbox.accept(sent).value() == inbox_receipt::known);
  CHECK(on.inbox.finish(entry.token).value() == settlement::done);
  CHECK(on.inbox.finish(entry.token).value() == settlement::already_done);
  CHECK(on.inbox.accept(sent).value() == inbox_receipt::known);
  CHECK(on.nothing_due());
}

TEST_CASE("a SQLite inbox takes ids and bodies of any size and kind") {
  stage on;
  const std::string long_id(3200, 'i');
  const std::string large(3'000'000, 'b');
  auto sent = delivery(1, large);
  sent.event_id = long_id;
  CHECK(on.inbox.accept(sent).value() == inbox_receipt::stored);
  sent = inbox_delivery();
  sent.key = key_of(2);
  sent.provider = "zuba";
  CHECK(on.inbox.accept(sent).value() == inbox_receipt::stored);
  const auto first = on.take();
  CHECK(first.event_id == long_id);
  CHECK(first.body == large);
  CHECK(on.take().body.empty());
}

TEST_CASE("a SQLite inbox sees another body under the same key, and refuses it where it is told to") {
  stage on;
  auto sent = delivery(1);
  sent.digest.bytes[0] = 1;
  CHECK(on.inbox.accept(sent).value() == inbox_receipt::stored);
  sent.digest.bytes[0] = 2;
  CHECK(on.inbox.accept(sent).value() == inbox_receipt::known);
  sent.conflict_refused = true;
  CHECK(on.inbox.accept(sent).value() == inbox_receipt::conflict);
  sent.digest.bytes[0] = 1;
  CHECK(on.inbox.accept(sent).value() == inbox_receipt::known);
}

TEST_CASE("an entry is due again after its wait, and when its worker's lease is over, to the edge") {
  stage on;
  on.accept(1);
  const auto first = on.take();
  CHECK(on.inbox.fail(first.token, "no", 30s).value() == settlement::done);
  CHECK(on.inbox.fail(first.token, "no", 30s).value() == settlement::lost);
  on.clock.advance(30s - 1us);
  CHECK(on.nothing_due());
  on.clock.advance(1us);
  const auto second = on.take();
  CHECK(second.attempt == 2);
  CHECK(second.token.fence > first.token.fence);
  CHECK(on.inbox.extend(second.token, 90s).value() == settlement::done);
  on.clock.advance(90s - 1us);
  CHECK(on.nothing_due());
  on.clock.advance(1us);
  const auto third = on.take();
  CHECK(third.attempt == 3);
  CHECK(third.token.fence > second.token.fence);
  for (const auto& stale : {first.token, second.token}) {
    CHECK(on.inbox.finish(stale).value() == settlement::lost);
    CHECK(on.inbox.fail(stale, "late", 1s).value() == settlement::lost);
    CHECK(on.inbox.bury(stale, "late").value() == settlement::lost);
    CHECK(on.inbox.extend(stale, 1s).value() == settlement::lost);
  }
  CHECK(on.inbox.finish(third.token).value() == settlement::done);
  CHECK(on.inbox.finish({99, 1}).value() == settlement::lost);
}

TEST_CASE("the entry that is due longest comes first, be it a new one, a retry or a dead worker's") {
  stage on;
  on.accept(1, "a");
  on.accept(2, "b");
  on.accept(3, "c");
  const auto a = on.take();  // its lease: 60 s
  const auto b = on.take();
  CHECK(on.inbox.fail(b.token, "later", 10s).value() == settlement::done);
  on.clock.advance(70s);
  CHECK(on.take().body == "c");
  CHECK(on.take().body == "b");
  CHECK(on.take().body == "a");
  CHECK(a.body == "a");
  CHECK(on.nothing_due());
}

TEST_CASE("providers have their own entries") {
  stage on;
  on.accept(1);
  CHECK_FALSE(on.inbox.take("stripe", 60s).value());
  CHECK(on.inbox.counts("stripe").value().pending == 0);
  CHECK(on.inbox.counts("zuba").value().pending == 1);
}

TEST_CASE("what was given up is dead until it is replayed, by its id or with all others") {
  stage on;
  on.accept(1, "a");
  on.accept(2, "b");
  for (int i = 0; i < 2; ++i) {
    const auto entry = on.take();
    CHECK(on.inbox.bury(entry.token, "no use").value() == settlement::done);
    CHECK(on.inbox.bury(entry.token, "no use").value() == settlement::already_done);
    CHECK(on.inbox.finish(entry.token).value() == settlement::lost);
  }
  CHECK(on.inbox.counts("zuba").value().dead == 2);
  on.clock.advance(24h);
  CHECK(on.nothing_due());
  CHECK(on.inbox.replay("zuba", "another").value() == 0);
  CHECK(on.inbox.replay("stripe", "evt").value() == 0);
  CHECK(on.inbox.replay_dead("zuba", 1).value() == 1);
  const auto entry = on.take();
  CHECK(entry.body == "a");
  CHECK(entry.attempt == 1);
  CHECK(on.nothing_due());
  CHECK(on.inbox.replay("zuba", "evt").value() == 1);
  CHECK(on.take().body == "b");
}

TEST_CASE("a replayed entry is safe from the worker that had it before") {
  stage on;
  on.accept(1);
  const auto entry = on.take();
  CHECK(on.inbox.bury(entry.token, "").value() == settlement::done);
  CHECK(on.inbox.replay_dead("zuba", 10).value() == 1);
  CHECK(on.inbox.bury(entry.token, "").value() == settlement::lost);
  CHECK(on.inbox.finish(entry.token).value() == settlement::lost);
  CHECK(on.take().token.fence > entry.token.fence);
}

TEST_CASE("entries of one ordering key come one after the other, others beside them") {
  stage on;
  on.accept(1, "a1", "a");
  on.accept(2, "a2", "a");
  on.accept(3, "a3", "a");
  on.accept(4, "b1", "b");
  on.accept(5, "free");
  const auto a1 = on.take();
  CHECK(a1.body == "a1");
  CHECK(a1.ordering_key == "a");
  CHECK(on.take().body == "b1");
  CHECK(on.take().body == "free");
  CHECK(on.nothing_due());

  SECTION("the next one comes when the first one is done") {
    CHECK(on.inbox.finish(a1.token).value() == settlement::done);
    const auto a2 = on.take();
    CHECK(a2.body == "a2");
    CHECK(on.nothing_due());
    CHECK(on.inbox.bury(a2.token, "").value() == settlement::done);
    CHECK(on.take().body == "a3");
  }
  SECTION("not while the first one waits for its retry") {
    CHECK(on.inbox.fail(a1.token, "", 30s).value() == settlement::done);
    on.clock.advance(29s);
    CHECK(on.nothing_due());
    on.clock.advance(1s);
    CHECK(on.take().body == "a1");
  }
  SECTION("nor when its worker died") {
    on.clock.advance(60s);
    auto again = on.take();
    while (again.ordering_key != "a") again = on.take();
    CHECK(again.body == "a1");
  }
  SECTION("a replayed one goes before those that came after it, also before one that runs") {
    CHECK(on.inbox.bury(a1.token, "").value() == settlement::done);
    const auto a2 = on.take();
    CHECK(a2.body == "a2");
    CHECK(on.inbox.replay("zuba", "evt").value() == 1);
    const auto again = on.take();
    CHECK(again.body == "a1");
    CHECK(on.inbox.fail(a2.token, "", 0s).value() == settlement::done);
    CHECK(on.nothing_due());
    CHECK(on.inbox.finish(again.token).value() == settlement::done);
    CHECK(on.take().body == "a2");
    CHECK(on.nothing_due());
  }
}

TEST_CASE("an ordering key is one provider's") {
  stage on;
  on.accept(1, "a1", "a");
  auto other = delivery(2, "other", "a");
  other.provider = "stripe";
  CHECK(on.inbox.accept(other).value() == inbox_receipt::stored);
  CHECK(on.take().body == "a1");
  CHECK(on.inbox.take("stripe", 60s).value().has_value());
}

TEST_CASE("however many entries wait behind one, a take reads a handful of pages") {
  shim_vfs shim("hooklatch-inbox-reads");
  shim.sync_is_pretended = true;
  folder within;
  sqlite_options options;
  options.vfs = "hooklatch-inbox-reads";
  auto inbox = sqlite_inbox::open(within.file(), options).value();
  REQUIRE(inbox.accept(delivery(0, "head", "k")).value() == inbox_receipt::stored);
  const auto head = inbox.take("zuba", 1h).value();
  REQUIRE(head);
  {
    auto work = inbox.begin().value();
    CHECK(stranger::ask_on(
              work.handle(),
              "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
              " INSERT INTO hooklatch_inbox SELECT NULL, randomblob(32), digest, provider, event_id, event_type,"
              " body, headers, signature, ordering_key, 0, 0, 0, 0, 1, received_at, NULL, NULL"
              " FROM hooklatch_inbox, n") == "");
    REQUIRE(work.commit());
  }
  REQUIRE(inbox.accept(delivery(1, "free")).value() == inbox_receipt::stored);
  std::atomic<int> reads{0};
  shim.on_call([&](io what) {
    reads += what == io::read ? 1 : 0;
    return SQLITE_OK;
  });
  CHECK(inbox.take("zuba", 1h).value()->body == "free");
  CHECK_FALSE(inbox.take("zuba", 1h).value());
  CHECK(reads < 60);
  CHECK(inbox.finish(head->token).value() == settlement::done);
  CHECK(inbox.take("zuba", 1h).value().has_value());
  CHECK(reads < 120);
}

TEST_CASE("entries are counted as they stand") {
  stage on;
  for (std::uint32_t i = 1; i <= 6; ++i) {
    auto sent = delivery(i);
    sent.received_at = instant(2000 - i);
    CHECK(on.inbox.accept(sent).value() == inbox_receipt::stored);
    on.clock.advance(1ms);
  }
  CHECK(on.inbox.finish(on.take().token).value() == settlement::done);
  CHECK(on.inbox.bury(on.take().token, "").value() == settlement::done);
  on.take();
  const auto counted = on.inbox.counts("zuba").value();
  CHECK(counted.pending == 3);
  CHECK(counted.running == 1);
  CHECK(counted.processed == 1);
  CHECK(counted.dead == 1);
  CHECK(counted.oldest_pending == instant(1994));
  CHECK_FALSE(on.inbox.counts("none").value().oldest_pending);
}

TEST_CASE("what ended long enough ago is pruned, as much as told, and nothing else") {
  stage on;
  for (std::uint32_t i = 1; i <= 5; ++i) on.accept(i);
  CHECK(on.inbox.finish(on.take().token).value() == settlement::done);
  CHECK(on.inbox.finish(on.take().token).value() == settlement::done);
  CHECK(on.inbox.bury(on.take().token, "").value() == settlement::done);
  on.take();
  on.clock.advance(1h - 1us);
  CHECK(on.inbox.prune(1h, 10).value() == 0);
  on.clock.advance(1us);
  CHECK(on.inbox.prune(1h, 2).value() == 2);
  CHECK(on.inbox.prune(1h, 10).value() == 1);
  on.clock.advance(24h * 3650);
  CHECK(on.inbox.prune(0s, 10).value() == 0);
  CHECK(on.inbox.counts("zuba").value().pending == 1);
  CHECK(on.inbox.counts("zuba").value().running == 1);
}

TEST_CASE("a number that an entry had before is no way to end another one") {
  stage on;
  on.accept(1);
  const auto first = on.take();
  CHECK(on.inbox.finish(first.token).value() == settlement::done);
  CHECK(on.inbox.prune(0s, 10).value() == 1);
  on.accept(2);
  const auto second = on.take();
  CHECK(second.token.entry == first.token.entry);
  CHECK(on.inbox.finish(first.token).value() == settlement::lost);
  CHECK(on.inbox.finish(second.token).value() == settlement::done);
}

TEST_CASE("all entries can be looked at as a table of webhook events") {
  stage on;
  const std::string why(2000, 'e');
  on.accept(1, R"({"id":"evt"})");
  on.accept(2);
  on.accept(3);
  CHECK(on.inbox.finish(on.take().token).value() == settlement::done);
  CHECK(on.inbox.bury(on.take().token, why).value() == settlement::done);
  on.take();
  CHECK(on.look("SELECT group_concat(name) FROM pragma_table_info('webhook_events')") ==
        "id,event_id,event_type,payload,signature,processed_at,status,error_message,created_at");
  CHECK(on.look("SELECT group_concat(status) FROM (SELECT status FROM webhook_events ORDER BY id)") ==
        "processed,failed,pending");
  CHECK(
      on.look("SELECT payload FROM webhook_events WHERE event_id = 'evt' AND event_type = 'payout.paid' AND id = 1") ==
      R"({"id":"evt"})");
  CHECK(on.look("SELECT signature FROM webhook_events WHERE id = 1") == "c0ffee");
  CHECK(on.look("SELECT created_at FROM webhook_events WHERE id = 1") == "2026-03-23T14:30:00.123Z");
  CHECK(on.look("SELECT processed_at FROM webhook_events WHERE id = 1") == "2026-03-23T14:31:40.003Z");
  CHECK(on.look("SELECT processed_at FROM webhook_events WHERE id = 3") == "NULL");
  CHECK(on.look("SELECT error_message FROM webhook_events WHERE id = 2") == why.substr(0, 1000));
  CHECK(
      on.look("SELECT typeof(payload) || typeof(event_id) || typeof(error_message) FROM webhook_events WHERE id = 2") ==
      "texttexttext");
}

TEST_CASE("an accepted, taken or ended entry costs one fsync, a known one and an empty inbox none") {
  folder within;
  shim_vfs shim("hooklatch-inbox-syncs");
  sqlite_options options;
  options.vfs = "hooklatch-inbox-syncs";
  auto inbox = sqlite_inbox::open(within.file(), options).value();
  REQUIRE(inbox.accept(delivery(0)).value() == inbox_receipt::stored);
  REQUIRE(inbox.finish(inbox.take("zuba", 60s).value()->token).value() == settlement::done);
  const auto count = [&](const auto& work) {
    const auto before = shim.syncs();
    work();
    return shim.syncs() - before;
  };
  std::optional<inbox_entry> entry;
  CHECK(count([&] { REQUIRE_FALSE(inbox.take("zuba", 60s).value()); }) == 0);
  CHECK(count([&] { REQUIRE(inbox.accept(delivery(1)).value() == inbox_receipt::stored); }) == 1);
  CHECK(count([&] { REQUIRE(inbox.accept(delivery(1)).value() == inbox_receipt::known); }) == 0);
  CHECK(count([&] { entry = inbox.take("zuba", 60s).value(); }) == 1);
  REQUIRE(entry);
  CHECK(count([&] { REQUIRE(inbox.extend(entry->token, 60s).value() == settlement::done); }) == 0);
  CHECK(count([&] { REQUIRE(inbox.finish(entry->token).value() == settlement::done); }) == 1);
  CHECK(count([&] { REQUIRE(inbox.finish(entry->token).value() == settlement::already_done); }) == 0);
}

TEST_CASE("many workers take each entry once") {
  shim_vfs shim("hooklatch-inbox-workers");
  shim.sync_is_pretended = true;
  folder within;
  sqlite_options options;
  options.vfs = "hooklatch-inbox-workers";
  options.timeout = 20s;
  auto inbox = sqlite_inbox::open(within.file(), options).value();
  constexpr std::uint32_t entries = 300;
  for (std::uint32_t i = 0; i < entries; ++i) {
    REQUIRE(inbox.accept(delivery(i, std::to_string(i), i % 2 == 0 ? "even" : "")).value() == inbox_receipt::stored);
  }
  std::array<std::atomic<int>, entries> taken{};
  std::atomic<int> evens{0};
  std::atomic<int> broken{0};
  std::vector<std::thread> workers;
  for (int w = 0; w < 8; ++w) {
    workers.emplace_back([&] {
      for (int idle = 0; idle < 2000;) {
        const auto entry = inbox.take("zuba", 60s);
        if (!entry) {
          ++broken;
          return;
        }
        if (!*entry) {
          ++idle;
          std::this_thread::yield();
          if (inbox.counts("zuba").value().processed == entries) return;
          continue;
        }
        const auto number = static_cast<std::uint32_t>(std::stoul((*entry)->body));
        ++taken[number];
        if (number % 2 == 0 && evens.exchange(static_cast<int>(number)) > static_cast<int>(number)) ++broken;
        if (inbox.finish((*entry)->token).value() != settlement::done) ++broken;
      }
    });
  }
  for (auto& each : workers) each.join();
  CHECK(broken == 0);
  CHECK(std::all_of(taken.begin(), taken.end(), [](const auto& count) { return count == 1; }));
  CHECK(inbox.counts("zuba").value().processed == entries);
}

TEST_CASE("threads that accept, take, end and prune on one handle disturb one another in nothing") {
  shim_vfs shim("hooklatch-inbox-threads");
  shim.sync_is_pretended = true;
  folder within;
  sqlite_options options;
  options.vfs = "hooklatch-inbox-threads";
  options.timeout = 20s;
  auto inbox = sqlite_inbox::open(within.file(), options).value();
  std::atomic<int> failed{0};
  std::atomic<int> stored{0};
  std::vector<std::thread> threads;
  for (std::uint32_t t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (std::uint32_t i = 0; i < 150; ++i) {
        const auto receipt = inbox.accept(delivery(t / 2 * 1000 + i, "body"));  // two threads each
        receipt ? stored += *receipt == inbox_receipt::stored ? 1 : 0 : ++failed;
        const auto entry = inbox.take("zuba", 60s);
        if (!entry) ++failed;
        if (entry && *entry) {
          const auto ended = i % 3 == 0 ? inbox.bury((*entry)->token, "no") : inbox.finish((*entry)->token);
          if (!ended || *ended != settlement::done) ++failed;
        }
        if (!inbox.counts("zuba")) ++failed;
        if (i % 5 == 0 && !inbox.prune(1h, 5)) ++failed;
        if (i % 7 == 0 && !inbox.replay_dead("zuba", 3)) ++failed;
      }
    });
  }
  for (auto& each : threads) each.join();
  CHECK(failed == 0);
  CHECK(stored == 4 * 150);
}
