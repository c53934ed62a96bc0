// SPDX-License-Identifier: MIT
#include <hooklatch/detail/header_values.hpp>

#include <hooklatch/provider.hpp>

#include "support/catch.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The documented order of the checks before the MAC: a delivery with two faults is refused for the earlier one.

using namespace hooklatch;

namespace {

using all_headers = provider<"all-headers", mac<hmac_sha256>, signature<"X-Sig", key_value<"v1">, hex>,
                             timestamp<"X-Time", unix_seconds>, signed_content<"{id}.{timestamp}.{body}">,
                             event_id<header<"X-Id">>, delivery_id<header<"X-Delivery">>, event_type<header<"X-Type">>>;
using in_signature = provider<"in-signature", mac<hmac_sha256>, signature<"X-Sig", key_value<"v1">, hex>,
                              timestamp_in_signature<"t", unix_seconds>, signed_content<"{id}.{timestamp}.{body}">,
                              event_id<header<"X-Id">>>;

// One header line, and whether it comes a second time or not at all.
struct line {
  std::string value;
  bool twice = false;
  bool absent = false;
};
using delivery = std::map<std::string, line>;

struct fault {
  const char* name;
  errc refusal;
  std::function<void(delivery&)> apply;
};

delivery good_delivery() {
  return {{"X-Sig", {"t=1774276200,v1=" + std::string(64, 'a')}},
          {"X-Time", {"1774276200"}},
          {"X-Id", {"msg_1"}},
          {"X-Delivery", {"d-1"}},
          {"X-Type", {"paid"}}};
}

fault doubled(const char* name) {
  return {name, errc::duplicate_header, [name](delivery& sent) { sent[name].twice = true; }};
}
fault missing(const char* name, errc refusal) {
  return {name, refusal, [name](delivery& sent) { sent[name].absent = true; }};
}
fault oversized(const char* name) {
  return {name, errc::header_too_large, [name](delivery& sent) { sent[name].value += std::string(300, 'a'); }};
}
fault controlled(const char* name) {
  return {name, errc::invalid_header, [name](delivery& sent) { sent[name].value.insert(0, 1, '\x01'); }};
}
fault rewritten(const char* name, errc refusal, std::string value) {
  return {name, refusal, [name, value = std::move(value)](delivery& sent) { sent[name].value = value; }};
}

std::string many_bad_candidates() {
  std::string value = "t=1";
  for (int i = 0; i < 17; ++i) value += ",v1=x";
  return value;
}

template <class Provider>
std::optional<errc> refusal_of(const std::vector<const fault*>& faults) {
  auto sent = good_delivery();
  for (const auto* each : faults) each->apply(sent);
  std::vector<std::pair<std::string, std::string>> headers;
  for (const auto& [name, each] : sent) {
    if (each.absent) continue;
    headers.emplace_back(name, each.value);
    if (each.twice) headers.emplace_back(name, each.value);
  }
  limits allowed;
  allowed.max_header_value = 256;  // so that a value that is too large leaves room for all the others
  detail::header_slots slots(Provider::table(), allowed);
  slots.collect(headers);
  detail::header_values claimed;
  const auto read = claimed.read(Provider::table(), allowed, slots);
  if (read) return std::nullopt;
  return read.error().code();
}

// Each fault alone, and every earlier one before every later one, neighbours and all. Two faults that rewrite one
// header do not add up, so the later one is left out of the pair where `apart` says so.
template <class Provider>
void check_order(const std::vector<fault>& faults, const std::function<bool(const fault&, const fault&)>& apart) {
  REQUIRE_FALSE(refusal_of<Provider>({}));
  for (std::size_t i = 0; i < faults.size(); ++i) {
    INFO(faults[i].name << ": " << to_string(faults[i].refusal));
    CHECK(refusal_of<Provider>({&faults[i]}) == faults[i].refusal);
    for (std::size_t j = i + 1; j < faults.size(); ++j) {
      if (!apart(faults[i], faults[j])) continue;
      INFO("and " << faults[j].name << ": " << to_string(faults[j].refusal));
      // The later fault is made first where both change one value, so that neither is overwritten.
      CHECK(refusal_of<Provider>({&faults[j], &faults[i]}) == faults[i].refusal);
    }
  }
}

bool has_pair(const fault& a, const fault& b) { return std::string_view(a.name) != b.name; }

}  // namespace

TEST_CASE("headers are checked one after the other, each for its count, size and control bytes") {
  std::vector<fault> faults;
  for (const auto& [name, refusal] : std::vector<std::pair<const char*, errc>>{
           {"X-Sig", errc::missing_signature}, {"X-Time", errc::missing_timestamp}, {"X-Id", errc::missing_id}}) {
    faults.push_back(doubled(name));
    faults.push_back(missing(name, refusal));
    faults.push_back(oversized(name));
    faults.push_back(controlled(name));
  }
  for (const char* name : {"X-Delivery", "X-Type"}) {
    faults.push_back(doubled(name));
    faults.push_back(oversized(name));
    faults.push_back(controlled(name));
  }
  check_order<all_headers>(faults, [](const fault& a, const fault& b) {
    // A header that is absent can have no other fault.
    const auto absent = [](const fault& each) {
      return each.refusal == errc::missing_signature || each.refusal == errc::missing_timestamp ||
             each.refusal == errc::missing_id;
    };
    return std::string_view(a.name) != b.name || !(absent(a) || absent(b));
  });
}

TEST_CASE("a header that is empty twice is doubled before it is missing") {
  const auto twice = doubled("X-Sig");
  const auto empty = rewritten("X-Sig", errc::missing_signature, " ");
  CHECK(refusal_of<all_headers>({&empty}) == errc::missing_signature);
  CHECK(refusal_of<all_headers>({&empty, &twice}) == errc::duplicate_header);
}

TEST_CASE("every header's form comes before the grammar of the signature") {
  const auto last_header = controlled("X-Type");
  for (const auto& later : {rewritten("X-Sig", errc::too_many_signatures, many_bad_candidates()),
                            rewritten("X-Sig", errc::unsupported_scheme, "v0=x"),
                            rewritten("X-Sig", errc::malformed_signature, "nothing")}) {
    CHECK(refusal_of<all_headers>({&later}) == later.refusal);
    CHECK(refusal_of<all_headers>({&later, &last_header}) == errc::invalid_header);
  }
}

TEST_CASE("the number of candidates comes before their decoding") {
  const auto many = rewritten("X-Sig", errc::too_many_signatures, many_bad_candidates());
  const auto few = rewritten("X-Sig", errc::malformed_signature, "v1=x,v1=y");
  CHECK(refusal_of<all_headers>({&few}) == errc::malformed_signature);
  CHECK(refusal_of<all_headers>({&many}) == errc::too_many_signatures);
}

TEST_CASE("candidates come before the timestamp's syntax, and that before the signed id's") {
  check_order<all_headers>(
      {rewritten("X-Sig", errc::too_many_signatures, many_bad_candidates()),
       rewritten("X-Time", errc::malformed_timestamp, "1774276200.0"), rewritten("X-Id", errc::malformed_id, "msg.1")},
      has_pair);
  check_order<all_headers>(
      {rewritten("X-Sig", errc::unsupported_scheme, "v0=x"),
       rewritten("X-Time", errc::malformed_timestamp, "1774276200.0"), rewritten("X-Id", errc::malformed_id, "msg.1")},
      has_pair);
  check_order<all_headers>(
      {rewritten("X-Sig", errc::malformed_signature, "v1=zz"), rewritten("X-Time", errc::malformed_timestamp, "now"),
       rewritten("X-Id", errc::malformed_id, "msg 1")},
      has_pair);
}

TEST_CASE("a time in the signature header is counted before the candidates and read after them") {
  const std::string bad = many_bad_candidates();
  const std::string many = bad.substr(bad.find(',') + 1);
  struct step {
    std::string value;
    errc refusal;
  };
  // Each value has its own fault and every later one that can stand beside it.
  for (const auto& each : {step{many, errc::missing_timestamp}, step{"v0=x", errc::missing_timestamp},
                           step{"t=x,t=y," + many, errc::duplicate_field}, step{"t=x,t=y,v0=x", errc::duplicate_field},
                           step{"t=x," + many, errc::too_many_signatures}, step{"t=x,v0=x", errc::unsupported_scheme},
                           step{"t=x", errc::malformed_signature}, step{"t=x,v1=zz", errc::malformed_signature},
                           step{"t=x,v1=" + std::string(64, 'a'), errc::malformed_timestamp}}) {
    INFO(each.value);
    check_order<in_signature>(
        {rewritten("X-Sig", each.refusal, each.value), rewritten("X-Id", errc::malformed_id, "msg.1")}, has_pair);
  }
}
