// SPDX-License-Identifier: MIT
// The order of the checks is part of the interface: of two things that are wrong, the first one is the reason.
#include <hooklatch/verify/verifier.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"

#include <hooklatch/http/request.hpp>
#include <hooklatch/testing/manual_clock.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <string>

using namespace hooklatch;
using test_support::accepted;
using test_support::hmac;
using test_support::reason_of;
using test_support::to_base64;

namespace {

// A provider whose deliveries can be wrong in every way that is checked before the envelope.
struct thorough
    : provider<"thorough",
          mac<hmac_sha256>, signature<"X-Signature", version_list<"v1">, base64>,
          timestamp<"X-Time", unix_seconds, tolerance<300>>, signed_content<"{id}.{timestamp}.{body}">,
          event_id<header<"X-Id">>, delivery_id<header<"X-Delivery">>, event_type<json<"/type">, header<"X-Type">>> {};

const std::string key = "a key for tests, 36 bytes of it here";
constexpr std::int64_t sent_at = 1774276200;

struct value {
  std::string text;
  int copies = 1;
  std::string tail{};  // goes after what is signed

  value& repeat() { return copies = 2, *this; }
  value& lengthen() { return tail += std::string(8192, 'x'), *this; }
  value& spoil() { return tail += "\x01", *this; }
};

// A delivery before it is signed: every defect is made here and the tag is computed over what then stands there, so
// that one defect does not drag a wrong MAC along.
struct draft {
  std::string method = "POST";
  std::string body = "{}";
  value time{"1774276200"};
  value id{"msg_1"};
  value delivery{"dlv_1"};
  value type{"thing.done"};
  value signature{""};
  std::size_t candidates = 1;
  bool readable = true;
  std::string signing_key = key;
  std::int64_t now = sent_at;

  [[nodiscard]] request build() const {
    const auto tag = to_base64(hmac("SHA256", signing_key, id.text + "." + time.text + "." + body));
    std::string list;
    for (std::size_t i = 0; i < candidates; ++i) list += (i > 0 ? " v1," : "v1,") + (readable ? tag : "!" + tag);
    request made(method, "/", {}, body);
    const auto add = [&made](const char* name, const std::string& text, const value& how) {
      for (int i = 0; i < how.copies; ++i) made.headers.emplace_back(name, text + how.tail);
    };
    add("X-Type", type.text, type);
    add("X-Delivery", delivery.text, delivery);
    add("X-Id", id.text, id);
    add("X-Time", time.text, time);
    add("X-Signature", list, signature);
    return made;
  }
};

struct defect {
  const char* name;
  errc reason;
  void (*make)(draft&);
};

// In the order of the documentation of `verifier`.
const std::array<defect, 25> defects{{
    {"method", errc::bad_method, [](draft& d) { d.method = "GET"; }},
    {"body size", errc::body_too_large, [](draft& d) { d.body += std::string(64, ' '); }},
    {"signature header: count", errc::duplicate_header, [](draft& d) { d.signature.repeat(); }},
    {"signature header: size", errc::header_too_large, [](draft& d) { d.signature.lengthen(); }},
    {"signature header: control", errc::invalid_header, [](draft& d) { d.signature.spoil(); }},
    {"timestamp header: count", errc::duplicate_header, [](draft& d) { d.time.repeat(); }},
    {"timestamp header: size", errc::header_too_large, [](draft& d) { d.time.lengthen(); }},
    {"timestamp header: control", errc::invalid_header, [](draft& d) { d.time.spoil(); }},
    {"id header: count", errc::duplicate_header, [](draft& d) { d.id.repeat(); }},
    {"id header: size", errc::header_too_large, [](draft& d) { d.id.lengthen(); }},
    {"id header: control", errc::invalid_header, [](draft& d) { d.id.spoil(); }},
    {"delivery id header: count", errc::duplicate_header, [](draft& d) { d.delivery.repeat(); }},
    {"delivery id header: size", errc::header_too_large, [](draft& d) { d.delivery.lengthen(); }},
    {"delivery id header: control", errc::invalid_header, [](draft& d) { d.delivery.spoil(); }},
    {"event header: count", errc::duplicate_header, [](draft& d) { d.type.repeat(); }},
    {"event header: size", errc::header_too_large, [](draft& d) { d.type.lengthen(); }},
    {"event header: control", errc::invalid_header, [](draft& d) { d.type.spoil(); }},
    {"number of candidates", errc::too_many_signatures, [](draft& d) { d.candidates = 17; }},
    {"candidate decoding", errc::malformed_signature, [](draft& d) { d.readable = false; }},
    {"timestamp syntax", errc::malformed_timestamp, [](draft& d) { d.time.text = "01774276200"; }},
    {"signed id syntax", errc::malformed_id, [](draft& d) { d.id.text = "msg.1"; }},
    {"MAC", errc::signature_mismatch, [](draft& d) { d.signing_key = "another key for tests, as long as it"; }},
    {"window: past", errc::timestamp_too_old, [](draft& d) { d.now = sent_at + 301; }},
    // The two sides of the window cannot both be missed; each is judged after the MAC.
    {"window: future", errc::timestamp_too_new, [](draft& d) { d.now = sent_at - 301; }},
    {"nothing", accepted, [](draft&) {}},
}};

errc verdict(const draft& made) {
  const verifier<thorough, testing::manual_clock> verify(key, verifier_options{}.max_body(64),
                                                         testing::manual_clock(made.now));
  const auto delivery = made.build();
  return reason_of(verify.verify(delivery));
}

}  // namespace

TEST_CASE("each thing that can be wrong is a reason of its own") {
  for (const auto& one : defects) {
    INFO(one.name);
    draft made;
    one.make(made);
    CHECK(verdict(made) == one.reason);
  }
}

TEST_CASE("of two neighbours in the order of checks the first one is the reason") {
  for (std::size_t i = 0; i + 1 < defects.size(); ++i) {
    if (defects[i].reason == errc::timestamp_too_old) continue;
    DYNAMIC_SECTION(defects[i].name << " comes before " << defects[i + 1].name) {
      draft made;
      defects[i].make(made);
      defects[i + 1].make(made);
      CHECK(verdict(made) == defects[i].reason);
    }
  }
}

TEST_CASE("of any two things that are wrong the one that is checked first is the reason") {
  for (std::size_t i = 0; i < defects.size(); ++i) {
    for (std::size_t j = i + 1; j < defects.size(); ++j) {
      if (defects[i].reason == errc::timestamp_too_old && defects[j].reason == errc::timestamp_too_new) continue;
      INFO(defects[i].name << " and " << defects[j].name);
      draft made;
      defects[j].make(made);
      defects[i].make(made);
      CHECK(verdict(made) == defects[i].reason);
    }
  }
}

TEST_CASE("a missing header is found in the same order") {
  const auto without = [](std::initializer_list<const char*> names) {
    auto delivery = draft{}.build();
    for (const auto* name : names) delivery = test_support::without_header(delivery, name);
    const verifier<thorough, testing::manual_clock> verify(key, {}, testing::manual_clock(sent_at));
    return reason_of(verify.verify(delivery));
  };
  CHECK(without({"X-Signature", "X-Time", "X-Id"}) == errc::missing_signature);
  CHECK(without({"X-Time", "X-Id"}) == errc::missing_timestamp);
  CHECK(without({"X-Id"}) == errc::missing_id);
  CHECK(without({"X-Delivery", "X-Type"}) == accepted);
}

TEST_CASE("the order of the header lines in the request changes no reason") {
  draft made;
  made.id.spoil();
  made.type.repeat();
  made.time.lengthen();
  auto delivery = made.build();
  const verifier<thorough, testing::manual_clock> verify(key, {}, testing::manual_clock(sent_at));
  for (std::size_t i = 0; i < delivery.headers.size(); ++i) {
    std::rotate(delivery.headers.begin(), delivery.headers.begin() + 1, delivery.headers.end());
    CHECK(reason_of(verify.verify(delivery)) == errc::header_too_large);
  }
}
