// SPDX-License-Identifier: MIT
#include <hooklatch/dedup/sqlite_store.hpp>

#include "support/catch.hpp"

#include "shim_vfs.hpp"
#include "support.hpp"

#include <hooklatch/testing/store_conformance.hpp>

#include <atomic>
#include <thread>
#include <type_traits>
#include <vector>

using namespace sqlite_tests;
using kind = claim_result::kind;
using testing::manual_clock;

namespace {

void check(const testing::conformance_report& report) {
  INFO(report.to_string());
  CHECK(report.ok());
}

}  // namespace

TEST_CASE("a SQLite store keeps the contract of stores, by a clock that is moved") {
  const folder within;
  manual_clock clock(1774276200);
  auto store = sqlite_store::open(within.file(), with_clock(clock, 20s)).value();
  testing::conformance_options options;
  options.connections = 1;
  options.threads = 16;
  options.rounds = 10;
  options.expires_by_itself = true;
  options.advance = [&](std::chrono::milliseconds by) { clock.advance(by); };
  options.step_clock_back = [&](std::chrono::milliseconds by) { clock.advance(-by); };
  check(testing::check_store(
      [&]() -> auto& { return store; }, options));
}

TEST_CASE("a SQLite store for several processes keeps the contract of stores, through handles of their own") {
  const folder within;
  shim_vfs shim("hooklatch-quick");
  shim.sync_is_pretended = true;
  manual_clock clock(1774276200);
  auto opening = with_clock(clock, 20s);
  opening.vfs = "hooklatch-quick";
  testing::conformance_options options;
  options.connections = 3;
  options.threads = 9;
  options.rounds = 5;
  options.expires_by_itself = true;
  options.advance = [&](std::chrono::milliseconds by) { clock.advance(by); };
  options.step_clock_back = [&](std::chrono::milliseconds by) { clock.advance(-by); };
  check(testing::check_store([&] { return shared_sqlite_store::open(within.file(), opening).value(); }, options));
}

TEST_CASE("a SQLite store in memory keeps the contract of stores") {
  manual_clock clock(1774276200);
  auto store = sqlite_memory_store::open(with_clock(clock, 20s)).value();
  testing::conformance_options options;
  options.connections = 1;
  options.threads = 16;
  options.rounds = 10;
  options.expires_by_itself = true;
  options.advance = [&](std::chrono::milliseconds by) { clock.advance(by); };
  options.step_clock_back = [&](std::chrono::milliseconds by) { clock.advance(-by); };
  check(testing::check_store(
      [&]() -> auto& { return store; }, options));
}

TEST_CASE("a SQLite store says what it promises") {
  STATIC_REQUIRE(sqlite_store::traits.durable);
  STATIC_REQUIRE_FALSE(sqlite_store::traits.shared);
  STATIC_REQUIRE(sqlite_store::traits.transactional);
  STATIC_REQUIRE(shared_sqlite_store::traits.shared);
  STATIC_REQUIRE(shared_sqlite_store::traits.durable);
  STATIC_REQUIRE_FALSE(sqlite_memory_store::traits.durable);
  STATIC_REQUIRE(std::is_nothrow_move_constructible_v<sqlite_store>);
  STATIC_REQUIRE(noexcept(std::declval<sqlite_store&>().claim(std::declval<const claim_request&>())));
}

TEST_CASE("what was completed is a duplicate after the file was closed, with the time of its completion") {
  const folder within;
  manual_clock clock(1774276200);
  {
    auto store = sqlite_store::open(within.file(), with_clock(clock)).value();
    const auto token = store.claim(ask(1)).value().token();
    clock.advance(1500ms);
    CHECK(store.complete(token, 24h).value() == settlement::done);
  }
  clock.advance(1h);
  auto store = sqlite_store::open(within.file(), with_clock(clock)).value();
  const auto again = store.claim(ask(1, 2)).value();
  CHECK(again.what() == kind::duplicate);
  CHECK(again.completed_at() == instant(1774276201, 500'000'000));
  CHECK(store.claim(ask(2)).value().what() == kind::fresh);
}

TEST_CASE("a clock that was wrong while an event was completed does not shorten what is kept") {
  const folder within;
  manual_clock clock(1774276200);
  const auto options = with_clock(clock);
  std::uint64_t fence = 0;
  {
    auto store = sqlite_store::open(within.file(), options).value();
    const auto first = store.claim(ask(1)).value().token();
    fence = first.fence;
    CHECK(store.complete(first, 24h).value() == settlement::done);
    CHECK(store.forget(first.key).value());
    clock.set(1);  // the machine's battery is empty
    const auto token = store.claim(ask(2)).value().token();
    CHECK(token.fence > fence);
    CHECK(store.complete(token, 24h).value() == settlement::done);
  }
  SECTION("within one run") { clock.set(1774276200 + 3600); }
  SECTION("over a restart in the wrong time") {
    auto store = sqlite_store::open(within.file(), options).value();
    CHECK(store.complete(store.claim(ask(3)).value().token(), 24h).value() == settlement::done);
    const auto again = store.claim(ask(1)).value();
    CHECK(again.what() == kind::fresh);
    CHECK(again.token().fence > fence);
    clock.set(1774276200 + 3600);
  }
  auto store = sqlite_store::open(within.file(), options).value();
  CHECK(store.claim(ask(2, 9)).value().what() == kind::duplicate);
}

TEST_CASE("leases run out although the clock was set back for good") {
  const folder within;
  manual_clock clock(1774276200);
  auto store = sqlite_store::open(within.file(), with_clock(clock)).value();
  CHECK(store.claim(ask(1, 1)).value().what() == kind::fresh);
  clock.advance(-24h);
  CHECK(store.claim(ask(1, 2)).value().what() == kind::in_flight);
  clock.advance(60s);
  CHECK(store.claim(ask(1, 2)).value().what() == kind::fresh);
}

TEST_CASE("labels and reasons are kept as they are, and no more than 128 bytes of them") {
  const folder within;
  const std::string_view hostile("'); DROP TABLE hooklatch_dedup; --\0\xff\xfe", 37);
  {
    auto store = sqlite_store::open(within.file()).value();
    auto request = ask(1);
    request.label = hostile;
    const auto token = store.claim(request).value().token();
    CHECK(store.release(token, std::string(127, 'w') + "xy").value() == settlement::done);
    request = ask(2);
    const std::string long_label(5000, 'l');
    request.label = long_label;
    CHECK(store.claim(request).value().what() == kind::fresh);
  }
  stranger look(within.file());
  CHECK(look.ask("SELECT hex(label) FROM hooklatch_dedup WHERE why IS NOT NULL") ==
        "27293B2044524F50205441424C4520686F6F6B6C617463685F64656475703B202D2D00FFFE");
  CHECK(look.ask("SELECT CAST(why AS TEXT) FROM hooklatch_dedup WHERE why IS NOT NULL") == std::string(127, 'w') + "x");
  CHECK(look.ask("SELECT length(label) FROM hooklatch_dedup WHERE why IS NULL") == "128");
}

TEST_CASE("durations beyond all bounds are cut, not wrapped around") {
  auto store = sqlite_memory_store::open().value();
  auto request = ask(1);
  request.lease = std::chrono::milliseconds::max();
  request.keep = std::chrono::seconds::max();
  const auto token = store.claim(request).value().token();
  CHECK(store.claim(ask(1, 2)).value().what() == kind::in_flight);
  CHECK(store.extend(token, std::chrono::milliseconds::max()).value() == settlement::done);
  CHECK(store.claim(ask(1, 2)).value().what() == kind::in_flight);
  CHECK(store.complete(token, std::chrono::seconds::max()).value() == settlement::done);
  CHECK(store.claim(ask(1, 2)).value().what() == kind::duplicate);
  request = ask(2);
  request.lease = std::chrono::milliseconds::min();
  CHECK(store.claim(request).value().what() == kind::fresh);
  CHECK(store.claim(ask(2, 2)).value().what() == kind::fresh);
  CHECK(store.complete({key_of(2), ~std::uint64_t{0}}, 1h).value() == settlement::lost);
}

TEST_CASE("old records go by and by, without a purge, and none that is to be kept") {
  manual_clock clock(1774276200);
  auto store = sqlite_memory_store::open(with_clock(clock)).value();
  for (std::uint32_t i = 0; i < 200; ++i) {
    REQUIRE(store.complete(store.claim(ask(i)).value().token(), i < 100 ? 1h : 48h).value() == settlement::done);
  }
  clock.advance(24h);
  for (std::uint32_t i = 1000; i < 1200; ++i) {
    clock.advance(1us);
    REQUIRE(store.claim(ask(i)).value().what() == kind::fresh);
  }
  CHECK(store.purge(1000).value() == 0);
  for (std::uint32_t i = 100; i < 200; ++i) REQUIRE(store.claim(ask(i)).value().what() == kind::duplicate);
}

TEST_CASE("a delivery costs one fsync, and a duplicate none") {
  const folder within;
  shim_vfs shim("hooklatch-counting");
  sqlite_options options;
  options.vfs = "hooklatch-counting";
  auto store = sqlite_store::open(within.file(), options).value();
  REQUIRE(store.complete(store.claim(ask(0)).value().token(), 1h).value() == settlement::done);

  auto before = shim.syncs();
  std::vector<claim_token> tokens;
  for (std::uint32_t i = 1; i <= 20; ++i) tokens.push_back(store.claim(ask(i)).value().token());
  CHECK(shim.syncs() == before);
  for (const auto& each : tokens) REQUIRE(store.complete(each, 1h).value() == settlement::done);
  CHECK(shim.syncs() == before + 20);

  before = shim.syncs();
  for (std::uint32_t i = 1; i <= 20; ++i) REQUIRE(store.claim(ask(i, 2)).value().what() == kind::duplicate);
  for (const auto& each : tokens) REQUIRE(store.complete(each, 1h).value() == settlement::already_done);
  CHECK(shim.syncs() == before);
}

TEST_CASE("a duplicate is answered while a transaction has the write lock") {
  const folder within;
  sqlite_options options;
  options.timeout = 30ms;
  auto store = sqlite_store::open(within.file(), options).value();
  REQUIRE(store.complete(store.claim(ask(1)).value().token(), 1h).value() == settlement::done);
  const auto held = store.claim(ask(2)).value().token();
  auto work = store.begin().value();
  CHECK(store.claim(ask(1, 2)).value().what() == kind::duplicate);
  CHECK(store.claim(ask(2, 2)).value().what() == kind::in_flight);
  CHECK(store.claim(ask(3)).error() == errc::store_timeout);
  CHECK(store.complete(held, 1h).error() == errc::store_timeout);
  CHECK(store.begin().error() == errc::store_timeout);
  REQUIRE(work.commit());
  CHECK(store.claim(ask(3)).value().what() == kind::fresh);
  CHECK(store.complete(held, 1h).value() == settlement::done);
}

TEST_CASE("a handle that was moved from refuses") {
  auto store = sqlite_memory_store::open().value();
  const auto moved = std::move(store);
  CHECK(store.claim(ask(1)).error() == errc::store_misconfigured);
  CHECK(store.purge(1).error() == errc::store_misconfigured);
  CHECK(store.begin().error() == errc::store_misconfigured);
}
