// SPDX-License-Identifier: MIT
#include <hooklatch/event/handling.hpp>

#include "support/catch.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <system_error>

using namespace hooklatch;
using namespace std::chrono_literals;

TEST_CASE("an event that nobody claimed has a first attempt, no key, and nothing to extend") {
  const handling claim;
  CHECK(claim.attempt() == 1);
  CHECK_FALSE(claim.reclaimed());
  CHECK(claim.fence() == 0);
  CHECK(claim.idempotency_key().empty());
  CHECK(claim.extend(1min).value() == settlement::done);
}

TEST_CASE("a claim's key is its 32 bytes in hex") {
  detail::handling_facts facts;
  facts.has_key = true;
  for (std::uint8_t i = 0; i < 32; ++i) facts.key.bytes[i] = static_cast<std::uint8_t>(i * 8 + 7);
  const handling claim(facts);
  CHECK(claim.idempotency_key() == "070f171f272f373f474f575f676f777f878f979fa7afb7bfc7cfd7dfe7eff7ff");
}

TEST_CASE("an extension asks the holder of the claim, and tells what it says") {
  detail::handling_facts facts;
  std::chrono::milliseconds asked{0};
  facts.holder = &asked;
  facts.extend = [](const void* holder, std::chrono::milliseconds lease) -> result<settlement> {
    *const_cast<std::chrono::milliseconds*>(static_cast<const std::chrono::milliseconds*>(holder)) = lease;
    return settlement::lost;
  };
  CHECK(handling(facts).extend(90s).value() == settlement::lost);
  CHECK(asked == 90s);
}

TEST_CASE("a transaction is handed out as the type that it is, and as no other one") {
  detail::handling_facts facts;
  std::string transaction = "mine";
  facts.transaction = &transaction;
  facts.transaction_type = &detail::type_tag<std::string>::here;
  const handling claim(facts);
  CHECK(&claim.transaction<std::string>() == &transaction);
  CHECK_THROWS_AS(claim.transaction<int>(), std::system_error);
  CHECK_THROWS_AS(handling().transaction<std::string>(), std::system_error);
}
