// SPDX-License-Identifier: MIT
// What the application or OpenSSL does wrong refuses the delivery; nothing escapes and nothing is accepted.
#include <hooklatch/verify/verifier.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"

#include <hooklatch/core/keyring.hpp>
#include <hooklatch/http/request.hpp>
#include <hooklatch/testing/manual_clock.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace hooklatch;
using test_support::accepted;
using test_support::facts;
using test_support::reason_of;
using test_support::signed_delivery;
using test_support::shipped::rukkyhub;
using test_support::shipped::stripe;
using test_support::shipped::zuba;

namespace {

using testing::manual_clock;
constexpr std::int64_t sent_at = 1774276200;
const facts sent;

struct broken_clock {
  bool with_an_exception = true;
  time_point now() const {
    if (with_an_exception) throw std::runtime_error("no clock");
    throw 7;
  }
};

enum class broken { method, headers, body, in_the_middle };

struct breaking_request {
  broken where;
};

// An engine whose answers a test decides. The tag of every message is all zeros.
struct script {
  bool keys = true;
  bool updates = true;
  bool finishes = true;
  int begun = 0;
  std::vector<std::string> pieces{};
};
script* current = nullptr;

class scripted_engine {
 public:
  struct run {
    bool update(byte_view bytes) noexcept {
      current->pieces.emplace_back(to_text(bytes));
      return current->updates;
    }
    bool finish(std::span<std::byte> tag) noexcept {
      std::fill(tag.begin(), tag.end(), std::byte{0});
      return current->finishes;
    }
  };
  static result<scripted_engine> make(digest_algorithm, byte_view) noexcept {
    if (!current->keys) return errc::crypto_failure;
    return scripted_engine();
  }
  run begin() const noexcept {
    ++current->begun;
    return {};
  }
};
static_assert(mac_engine<scripted_engine>);

template <class Provider>
errc verdict(script& plan, const request& delivery, const keyring& secrets = keyring(secret(sent.key))) {
  current = &plan;
  const verifier<Provider, manual_clock, scripted_engine> verify(secrets, {}, manual_clock(sent_at));
  return reason_of(verify.verify(delivery));
}

const std::string zeros(64, '0');
const std::string stripe_zeros = "t=1774276200,v1=" + zeros;

}  // namespace

template <>
struct hooklatch::request_traits<breaking_request> {
  static std::string_view method(const breaking_request& request) {
    if (request.where == broken::method) throw std::runtime_error("no method");
    return "POST";
  }
  static auto headers(const breaking_request& request) {
    if (request.where == broken::headers) throw std::runtime_error("no headers");
    return [where = request.where](std::string_view name, header_sink sink) -> std::size_t {
      if (where == broken::in_the_middle && name == "X-Zuba-Timestamp") throw std::runtime_error("no more headers");
      sink("00");
      return 1;
    };
  }
  static byte_view body(const breaking_request& request) {
    if (request.where == broken::body) throw std::runtime_error("no body");
    return {};
  }
};

TEST_CASE("a clock that throws refuses the delivery as config_error") {
  const auto delivery = signed_delivery<zuba>(sent);
  const verifier<zuba, broken_clock> verify(sent.key);
  CHECK(reason_of(verify.verify(delivery)) == errc::config_error);
  const verifier<zuba, broken_clock> other(sent.key, {}, broken_clock{false});
  CHECK(reason_of(other.verify(delivery)) == errc::config_error);
  CHECK(reason_of(other.verify(delivery.headers, delivery.body)) == errc::config_error);

  auto get = delivery;  // is refused without the clock
  get.method = "GET";
  CHECK(reason_of(other.verify(get)) == errc::bad_method);
}

TEST_CASE("a request whose accessors throw is refused as config_error") {
  const verifier<zuba, manual_clock> verify(sent.key, {}, manual_clock(sent_at));
  for (const auto where : {broken::method, broken::headers, broken::body, broken::in_the_middle}) {
    const breaking_request request{where};
    CHECK(reason_of(verify.verify(request)) == errc::config_error);
  }
}

TEST_CASE("a header callable that throws is refused as config_error, even after it showed good headers") {
  const auto delivery = signed_delivery<zuba>(sent);
  const verifier<zuba, manual_clock> verify(sent.key, {}, manual_clock(sent_at));
  const auto throws_at = [&](std::string_view last) {
    return [&delivery, last](std::string_view name, header_sink sink) -> std::size_t {
      std::size_t copies = 0;
      for (const auto& [key, value] : delivery.headers) {
        if (!detail::same_header_name(key, name)) continue;
        sink(value);
        ++copies;
      }
      if (name == last) throw std::runtime_error("connection lost");
      return copies;
    };
  };
  CHECK(reason_of(verify.verify(throws_at("X-Zuba-Signature"), delivery.body)) == errc::config_error);
  CHECK(reason_of(verify.verify(throws_at("X-Zuba-Timestamp"), delivery.body)) == errc::config_error);
  CHECK(reason_of(verify.verify(throws_at("never"), delivery.body)) == accepted);

  const auto single = assume_single_values([](std::string_view) -> std::string { throw std::runtime_error("no"); });
  CHECK(reason_of(verify.verify(single, delivery.body)) == errc::config_error);
}

TEST_CASE("OpenSSL's failure is crypto_failure, whichever step it is, and never a match") {
  const auto delivery = test_support::with_header(request("POST", "/", {}, "{}"), "Stripe-Signature", stripe_zeros);
  script good;
  REQUIRE(verdict<stripe>(good, delivery) == accepted);

  script no_update;
  no_update.updates = false;
  CHECK(verdict<stripe>(no_update, delivery) == errc::crypto_failure);

  script no_finish;  // the tag that it leaves behind would match
  no_finish.finishes = false;
  CHECK(verdict<stripe>(no_finish, delivery) == errc::crypto_failure);

  script no_key;
  no_key.keys = false;
  current = &no_key;
  const auto made = verifier<stripe, manual_clock, scripted_engine>::make(
      keyring{secret(sent.key), secret(sent.key)}, {}, manual_clock(sent_at));
  REQUIRE(reason_of(made) == errc::crypto_failure);
  CHECK(made.error().offset() == 0);
}

TEST_CASE("one MAC is computed for each secret that is tried, however many signatures there are") {
  std::string wrong = "t=1774276200";
  for (int i = 0; i < 16; ++i) wrong += ",v1=" + std::string(64, '1');
  const keyring three{secret(sent.key), secret(sent.key), secret(sent.key)};
  const request many("POST", "/", {{"Stripe-Signature", wrong}}, "{}");
  script plan;
  CHECK(verdict<stripe>(plan, many, three) == errc::signature_mismatch);
  CHECK(plan.begun == 3);

  const request right("POST", "/", {{"Stripe-Signature", stripe_zeros}}, "{}");
  script first;
  CHECK(verdict<stripe>(first, right, three) == accepted);
  CHECK(first.begun == 1);
}

TEST_CASE("no MAC is computed before the delivery is well formed, nor with an expired secret") {
  script plan;
  const request malformed("POST", "/", {{"Stripe-Signature", "t=x,v1=" + zeros}}, "{}");
  CHECK(verdict<stripe>(plan, malformed) == errc::malformed_timestamp);
  CHECK(plan.begun == 0);

  const time_point before{std::chrono::seconds(sent_at - 1)};
  const request right("POST", "/", {{"Stripe-Signature", stripe_zeros}}, "{}");
  CHECK(verdict<stripe>(plan, right, keyring{secret(sent.key, not_after(before))}) == errc::signature_mismatch);
  CHECK(plan.begun == 0);
}

TEST_CASE("the signed bytes are those of the recipe, in order and nothing else") {
  const auto fed = [](const script& plan) {
    std::string all;
    for (const auto& piece : plan.pieces) all += piece;
    return all;
  };
  script with_time;
  const request timed("POST", "/", {{"Stripe-Signature", stripe_zeros}}, "{\"a\":1}");
  CHECK(verdict<stripe>(with_time, timed) == accepted);
  CHECK(fed(with_time) == "1774276200.{\"a\":1}");

  script body_only;
  const request plain("POST", "/", {{"X-Webhook-Signature", zeros}}, "{\"a\":1}");
  CHECK(verdict<rukkyhub>(body_only, plain) == accepted);
  CHECK(fed(body_only) == "{\"a\":1}");
}
