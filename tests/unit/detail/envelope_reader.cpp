// SPDX-License-Identifier: MIT
#include <hooklatch/detail/envelope_reader.hpp>

#include "support/catch.hpp"

using namespace hooklatch;
using detail::to_errc;

// What is read of an envelope is tested where it is offered: unit/event/read_event.cpp and read_events.cpp.

TEST_CASE("what the scanner refuses has a reason of its own for the log") {
  CHECK(to_errc(json_errc::malformed) == errc::payload_malformed);
  CHECK(to_errc(json_errc::invalid_utf8) == errc::payload_invalid_utf8);
  CHECK(to_errc(json_errc::too_deep) == errc::payload_too_deep);
  CHECK(to_errc(json_errc::too_many_members) == errc::payload_too_many_members);
  CHECK(to_errc(json_errc::duplicate_name) == errc::payload_duplicate_key);
}
