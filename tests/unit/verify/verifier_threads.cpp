// SPDX-License-Identifier: MIT
// One verifier, many threads, no lock.
#include <hooklatch/verify/verifier.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"

#include <hooklatch/core/keyring.hpp>
#include <hooklatch/http/request.hpp>
#include <hooklatch/testing/manual_clock.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace hooklatch;
using namespace test_support;

namespace {

struct expectation {
  request delivery;
  errc reason;
  std::size_t secret_index = 0;
};

// Good and bad ones mixed, of several sizes, so that a thread's scratch is left in many states.
std::vector<expectation> mixed_deliveries(const std::string& newer, const std::string& older) {
  std::vector<expectation> all;
  for (const std::size_t size : {0U, 1U, 55U, 64U, 1000U, 20000U}) {
    const std::string body(size, static_cast<char>('a' + size % 26));
    all.push_back({signed_delivery<shipped::zuba>({.key = newer, .body = body}), accepted, 0});
    all.push_back({signed_delivery<shipped::zuba>({.key = older, .body = body}), accepted, 1});
    all.push_back({signed_delivery<shipped::zuba>({.key = "somebody else's", .body = body}), errc::signature_mismatch});
    all.push_back({signed_delivery<shipped::zuba>({.key = newer, .time = "1774275899", .body = body}),
                   errc::timestamp_too_old});
    auto cut = signed_delivery<shipped::zuba>({.key = newer, .body = body});
    header_of(cut, "X-Zuba-Signature").pop_back();
    all.push_back({std::move(cut), errc::malformed_signature});
    auto longer = signed_delivery<shipped::zuba>({.key = older, .body = body});
    longer.body += '!';
    all.push_back({std::move(longer), errc::signature_mismatch});
  }
  return all;
}

}  // namespace

TEST_CASE("one verifier gives every thread the right verdict at the same time") {
  const std::string newer = "the newer key, 16 bytes or more";
  const std::string older = "the older key, 16 bytes or more";
  const auto deliveries = mixed_deliveries(newer, older);
  const verifier<shipped::zuba, testing::manual_clock> verify(keyring{secret(newer), secret(older)}, {},
                                                              testing::manual_clock(1774276200));
  constexpr std::size_t threads = 4;
  constexpr std::size_t rounds = 2000;
  std::array<std::size_t, threads> right{};  // a slot for each thread; read after they have ended
  std::atomic<std::size_t> waiting{threads};
  {
    std::vector<std::thread> running;
    for (std::size_t t = 0; t < threads; ++t) {
      running.emplace_back([&, t] {
        --waiting;
        while (waiting.load() > 0) std::this_thread::yield();  // all start at once
        std::size_t count = 0;
        for (std::size_t i = 0; i < rounds; ++i) {
          const auto& expected = deliveries[(i * 7 + t * 11) % deliveries.size()];
          const auto verified = verify.verify(expected.delivery);
          const bool index = !verified || verified->secret_index() == expected.secret_index;
          count += reason_of(verified) == expected.reason && index ? 1U : 0U;
        }
        right[t] = count;
      });
    }
    for (auto& each : running) each.join();
  }
  for (std::size_t t = 0; t < threads; ++t) CHECK(right[t] == rounds);
}

TEST_CASE("a verifier made in one thread may be used in another and destroyed in a third") {
  const auto delivery = signed_delivery<shipped::github>({});
  std::optional<verifier<shipped::github>> verify;
  errc reason = errc::config_error;
  std::thread([&] { verify.emplace(facts{}.key); }).join();
  std::thread([&] { reason = reason_of(verify->verify(delivery)); }).join();
  std::thread([&] { verify.reset(); }).join();
  CHECK(reason == accepted);
}
