// SPDX-License-Identifier: MIT
#include <hooklatch/core/errc.hpp>

#include "support/catch.hpp"

#include <array>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <system_error>

using hooklatch::cause;
using hooklatch::errc;

namespace {

struct row {
  errc code;
  const char* name;
  cause condition;
};

// The vocabulary, typed in: names in their order, so that a number that moved, a name that changed and a cause that
// was mixed up each fail here. Numbers are 1, 2, 3, ... in this order.
constexpr std::array<row, 48> vocabulary{{
    {errc::bad_cidr, "bad_cidr", cause::internal},
    {errc::bad_method, "bad_method", cause::malformed},
    {errc::bad_secret_encoding, "bad_secret_encoding", cause::internal},
    {errc::bad_tolerance, "bad_tolerance", cause::internal},
    {errc::body_too_large, "body_too_large", cause::malformed},
    {errc::config_error, "config_error", cause::internal},
    {errc::crypto_failure, "crypto_failure", cause::internal},
    {errc::duplicate_field, "duplicate_field", cause::unauthenticated},
    {errc::duplicate_header, "duplicate_header", cause::unauthenticated},
    {errc::empty_secret, "empty_secret", cause::internal},
    {errc::event_mismatch, "event_mismatch", cause::malformed},
    {errc::event_too_old, "event_too_old", cause::malformed},
    {errc::header_too_large, "header_too_large", cause::unauthenticated},
    {errc::id_conflict, "id_conflict", cause::malformed},
    {errc::insecure_transport, "insecure_transport", cause::malformed},
    {errc::invalid_header, "invalid_header", cause::unauthenticated},
    {errc::ip_not_allowed, "ip_not_allowed", cause::malformed},
    {errc::malformed_id, "malformed_id", cause::unauthenticated},
    {errc::malformed_signature, "malformed_signature", cause::unauthenticated},
    {errc::malformed_timestamp, "malformed_timestamp", cause::unauthenticated},
    {errc::missing_id, "missing_id", cause::unauthenticated},
    {errc::missing_signature, "missing_signature", cause::unauthenticated},
    {errc::missing_timestamp, "missing_timestamp", cause::unauthenticated},
    {errc::payload_duplicate_key, "payload_duplicate_key", cause::malformed},
    {errc::payload_invalid_utf8, "payload_invalid_utf8", cause::malformed},
    {errc::payload_malformed, "payload_malformed", cause::malformed},
    {errc::payload_missing_field, "payload_missing_field", cause::malformed},
    {errc::payload_too_deep, "payload_too_deep", cause::malformed},
    {errc::payload_too_many_members, "payload_too_many_members", cause::malformed},
    {errc::payload_wrong_type, "payload_wrong_type", cause::malformed},
    {errc::signature_mismatch, "signature_mismatch", cause::unauthenticated},
    {errc::store_ambiguous, "store_ambiguous", cause::unavailable},
    {errc::store_corrupt, "store_corrupt", cause::unavailable},
    {errc::store_forked, "store_forked", cause::unavailable},
    {errc::store_full, "store_full", cause::unavailable},
    {errc::store_misconfigured, "store_misconfigured", cause::internal},
    {errc::store_read_only, "store_read_only", cause::unavailable},
    {errc::store_timeout, "store_timeout", cause::unavailable},
    {errc::store_unavailable, "store_unavailable", cause::unavailable},
    {errc::test_event, "test_event", cause::malformed},
    {errc::timestamp_too_new, "timestamp_too_new", cause::unauthenticated},
    {errc::timestamp_too_old, "timestamp_too_old", cause::unauthenticated},
    {errc::too_many_signatures, "too_many_signatures", cause::unauthenticated},
    {errc::unknown_key, "unknown_key", cause::unauthenticated},
    {errc::unsupported_content_encoding, "unsupported_content_encoding", cause::malformed},
    {errc::unsupported_scheme, "unsupported_scheme", cause::unauthenticated},
    {errc::url_not_allowed, "url_not_allowed", cause::unauthenticated},
    {errc::weak_secret, "weak_secret", cause::internal},
}};

constexpr std::array<cause, 6> causes{cause::unauthenticated, cause::malformed,   cause::duplicate,
                                      cause::in_progress,     cause::unavailable, cause::internal};

bool says(errc code, std::string_view words) {
  return make_error_code(code).message().find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("every reason has its documented name and number") {
  for (std::size_t i = 0; i < vocabulary.size(); ++i) {
    INFO(vocabulary[i].name);
    CHECK(static_cast<int>(vocabulary[i].code) == static_cast<int>(i) + 1);
    CHECK(to_string(vocabulary[i].code) == vocabulary[i].name);
  }
}

TEST_CASE("every reason converts to an error_code of the one category") {
  for (const auto& each : vocabulary) {
    INFO(each.name);
    const std::error_code ec = each.code;
    CHECK(ec == make_error_code(each.code));
    CHECK(ec == each.code);
    CHECK(ec.value() == static_cast<int>(each.code));
    CHECK(ec.category() == hooklatch::error_category());
    CHECK(static_cast<bool>(ec));
  }
  CHECK(std::string_view(hooklatch::error_category().name()) == "hooklatch");
  CHECK(hooklatch::error_category() != std::generic_category());
  CHECK(make_error_code(errc::bad_cidr) != std::error_code(1, std::generic_category()));
}

TEST_CASE("every reason equals its own cause and no other") {
  for (const auto& each : vocabulary) {
    const std::error_code ec = each.code;
    for (const auto condition : causes) {
      INFO(each.name << " against " << make_error_condition(condition).message());
      CHECK((ec == condition) == (each.condition == condition));
    }
  }
}

TEST_CASE("a refusal is compared with the cause that says what to do") {
  std::error_code ec = errc::signature_mismatch;
  CHECK(ec == cause::unauthenticated);
  CHECK(ec != cause::malformed);
  ec = errc::store_full;
  CHECK(ec == cause::unavailable);
  ec = errc::weak_secret;
  CHECK(ec == cause::internal);
  CHECK(std::error_code() != cause::unauthenticated);
}

TEST_CASE("causes have numbers, names and a category of their own") {
  constexpr std::array<std::string_view, 6> names{"unauthenticated", "malformed",   "duplicate",
                                                  "in progress",     "unavailable", "internal"};
  for (std::size_t i = 0; i < causes.size(); ++i) {
    const std::error_condition condition = causes[i];
    CHECK(condition.value() == static_cast<int>(i) + 1);
    CHECK(condition.message() == names[i]);
    CHECK(std::string_view(condition.category().name()) == "hooklatch.cause");
  }
  CHECK(make_error_condition(static_cast<cause>(7)).message() == "unknown");
  CHECK(make_error_condition(static_cast<cause>(0)).message() == "unknown");
}

TEST_CASE("a message starts with the reason's name and goes on with one sentence of its own") {
  std::set<std::string_view> sentences;
  for (const auto& each : vocabulary) {
    INFO(each.name);
    const std::string_view sentence = advice(each.code);
    CHECK(make_error_code(each.code).message() == std::string(each.name) + ": " + std::string(sentence));
    CHECK(sentence.size() > 20);
    CHECK(sentence.back() != '.');  // it stands inside a longer line
    CHECK(sentence.find('\n') == std::string_view::npos);
    CHECK(sentences.insert(sentence).second);
  }
}

TEST_CASE("messages of a bad configuration say what to change") {
  CHECK(says(errc::empty_secret, "variable or file"));
  CHECK(says(errc::weak_secret, "16 bytes"));
  CHECK(says(errc::weak_secret, "allow_weak_secret"));
  CHECK(says(errc::bad_secret_encoding, "paste it whole"));
  CHECK(says(errc::bad_tolerance, "86400"));
  CHECK(says(errc::bad_cidr, "192.0.2.0/24"));
  CHECK(says(errc::body_too_large, "max_body"));
  CHECK(says(errc::header_too_large, "max_header_value"));
  CHECK(says(errc::too_many_signatures, "max_signatures"));
  CHECK(says(errc::payload_too_deep, "max_depth"));
  CHECK(says(errc::payload_too_many_members, "max_members"));
  CHECK(says(errc::timestamp_too_new, "clock"));
}

TEST_CASE("a number that is no reason is told so") {
  for (const int number : {-1, 0, 49, 1000, -2147483647 - 1, 2147483647}) {
    const auto code = static_cast<errc>(number);
    INFO(number);
    CHECK(to_string(code) == "unknown");
    CHECK(advice(code) == "no such reason");
    const auto ec = make_error_code(code);
    CHECK(ec.message() == "no such reason");
    CHECK(ec.default_error_condition() == std::error_condition(number, hooklatch::error_category()));
    for (const auto condition : causes) CHECK(ec != condition);
  }
}
