// SPDX-License-Identifier: MIT
#include <hooklatch/dedup/postgresql_store.hpp>

#include "stores/postgresql/support.hpp"
#include "support/catch.hpp"

#include <hooklatch/inbox/postgresql_inbox.hpp>
#include <hooklatch/testing/inbox_conformance.hpp>
#include <hooklatch/testing/store_conformance.hpp>

#include <chrono>
#include <string>

using namespace hooklatch;
using namespace pg_test;

TEST_CASE("postgresql keeps every promise of dedup_store") {
  session by(shared_server().conninfo());
  by.run("CREATE SCHEMA conformance");
  postgresql_options options;
  options.call_timeout = 20s;
  const auto made = postgresql_store::open(shared_server().by_socket("options=-csearch_path=conformance"), options);
  REQUIRE(made);

  testing::conformance_options asked;
  asked.connections = 4;
  asked.threads = 8;
  asked.rounds = 4;
  asked.lease = 60ms;
  // The server's clock cannot be moved, but all that it has written can.
  asked.step_clock_back = [&](std::chrono::milliseconds by_how_much) {
    const auto time = " + interval '" + std::to_string(by_how_much.count()) + " milliseconds'";
    by.run("UPDATE conformance.hooklatch_dedup SET lease_until = lease_until" + time + ", keep_until = keep_until" +
           time + ", done_at = done_at" + time);
  };
  const auto report = testing::check_store(
      [&] {
        return postgresql_store::open(shared_server().by_socket("options=-csearch_path=conformance"), options).value();
      },
      asked);
  INFO(report.to_string());
  CHECK(report.ok());
  by.run("DROP SCHEMA conformance CASCADE");
}

TEST_CASE("postgresql keeps every promise of inbox_store") {
  session by(shared_server().conninfo());
  by.run("CREATE SCHEMA conformance");
  postgresql_options options;
  options.call_timeout = 20s;
  testing::conformance_options asked;
  asked.connections = 4;
  asked.threads = 8;
  asked.rounds = 4;
  asked.lease = 60ms;
  asked.step_clock_back = [&](std::chrono::milliseconds by_how_much) {
    const auto time = " + interval '" + std::to_string(by_how_much.count()) + " milliseconds'";
    by.run("UPDATE conformance.hooklatch_inbox SET due_at = due_at" + time + ", ended_at = ended_at" + time);
  };
  const auto report = testing::check_inbox(
      [&] {
        return postgresql_inbox::open(shared_server().by_socket("options=-csearch_path=conformance"), options).value();
      },
      asked);
  INFO(report.to_string());
  CHECK(report.ok());
  by.run("DROP SCHEMA conformance CASCADE");
}
