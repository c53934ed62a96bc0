// SPDX-License-Identifier: MIT
#include <hooklatch/provider/adjusted.hpp>

#include "support/catch.hpp"
#include "support/provider_facts.hpp"

#include <hooklatch/providers/github.hpp>
#include <hooklatch/providers/hackmamba.hpp>
#include <hooklatch/providers/zuba.hpp>

#include <cstdint>
#include <type_traits>
#include <vector>

using namespace hooklatch;
using namespace test_support;
using providers::github;
using providers::hackmamba;
using providers::zuba;

namespace {
using plain = provider<"plain", mac<hmac_sha256>, signature<"X-Sig", bare, hex>>;
struct only_fields : plain {
  struct fields {
    static constexpr int answer = 42;
  };
};
template <class Provider>
concept has_events = requires {
  typename Provider::events;
};
template <class Provider>
concept has_fields = requires {
  typename Provider::fields;
};
}  // namespace

TEST_CASE("an adjusted provider has the part that was added, and is the same otherwise") {
  using with_fallback = adjusted<zuba, event_id_fallback<json<"/type">, json<"/createdAt">>>;
  constexpr const auto& table = with_fallback::table();
  REQUIRE(table.id_fallback.size() == 2);
  CHECK(table.id_fallback[0] == "/type");
  CHECK(table.id_fallback[1] == "/createdAt");
  CHECK(zuba::table().id_fallback.empty());
  CHECK(table.name == "zuba");
  CHECK(table.signature_header == "X-Zuba-Signature");
  CHECK(table.timestamp_header == "X-Zuba-Timestamp");
  CHECK(table.recipe_text == "{timestamp}.{body}");
  CHECK(in_json(table.event_id, "/id"));
  CHECK(in_json(table.test_flag, "/test"));
  CHECK(answers(table.rejection, 401, R"({"error":"Invalid signature"})"));
  CHECK(answers(table.handler_failure_answer, 500, R"({"error":"Processing failed"})"));
  CHECK(waits(table) == std::vector<std::int64_t>{60, 120, 240, 480, 960});
  CHECK(table.documentation == "https://docs.zuba.com");
}

TEST_CASE("an adjusted provider has the part that was replaced, whatever it is called") {
  using changed = adjusted<zuba, reject<400, "no">, live_flag<json<"/live">>, retried_for<60>, body_cap<9>>;
  constexpr const auto& table = changed::table();
  CHECK(answers(table.rejection, 400, "no"));
  CHECK(in_json(table.test_flag, "/live"));
  CHECK(table.test_flag_means_live);
  CHECK(table.retry_waits.empty());
  CHECK(table.retry_horizon == 60);
  CHECK(table.body_cap == 9);
  CHECK(answers(table.acknowledgement, 200, R"({"received":true})"));
}

TEST_CASE("an adjusted provider can be adjusted again") {
  using twice = adjusted<adjusted<github, ack_within<5>>, ack_within<7>, https_only>;
  CHECK(twice::table().ack_within == 7);
  CHECK(twice::table().https_only);
  CHECK(github::table().ack_within == 10);
}

TEST_CASE("an adjusted provider keeps the events and fields that the provider names, and gets no others") {
  using other_answer = adjusted<hackmamba, reject<401>>;
  CHECK(std::is_same_v<other_answer::events, hackmamba::events>);
  CHECK(std::is_same_v<other_answer::fields, hackmamba::fields>);
  CHECK(other_answer::events::user_created == "user.created");
  CHECK(other_answer::table().rejection.status == 401);

  using twice = adjusted<adjusted<zuba, reject<400>>, ack_within<7>>;
  CHECK(std::is_same_v<twice::events, zuba::events>);
  CHECK_FALSE(has_fields<twice>);
  CHECK(twice::table().ack_within == 7);
  CHECK(twice::table().rejection.status == 400);
  CHECK(twice::name == "zuba");

  using lone = adjusted<only_fields, ack_within<7>>;
  CHECK(lone::fields::answer == 42);
  CHECK_FALSE(has_events<lone>);
  CHECK_FALSE(has_events<adjusted<plain, ack_within<7>>>);
  CHECK_FALSE(has_fields<adjusted<plain, ack_within<7>>>);
  CHECK((provider_type<other_answer> && provider_type<twice> && provider_type<lone>));
}

TEST_CASE("an adjustment of nothing is the provider itself") {
  CHECK(std::is_same_v<adjusted<plain>, plain>);
  CHECK(provider_type<adjusted<plain>>);
}
