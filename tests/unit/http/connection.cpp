// SPDX-License-Identifier: MIT
#include <hooklatch/http/connection.hpp>

#include "support/catch.hpp"

#include <string>
#include <type_traits>
#include <utility>

using namespace hooklatch;

// A view of a temporary's text would dangle.
static_assert(std::is_convertible_v<const owned_connection&, connection>);
static_assert(!std::is_convertible_v<owned_connection, connection>);

TEST_CASE("nothing is known of a connection unless it is said") {
  const connection unknown;
  CHECK(unknown.peer.empty());
  CHECK_FALSE(unknown.tls);
}

TEST_CASE("an owned connection keeps the text that it is seen by") {
  std::string peer = "2001:db8:0:0:0:0:0:1, which is long enough for the heap";
  const owned_connection owned(peer, true);
  peer.assign(peer.size(), 'x');
  const connection seen = owned;
  CHECK(seen.peer == "2001:db8:0:0:0:0:0:1, which is long enough for the heap");
  CHECK(seen.tls);
}
