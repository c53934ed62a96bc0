// SPDX-License-Identifier: MIT
#include <hooklatch/scheme/hmac_in_module.hpp>

#include "support/catch.hpp"
#include "support/mac_vectors.hpp"

#include <array>
#include <atomic>
#include <barrier>
#include <cstddef>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

using hooklatch::digest_algorithm;
using hooklatch::hmac_in_module;
using hooklatch::to_bytes;
using test_support::one_shot_hmac;
using test_support::tag_of;

// What holds for every engine is in mac_engine.cpp.

TEST_CASE("hmac_in_module gives the right tag from a context that was used before") {
  const auto engine = hmac_in_module::make(digest_algorithm::sha256, to_bytes("sixteen bytes or more")).value();
  for (int round = 0; round < 50; ++round) {
    const auto message = std::string(static_cast<std::size_t>(round), 'x') + "message";
    INFO("round " << round);
    CHECK(tag_of(engine, digest_algorithm::sha256, {message}) ==
          one_shot_hmac(digest_algorithm::sha256, "sixteen bytes or more", message));
  }
}

TEST_CASE("hmac_in_module finds its slots after it was moved") {
  auto engine = hmac_in_module::make(digest_algorithm::sha512, to_bytes("sixteen bytes or more")).value();
  const auto expected = one_shot_hmac(digest_algorithm::sha512, "sixteen bytes or more", "message");
  REQUIRE(tag_of(engine, digest_algorithm::sha512, {"message"}) == expected);
  const auto moved = std::move(engine);
  CHECK(tag_of(moved, digest_algorithm::sha512, {"message"}) == expected);
  std::optional<std::string> elsewhere;
  std::thread([&] { elsewhere = tag_of(moved, digest_algorithm::sha512, {"message"}); }).join();
  CHECK(elsewhere == expected);
}

TEST_CASE("two engines of hmac_in_module never take each other's context") {
  // Both put their contexts back into the same slot number, that of this thread.
  const auto one = hmac_in_module::make(digest_algorithm::sha256, to_bytes("the first secret")).value();
  const auto two = hmac_in_module::make(digest_algorithm::sha256, to_bytes("the second secret")).value();
  std::array<std::byte, 32> first{};
  std::array<std::byte, 32> second{};
  {
    auto of_one = one.begin();
    auto of_two = two.begin();  // contexts are held by the computation, so these two may be under way together
    REQUIRE(of_one.update(to_bytes("mess")));
    REQUIRE(of_two.update(to_bytes("mess")));
    REQUIRE(of_one.update(to_bytes("age")));
    REQUIRE(of_two.update(to_bytes("age")));
    REQUIRE(of_one.finish(first));
    REQUIRE(of_two.finish(second));
  }
  CHECK(std::string(hooklatch::to_text(first)) ==
        one_shot_hmac(digest_algorithm::sha256, "the first secret", "message"));
  CHECK(std::string(hooklatch::to_text(second)) ==
        one_shot_hmac(digest_algorithm::sha256, "the second secret", "message"));
  CHECK(tag_of(one, digest_algorithm::sha256, {"again"}) ==
        one_shot_hmac(digest_algorithm::sha256, "the first secret", "again"));
  CHECK(tag_of(two, digest_algorithm::sha256, {"again"}) ==
        one_shot_hmac(digest_algorithm::sha256, "the second secret", "again"));
}

TEST_CASE("hmac_in_module has a context for every thread, though more threads than slots compute at once") {
  constexpr std::ptrdiff_t threads = 40;
  const auto engine = hmac_in_module::make(digest_algorithm::sha256, to_bytes("sixteen bytes or more")).value();
  const auto expected = one_shot_hmac(digest_algorithm::sha256, "sixteen bytes or more", "message");
  std::barrier all(threads);
  std::atomic<int> right{0};
  std::vector<std::thread> running;
  for (std::ptrdiff_t i = 0; i < threads; ++i) {
    running.emplace_back([&] {
      for (int round = 0; round < 3; ++round) {
        // Nobody ends before everybody has begun, so slots are found empty, and found taken when contexts are put back.
        std::array<std::byte, 32> tag{};
        auto run = engine.begin();
        all.arrive_and_wait();
        const bool good = run.update(to_bytes("message")) && run.finish(tag);
        all.arrive_and_wait();
        if (good && hooklatch::to_text(tag) == expected) ++right;
      }
    });
  }
  for (auto& each : running) each.join();
  CHECK(right == 3 * threads);
}

TEST_CASE("a computation of hmac_in_module is neither copied nor moved") {
  STATIC_REQUIRE_FALSE(std::is_copy_constructible_v<hmac_in_module::run>);
  STATIC_REQUIRE_FALSE(std::is_move_constructible_v<hmac_in_module::run>);
  STATIC_REQUIRE_FALSE(std::is_copy_assignable_v<hmac_in_module::run>);
}
