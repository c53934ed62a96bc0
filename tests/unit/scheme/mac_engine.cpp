// SPDX-License-Identifier: MIT
#include <hooklatch/scheme/mac_engine.hpp>

#include <hooklatch/scheme/hmac_engine.hpp>

#include "support/catch.hpp"
#include "support/data_files.hpp"
#include "support/mac_vectors.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

// What holds for every engine. `hmac_engine` here is the first of the other two; see hmac_engine.cpp for its choice.

using hooklatch::digest_algorithm;
using hooklatch::digest_size;
using hooklatch::hmac_engine;
using hooklatch::hmac_in_module;
using hooklatch::hmac_midstates;
using hooklatch::to_bytes;
using test_support::all_digests;
using test_support::from_hex;
using test_support::one_shot_hmac;
using test_support::tag_of;

namespace {

const nlohmann::json& vectors() {
  static const auto loaded = test_support::load_json(HOOKLATCH_TEST_DATA "/rfc_hmac/hmac_vectors.json");
  return loaded;
}

template <class Engine>
Engine make(digest_algorithm algorithm, std::string_view key) {
  return Engine::make(algorithm, to_bytes(key)).value();
}

std::string text_of(std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text += static_cast<char>((i * 151 + 7) & 0xffU);
  return text;
}

struct no_engine {
  static hooklatch::result<no_engine> make(digest_algorithm, hooklatch::byte_view) {
    return hooklatch::errc::crypto_failure;
  }
};

}  // namespace

TEST_CASE("the three engines are MAC engines, and what cannot begin is none") {
  STATIC_REQUIRE(hooklatch::mac_engine<hmac_midstates>);
  STATIC_REQUIRE(hooklatch::mac_engine<hmac_in_module>);
  STATIC_REQUIRE(hooklatch::mac_engine<hmac_engine>);
  STATIC_REQUIRE_FALSE(hooklatch::mac_engine<no_engine>);
}

TEMPLATE_TEST_CASE("an engine gives the tags of RFC 2202 and RFC 4231", "", hmac_midstates, hmac_in_module,
                   hmac_engine) {
  std::size_t compared = 0;
  for (const auto& each : vectors().at("rfc")) {
    const auto key = from_hex(each.at("key_hex").get<std::string>());
    const auto message = from_hex(each.at("msg_hex").get<std::string>());
    for (const auto algorithm : all_digests) {
      const auto name = test_support::file_name_of(algorithm);
      if (!each.contains(name)) continue;
      INFO(each.at("source").get<std::string>() << " case " << each.at("case").get<int>() << ", " << name);
      const auto expected = from_hex(each.at(name).get<std::string>());
      const auto tag = tag_of(make<TestType>(algorithm, key), algorithm, {message});
      REQUIRE(tag.has_value());
      CHECK(tag->size() == digest_size(algorithm));
      const auto bits = each.value("truncated_to_bits", digest_size(algorithm) * 8);
      REQUIRE(expected.size() * 8 == bits);
      CHECK(tag->substr(0, expected.size()) == expected);
      ++compared;
    }
  }
  CHECK(compared == 7 * 3 + 7);
}

TEMPLATE_TEST_CASE("an engine gives the tags of NIST's samples", "", hmac_midstates, hmac_in_module, hmac_engine) {
  std::size_t compared = 0;
  for (const auto& each : vectors().at("nist")) {
    for (const auto algorithm : all_digests) {
      if (each.at("alg").get<std::string>() != test_support::file_name_of(algorithm)) continue;
      const auto key = from_hex(each.at("key_hex").get<std::string>());
      INFO(each.at("alg").get<std::string>() << ", key of " << key.size());
      const auto message = each.at("msg").get<std::string>();
      CHECK(tag_of(make<TestType>(algorithm, key), algorithm, {message}) ==
            from_hex(each.at("mac").get<std::string>()));
      ++compared;
    }
  }
  CHECK(compared == 12);
}

TEMPLATE_TEST_CASE("an engine's key is padded and hashed as HMAC says", "", hmac_midstates, hmac_in_module,
                   hmac_engine) {
  REQUIRE(vectors().at("key_equivalence").size() == 4);
  for (const auto& each : vectors().at("key_equivalence")) {
    INFO(each.at("why").get<std::string>());
    const auto message = from_hex(each.at("msg_hex").get<std::string>());
    const auto tag = [&](const char* name) {
      const auto key = from_hex(each.at(name).get<std::string>());
      return tag_of(make<TestType>(digest_algorithm::sha256, key), digest_algorithm::sha256, {message});
    };
    REQUIRE(tag("key_a_hex").has_value());
    CHECK((tag("key_a_hex") == tag("key_b_hex")) == each.at("equal_sha256").get<bool>());
  }
}

TEMPLATE_TEST_CASE("an engine takes keys of every length around a block", "", hmac_midstates, hmac_in_module,
                   hmac_engine) {
  const auto bytes = text_of(300);
  for (const auto algorithm : all_digests) {
    for (const std::size_t size : {1U, 16U, 20U, 32U, 63U, 64U, 65U, 127U, 128U, 129U, 200U, 300U}) {
      INFO(test_support::file_name_of(algorithm) << ", key of " << size);
      const auto key = bytes.substr(0, size);
      CHECK(tag_of(make<TestType>(algorithm, key), algorithm, {"message"}) == one_shot_hmac(algorithm, key, "message"));
    }
  }
}

TEMPLATE_TEST_CASE("an engine gives one tag however the message is cut", "", hmac_midstates, hmac_in_module,
                   hmac_engine) {
  const std::string key = "a key that is long enough";
  const auto message = text_of(150);  // beyond the largest block
  const std::string_view all = message;
  for (const auto algorithm : all_digests) {
    const auto engine = make<TestType>(algorithm, key);
    const auto expected = one_shot_hmac(algorithm, key, message);
    std::size_t wrong = 0;
    for (std::size_t cut = 0; cut <= all.size(); ++cut) {
      wrong += tag_of(engine, algorithm, {all.substr(0, cut), all.substr(cut)}) == expected ? 0U : 1U;
    }
    CHECK(wrong == 0);

    std::vector<std::string_view> bytes;
    for (std::size_t i = 0; i < all.size(); ++i) bytes.push_back(all.substr(i, 1));
    CHECK(tag_of(engine, algorithm, bytes) == expected);
  }
  const auto engine = make<TestType>(digest_algorithm::sha256, key);
  const auto small = all.substr(0, 20);
  const auto expected = one_shot_hmac(digest_algorithm::sha256, key, small);
  std::size_t wrong = 0;
  for (std::size_t first = 0; first <= small.size(); ++first) {
    for (std::size_t second = first; second <= small.size(); ++second) {
      const std::vector<std::string_view> pieces{small.substr(0, first), small.substr(first, second - first),
                                                 small.substr(second)};
      wrong += tag_of(engine, digest_algorithm::sha256, pieces) == expected ? 0U : 1U;
    }
  }
  CHECK(wrong == 0);
}

TEMPLATE_TEST_CASE("an engine tags the empty message", "", hmac_midstates, hmac_in_module, hmac_engine) {
  for (const auto algorithm : all_digests) {
    const auto engine = make<TestType>(algorithm, "sixteen bytes or more");
    const auto expected = one_shot_hmac(algorithm, "sixteen bytes or more", "");
    CHECK(tag_of(engine, algorithm, {}) == expected);
    CHECK(tag_of(engine, algorithm, {""}) == expected);
    CHECK(tag_of(engine, algorithm, {std::string_view()}) == expected);  // a null pointer and no bytes
  }
}

TEMPLATE_TEST_CASE("engines take turns on one thread", "", hmac_midstates, hmac_in_module, hmac_engine) {
  const auto one = make<TestType>(digest_algorithm::sha256, "the first secret");
  const auto two = make<TestType>(digest_algorithm::sha256, "the second secret");
  const auto large = make<TestType>(digest_algorithm::sha512, "the third secret");
  const auto small = make<TestType>(digest_algorithm::sha1, "the fourth secret");
  for (int round = 0; round < 4; ++round) {
    const auto message = "message " + std::to_string(round);
    CHECK(tag_of(one, digest_algorithm::sha256, {message}) ==
          one_shot_hmac(digest_algorithm::sha256, "the first secret", message));
    CHECK(tag_of(large, digest_algorithm::sha512, {message}) ==
          one_shot_hmac(digest_algorithm::sha512, "the third secret", message));
    CHECK(tag_of(two, digest_algorithm::sha256, {message}) ==
          one_shot_hmac(digest_algorithm::sha256, "the second secret", message));
    CHECK(tag_of(small, digest_algorithm::sha1, {message}) ==
          one_shot_hmac(digest_algorithm::sha1, "the fourth secret", message));
  }
}

TEMPLATE_TEST_CASE("a computation that is dropped leaves nothing for the next one", "", hmac_midstates, hmac_in_module,
                   hmac_engine) {
  const auto engine = make<TestType>(digest_algorithm::sha256, "sixteen bytes or more");
  const auto other = make<TestType>(digest_algorithm::sha256, "another secret of size");
  const auto expected = one_shot_hmac(digest_algorithm::sha256, "sixteen bytes or more", "message");
  for (int round = 0; round < 3; ++round) {
    {
      auto dropped = engine.begin();
      CHECK(dropped.update(to_bytes("bytes that do not count")));
    }
    CHECK(tag_of(engine, digest_algorithm::sha256, {"message"}) == expected);
    { const auto untouched = other.begin(); }
    CHECK(tag_of(engine, digest_algorithm::sha256, {"message"}) == expected);
  }
}

TEMPLATE_TEST_CASE("finish takes exactly the tag's room", "", hmac_midstates, hmac_in_module, hmac_engine) {
  for (const auto algorithm : all_digests) {
    const auto engine = make<TestType>(algorithm, "sixteen bytes or more");
    for (std::size_t size = 0; size <= 80; ++size) {
      if (size == digest_size(algorithm)) continue;
      std::array<std::byte, 80> tag{};
      auto run = engine.begin();
      REQUIRE(run.update(to_bytes("message")));
      INFO(test_support::file_name_of(algorithm) << ", room for " << size);
      CHECK_FALSE(run.finish(std::span<std::byte>(tag).first(size)));
      CHECK(std::all_of(tag.begin(), tag.end(), [](std::byte byte) { return byte == std::byte{0}; }));
    }
  }
}

TEMPLATE_TEST_CASE("a finished computation gives no second tag and takes no more bytes", "", hmac_midstates,
                   hmac_in_module, hmac_engine) {
  const auto engine = make<TestType>(digest_algorithm::sha256, "sixteen bytes or more");
  const auto expected = one_shot_hmac(digest_algorithm::sha256, "sixteen bytes or more", "message");
  {
    std::array<std::byte, 32> tag{};
    std::array<std::byte, 32> again{};
    auto run = engine.begin();
    REQUIRE(run.update(to_bytes("message")));
    REQUIRE(run.finish(tag));
    CHECK_FALSE(run.finish(again));
    CHECK(again == std::array<std::byte, 32>{});
    CHECK_FALSE(run.update(to_bytes("more")));
    CHECK_FALSE(run.finish(again));
    CHECK(test_support::as_text(tag) == expected);
  }
  CHECK(tag_of(engine, digest_algorithm::sha256, {"message"}) == expected);
}

TEMPLATE_TEST_CASE("an engine that was moved from answers false, the new one goes on", "", hmac_midstates,
                   hmac_in_module, hmac_engine) {
  const auto expected = one_shot_hmac(digest_algorithm::sha256, "sixteen bytes or more", "message");
  auto original = make<TestType>(digest_algorithm::sha256, "sixteen bytes or more");
  REQUIRE(tag_of(original, digest_algorithm::sha256, {"message"}) == expected);
  const auto moved = std::move(original);
  {
    std::array<std::byte, 32> tag{};
    auto run = original.begin();
    CHECK_FALSE(run.finish(tag));
    CHECK_FALSE(run.update(to_bytes("message")));
    CHECK_FALSE(run.finish(tag));
    CHECK(tag == std::array<std::byte, 32>{});
  }
  CHECK(tag_of(moved, digest_algorithm::sha256, {"message"}) == expected);

  auto replaced = make<TestType>(digest_algorithm::sha512, "a secret that is replaced");
  replaced = make<TestType>(digest_algorithm::sha256, "sixteen bytes or more");
  CHECK(tag_of(replaced, digest_algorithm::sha256, {"message"}) == expected);
  STATIC_REQUIRE_FALSE(std::is_copy_constructible_v<TestType>);
  STATIC_REQUIRE(std::is_nothrow_move_constructible_v<TestType>);
}

TEMPLATE_TEST_CASE("threads share one engine without a lock", "", hmac_midstates, hmac_in_module, hmac_engine) {
  constexpr std::size_t threads = 24;  // more than hmac_in_module has slots
  constexpr int rounds = 60;
  const auto engine = make<TestType>(digest_algorithm::sha256, "sixteen bytes or more");
  std::atomic<int> right{0};
  std::vector<std::thread> running;
  for (std::size_t i = 0; i < threads; ++i) {
    running.emplace_back([&, i] {
      const auto message = "thread " + std::to_string(i) + text_of(100 + i);
      const auto expected = one_shot_hmac(digest_algorithm::sha256, "sixteen bytes or more", message);
      for (int round = 0; round < rounds; ++round) {
        if (round % 7 == 0) {
          auto dropped = engine.begin();
          if (!dropped.update(to_bytes("dropped"))) continue;
        }
        if (tag_of(engine, digest_algorithm::sha256, {message}) == expected) ++right;
      }
    });
  }
  for (auto& each : running) each.join();
  CHECK(right == static_cast<int>(threads) * rounds);
}
