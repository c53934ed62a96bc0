// SPDX-License-Identifier: MIT
#include <hooklatch/provider.hpp>

#include "support/catch.hpp"
#include "support/provider_facts.hpp"

#include <cstddef>
#include <string_view>

using namespace hooklatch;
using test_support::answers;
using test_support::in_header;
using test_support::in_json;
using test_support::nowhere;

namespace {

// The least that a provider can say.
using least = provider<"least", mac<hmac_sha512>, signature<"X-Least", bare, base64>>;

using header_typed = provider<"typed", mac<hmac_sha256>, signature<"X-Sig", bare, hex>, event_type<header<"X-Type">>>;
using twice_typed =
    provider<"typed", mac<hmac_sha256>, signature<"X-Sig", bare, hex>, event_type<json<"/type">, header<"X-Type">>>;
using spliced = provider<"spliced", mac<hmac_sha256>, signature<"X-Sig", bare, hex>, event_id<header<"X-Id">>,
                         signed_content<"{id}.{body}">>;
using unsigned_id = provider<"unsigned", mac<hmac_sha256>, signature<"X-Sig", bare, hex>, delivery_id<header<"X-Id">>>;
// The time runs into the body: the provider's mistake, which is named.
using run_together = provider<"run", mac<hmac_sha256>, signature<"X-Sig", bare, hex>, timestamp<"X-Time", unix_seconds>,
                              signed_content<"{timestamp}{body}">, ambiguous_by_design>;
struct derived : least {};

struct no_table {};

}  // namespace

TEST_CASE("a provider of two parts has the documented defaults") {
  constexpr const provider_table& table = least::table();
  CHECK(least::name == "least");
  CHECK(table.name == "least");
  CHECK(table.documentation.empty());
  CHECK(table.method == "POST");
  CHECK(table.mac_name == "HMAC-SHA512");
  CHECK(table.digest == digest_algorithm::sha512);
  CHECK(table.signature_header == "X-Least");
  CHECK(table.recipe_text == "{body}");
  REQUIRE(table.recipe.size() == 1);
  CHECK(table.recipe[0].what == recipe_token::kind::body);
  CHECK(table.secret_format_name == "raw");
  CHECK(test_support::signs_no_time(table));
  CHECK(nowhere(table.event_id));
  CHECK(nowhere(table.delivery_id));
  CHECK(nowhere(table.event_type));
  CHECK(nowhere(table.event_type_also));
  CHECK(nowhere(table.event_time));
  CHECK(table.event_time_as == event_time_format::none);
  CHECK(nowhere(table.event_data));
  CHECK(nowhere(table.test_flag));
  CHECK(answers(table.rejection, 401, ""));
  CHECK(answers(table.acknowledgement, 200, ""));
  CHECK(answers(table.duplicate_answer, 200, ""));
  CHECK(answers(table.handler_failure_answer, 500, ""));
  CHECK(answers(table.forbidden_answer, 403, ""));
  CHECK(table.acknowledge_codes.empty());
  CHECK(table.retry_waits.empty());
  CHECK(table.retry_horizon == 0);
  CHECK(table.ack_within == 0);
  CHECK_FALSE(table.https_only);
  CHECK(table.body_cap == 1048576);
}

TEST_CASE("a timestamp's window is 300 seconds on both sides where the provider names none") {
  CHECK(run_together::table().tolerance_past == 300);
  CHECK(run_together::table().tolerance_future == 300);
}

TEST_CASE("a recipe becomes tokens in the order of its text") {
  constexpr const auto& recipe = spliced::table().recipe;
  REQUIRE(recipe.size() == 3);
  CHECK(recipe[0].what == recipe_token::kind::id);
  CHECK(recipe[1].what == recipe_token::kind::literal);
  CHECK(recipe[1].text == ".");
  CHECK(recipe[2].what == recipe_token::kind::body);
}

TEST_CASE("a provider knows what is under its MAC") {
  STATIC_REQUIRE_FALSE(least::timestamp_is_signed);
  STATIC_REQUIRE_FALSE(least::id_is_signed);
  STATIC_REQUIRE_FALSE(least::type_is_signed);
  STATIC_REQUIRE_FALSE(header_typed::type_is_signed);
  STATIC_REQUIRE(twice_typed::type_is_signed);
  STATIC_REQUIRE(spliced::id_is_signed);
  STATIC_REQUIRE_FALSE(unsigned_id::id_is_signed);
  STATIC_REQUIRE(run_together::timestamp_is_signed);

  CHECK_FALSE(header_typed::table().type_is_signed);
  CHECK(twice_typed::table().type_is_signed);
  CHECK(spliced::table().id_is_signed);
  CHECK_FALSE(unsigned_id::table().id_is_signed);
  CHECK(run_together::table().timestamp_is_signed);
}

TEST_CASE("a provider's sources are kept apart") {
  CHECK(in_header(header_typed::table().event_type, "X-Type"));
  CHECK(nowhere(header_typed::table().event_type_also));
  CHECK(in_json(twice_typed::table().event_type, "/type"));
  CHECK(in_header(twice_typed::table().event_type_also, "X-Type"));
  CHECK(in_header(unsigned_id::table().delivery_id, "X-Id"));
  CHECK(nowhere(unsigned_id::table().event_id));
}

TEST_CASE("a type derived from a provider is a provider with the same table") {
  STATIC_REQUIRE(provider_type<least>);
  STATIC_REQUIRE(provider_type<derived>);
  STATIC_REQUIRE_FALSE(provider_type<no_table>);
  STATIC_REQUIRE_FALSE(provider_type<int>);
  CHECK(&derived::table() == &least::table());
}
