// SPDX-License-Identifier: MIT
#include <hooklatch/dedup/no_store.hpp>

#include "support/catch.hpp"

#include <chrono>

using namespace hooklatch;
using namespace std::chrono_literals;

TEST_CASE("no_store takes every delivery for a new one, and says so") {
  STATIC_REQUIRE_FALSE(no_store::traits.remembers);
  no_store store;
  claim_request request;
  for (int i = 0; i < 3; ++i) {
    const auto claimed = store.claim(request).value();
    CHECK(claimed.what() == claim_result::kind::fresh);
    CHECK(claimed.attempt() == 1);
    CHECK(store.extend(claimed.token(), 1s).value() == settlement::done);
    CHECK(store.complete(claimed.token(), 1h).value() == settlement::done);
  }
  CHECK(store.release({}, "why").value() == settlement::done);
  CHECK_FALSE(store.forget(request.key).value());
  CHECK(store.purge(10).value() == 0);
}
