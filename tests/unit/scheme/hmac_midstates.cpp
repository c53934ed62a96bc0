// SPDX-License-Identifier: MIT
#include <hooklatch/scheme/hmac_midstates.hpp>

#include "support/catch.hpp"
#include "support/mac_vectors.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>

using hooklatch::digest_algorithm;
using hooklatch::hmac_midstates;
using hooklatch::to_bytes;
using test_support::one_shot_hmac;
using test_support::tag_of;

namespace {

struct last_deed {
  ~last_deed() {
    if (engine != nullptr) *tag = tag_of(*engine, digest_algorithm::sha256, {"message"});
  }
  const hmac_midstates* engine = nullptr;
  std::optional<std::string>* tag = nullptr;
};

}  // namespace

// What holds for every engine is in mac_engine.cpp.

TEST_CASE("hmac_midstates does not go back to the key's bytes once it is made") {
  std::string key = "a secret that will be overwritten";
  const auto expected = one_shot_hmac(digest_algorithm::sha384, key, "message");
  const auto engine = hmac_midstates::make(digest_algorithm::sha384, to_bytes(key)).value();
  key.assign(key.size(), '\0');
  CHECK(tag_of(engine, digest_algorithm::sha384, {"message"}) == expected);
}

TEST_CASE("hmac_midstates is keyed on one thread and used on another after the first has ended") {
  std::optional<hmac_midstates> engine;
  std::thread([&] {
    engine = hmac_midstates::make(digest_algorithm::sha256, to_bytes("sixteen bytes or more")).value();
  }).join();
  std::optional<std::string> tag;
  std::thread([&] { tag = tag_of(*engine, digest_algorithm::sha256, {"message"}); }).join();
  CHECK(tag == one_shot_hmac(digest_algorithm::sha256, "sixteen bytes or more", "message"));
  CHECK(tag_of(*engine, digest_algorithm::sha256, {"message"}) == tag);
}

TEST_CASE("hmac_midstates is used by a destructor that runs at the end of its thread") {
  const auto engine = hmac_midstates::make(digest_algorithm::sha256, to_bytes("sixteen bytes or more")).value();
  std::optional<std::string> during;
  std::optional<std::string> at_the_end;
  std::thread([&] {
    // Made before the thread's first computation, so destroyed after what that one leaves for the thread.
    thread_local last_deed deed;
    deed.engine = &engine;
    deed.tag = &at_the_end;
    during = tag_of(engine, digest_algorithm::sha256, {"message"});
  }).join();
  const auto expected = one_shot_hmac(digest_algorithm::sha256, "sixteen bytes or more", "message");
  CHECK(during == expected);
  CHECK(at_the_end == expected);
}

TEST_CASE("hmac_midstates goes on after another engine of its thread was destroyed") {
  const auto kept = hmac_midstates::make(digest_algorithm::sha256, to_bytes("sixteen bytes or more")).value();
  {
    const auto gone = hmac_midstates::make(digest_algorithm::sha512, to_bytes("another secret of size")).value();
    REQUIRE(tag_of(gone, digest_algorithm::sha512, {"message"}).has_value());
  }
  CHECK(tag_of(kept, digest_algorithm::sha256, {"message"}) ==
        one_shot_hmac(digest_algorithm::sha256, "sixteen bytes or more", "message"));
}

TEST_CASE("a computation of hmac_midstates is neither copied nor moved") {
  STATIC_REQUIRE_FALSE(std::is_copy_constructible_v<hmac_midstates::run>);
  STATIC_REQUIRE_FALSE(std::is_move_constructible_v<hmac_midstates::run>);
  STATIC_REQUIRE_FALSE(std::is_copy_assignable_v<hmac_midstates::run>);
}
