// SPDX-License-Identifier: MIT
#include <hooklatch/receive/log_line.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"

#include <hooklatch/http/response.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace hooklatch;
using namespace test_support;
using namespace std::chrono_literals;

namespace {

const provider_table& zuba = shipped::zuba::table();

outcome of(outcome_kind kind) { return outcome(zuba, kind, acknowledgement(zuba)); }
outcome refused(const error& reason) {
  outcome told(zuba, outcome_kind::refused, refusal(zuba, reason));
  told.reason = reason;
  return told;
}

// The fields of a line, by a reader that knows nothing of how it was written; fails on anything else.
using fields = std::vector<std::pair<std::string, std::string>>;
fields read(std::string_view line) {
  fields all;
  REQUIRE(line.starts_with("webhook "));
  line.remove_prefix(7);
  while (!line.empty()) {
    REQUIRE(line[0] == ' ');
    const auto equals = line.find('=');
    REQUIRE(equals != std::string_view::npos);
    std::string key(line.substr(1, equals - 1));
    line.remove_prefix(equals + 1);
    std::size_t size = 0;
    if (line.starts_with('"')) {
      for (size = 1; size < line.size() && line[size] != '"'; ++size) {
        if (line[size] == '\\') ++size;
      }
      REQUIRE(size < line.size());
      ++size;
    } else {
      while (size < line.size() && line[size] != ' ') ++size;
    }
    all.emplace_back(std::move(key), line.substr(0, size));
    line.remove_prefix(size);
  }
  return all;
}
std::vector<std::string> keys(std::string_view line) {
  std::vector<std::string> names;
  for (const auto& [key, value] : read(line)) names.push_back(key);
  return names;
}

}  // namespace

TEST_CASE("a success is one line with the event's id") {
  auto told = of(outcome_kind::handled);
  CHECK(log_line(told) == "webhook provider=zuba outcome=handled status=200");
  told.event_id = "evt_a1b2c3d4-e5f6-7890-abcd-ef1234567890";
  told.event_type = "payout.paid";
  told.secret_index = 1;
  told.handler_time = 12'345'678ns;
  CHECK(log_line(told) ==
        "webhook provider=zuba outcome=handled status=200 event_id=evt_a1b2c3d4-e5f6-7890-abcd-ef1234567890 "
        "event_type=payout.paid secret=1 handler_ms=12.345");
}

TEST_CASE("a refusal is one line with its reason and the numbers") {
  CHECK(log_line(refused(errc::signature_mismatch)) ==
        "webhook provider=zuba outcome=refused status=401 reason=signature_mismatch");
  CHECK(log_line(refused(error(errc::timestamp_too_old).with_skew(301000ms).with_limit(300))) ==
        "webhook provider=zuba outcome=refused status=401 reason=timestamp_too_old skew_ms=301000 limit=300");
  CHECK(log_line(refused(error(errc::timestamp_too_new).with_skew(-301001ms).with_limit(300))) ==
        "webhook provider=zuba outcome=refused status=401 reason=timestamp_too_new skew_ms=-301001 limit=300");
  CHECK(log_line(refused(error(errc::payload_malformed).with_offset(17))) ==
        "webhook provider=zuba outcome=refused status=400 reason=payload_malformed at=17");
}

TEST_CASE("a failure is one line with what the handlers said") {
  outcome told(zuba, outcome_kind::failed, response(zuba.handler_failure_answer));
  told.event_id = "evt_1";
  told.handler_time = 0ns;
  told.failures = {"the ledger is closed", "no route to \"db\"\n"};
  CHECK(log_line(told) ==
        "webhook provider=zuba outcome=failed status=500 event_id=evt_1 handler_ms=0.000 failures=2 "
        R"(failure="the ledger is closed; no route to \"db\"\u000a")");
  told.failures = {""};
  CHECK(log_line(told).ends_with(R"( failures=1 failure="")"));
}

TEST_CASE("no value ends its line, leaves its quotes or adds a field") {
  const std::vector<std::string> hostile{
      "evt_1\nwebhook provider=zuba outcome=handled status=200 event_id=evt_2",
      "evt_1\r\n",
      "evt_1 outcome=handled",
      "evt_1\" outcome=\"handled",
      "evt_1\\\" outcome=handled",
      "evt_1\\",
      "=",
      "\"",
      " ",
      "a=b",
      std::string("a\0b", 3),
      "\x1b[2K\x1b[1A",
      "\x7f",
      "\xff\xfe",
      "\xc2\x85",
      "\xe2\x80\xa8",
      "\xe2\x80\xae",
      "\xed\xa0\x80",
  };
  for (const auto& text : hostile) {
    auto told = of(outcome_kind::failed);
    told.event_id = text;
    told.event_type = text;
    told.failures = {text, text};
    const auto line = log_line(told);
    INFO(line);
    for (const char c : line) CHECK((c >= 0x20 && c < 0x7f));
    CHECK(keys(line) ==
          std::vector<std::string>{"provider", "outcome", "status", "event_id", "event_type", "failures", "failure"});
    CHECK(read(line)[3].second.front() == '"');
    CHECK(read(line)[3].second.size() > 2);
  }
}

TEST_CASE("a line has a bounded length, whatever the sender and the handlers say") {
  auto told = refused(error(errc::timestamp_too_old)
                          .with_skew(-9223372036854775807ms)
                          .with_limit(-1)
                          .with_offset(static_cast<std::size_t>(-1)));
  told.kind = outcome_kind::retry_later;
  told.event_id.assign(100000, '\x01');
  told.event_type.assign(100000, '\xff');
  told.secret_index = static_cast<std::size_t>(-1);
  told.handler_time = std::chrono::nanoseconds::max();
  told.failures.assign(1000, std::string(100000, '\n'));
  const auto line = log_line(told);
  CHECK(line.size() < 2200);
  CHECK(line.ends_with("...\""));
  CHECK(read(line).size() == 13);

  // Bare and long: cut as well, and quoted, so that the cut is seen.
  auto plain = of(outcome_kind::handled);
  plain.event_id.assign(256, 'i');
  CHECK(log_line(plain).ends_with(" event_id=" + std::string(256, 'i')));
  plain.event_id.assign(257, 'i');
  CHECK(log_line(plain).ends_with(" event_id=\"" + std::string(256, 'i') + "...\""));
  plain.event_id.clear();
  plain.failures = {std::string(1024, 'f')};
  CHECK(log_line(plain).ends_with(" failures=1 failure=" + std::string(1024, 'f')));
  plain.failures.emplace_back("g");
  CHECK(log_line(plain).ends_with(" failures=2 failure=\"" + std::string(1024, 'f') + "...\""));
}

TEST_CASE("handler times are milliseconds with three decimals") {
  const auto shown = [](std::chrono::nanoseconds time) {
    auto told = of(outcome_kind::handled);
    told.handler_time = time;
    return read(log_line(told)).back();
  };
  using field = std::pair<std::string, std::string>;
  CHECK(shown(999ns) == field{"handler_ms", "0.000"});
  CHECK(shown(1us) == field{"handler_ms", "0.001"});
  CHECK(shown(999'999us) == field{"handler_ms", "999.999"});
  CHECK(shown(30s) == field{"handler_ms", "30000.000"});
  CHECK(shown(-1s) == field{"handler_ms", "0.000"});
}
