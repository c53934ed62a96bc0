// SPDX-License-Identifier: MIT
#include <hooklatch/core/null_mutex.hpp>

#include "support/catch.hpp"

#include <mutex>
#include <type_traits>

TEST_CASE("a null_mutex is locked as any mutex, takes no place, and stops nobody") {
  STATIC_REQUIRE(std::is_empty_v<hooklatch::null_mutex>);
  hooklatch::null_mutex mutex;
  int reached = 0;
  const std::lock_guard first(mutex);
  const std::lock_guard second(mutex);
  ++reached;
  CHECK(reached == 1);
}
