// SPDX-License-Identifier: MIT
#include <hooklatch/dedup/postgresql_store.hpp>

#include "stores/postgresql/support.hpp"
#include "support/catch.hpp"

#include <hooklatch/inbox/postgresql_inbox.hpp>
#include <hooklatch/testing/inbox_conformance.hpp>
#include <hooklatch/testing/store_conformance.hpp>

#include <chrono>
#include <future>
#include <string>

using namespace hooklatch;
using namespace pg_test;

namespace {

postgresql_options patient() {
  postgresql_options options;
  options.call_timeout = 20s;
  return options;
}

testing::conformance_options asked(session& by, const std::string& table, const std::string& also) {
  testing::conformance_options made;
  made.connections = 4;
  made.threads = 8;
  made.rounds = 4;
  made.lease = 60ms;
  // The server's clock cannot be moved, but all that it has written can.
  made.step_clock_back = [&by, table, also](std::chrono::milliseconds by_how_much) {
    const auto time = " + interval '" + std::to_string(by_how_much.count()) + " milliseconds'";
    std::string change = "UPDATE " + table + " SET " + also;
    for (std::size_t at = change.find('+'); at != std::string::npos; at = change.find('+', at + time.size())) {
      change.replace(at, 1, time);
    }
    by.run(change);
  };
  return made;
}

}  // namespace

// Most of it is waiting, so they wait together.
TEST_CASE("postgresql keeps every promise of dedup_store, and of inbox_store") {
  const auto conninfo = shared_server().by_socket("options=-csearch_path=conformance");
  session by(conninfo);
  session other(conninfo);
  by.run("CREATE SCHEMA conformance");
  auto later = std::async(std::launch::async, [&] {
    return testing::check_inbox([&] { return postgresql_inbox::open(conninfo, patient()).value(); },
                                asked(other, "hooklatch_inbox", "due_at = due_at+, ended_at = ended_at+"));
  });
  const auto report = testing::check_store(
      [&] { return postgresql_store::open(conninfo, patient()).value(); },
      asked(by, "hooklatch_dedup", "lease_until = lease_until+, keep_until = keep_until+, done_at = done_at+"));
  const auto of_inbox = later.get();
  INFO(report.to_string() << of_inbox.to_string());
  CHECK(report.ok());
  CHECK(of_inbox.ok());
  for (const auto* each : {&report, &of_inbox}) {
    REQUIRE(each->find("clock_back") != nullptr);
    CHECK(each->find("clock_back")->what == testing::conformance_rule::verdict::kept);
  }
  by.run("DROP SCHEMA conformance CASCADE");
}
