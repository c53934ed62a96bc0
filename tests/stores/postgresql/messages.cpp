// SPDX-License-Identifier: MIT
// What is sent and what a reply means, without a server.
#include <hooklatch/detail/postgresql/message.hpp>

#include "support/catch.hpp"

#include <hooklatch/detail/postgresql/connection.hpp>
#include <hooklatch/detail/postgresql/dedup_steps.hpp>
#include <hooklatch/detail/postgresql/inbox_steps.hpp>
#include <hooklatch/detail/postgresql/sqlstate.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

using namespace hooklatch;
using namespace hooklatch::detail::postgresql;
using namespace std::chrono_literals;

namespace {

// A reply as the server would send it, in binary.
class reply {
 public:
  reply(std::size_t columns, std::vector<std::string> values, int format = 1)
      : held_(PQmakeEmptyPGresult(nullptr, PGRES_TUPLES_OK)) {
    std::vector<PGresAttDesc> described(columns);
    static char name[] = "c";
    for (auto& each : described) {
      each.name = name;
      each.format = format;
    }
    REQUIRE(PQsetResultAttrs(held_.get(), static_cast<int>(columns), described.data()) == 1);
    for (std::size_t i = 0; i < values.size(); ++i) {
      auto& value = values[i];
      REQUIRE(PQsetvalue(held_.get(), static_cast<int>(i / columns), static_cast<int>(i % columns), value.data(),
                         value == "NULL" ? -1 : static_cast<int>(value.size())) == 1);
    }
  }
  const PGresult* get() const { return held_.get(); }

 private:
  result_ptr held_;
};
template <class T>
std::string big_endian(T value) {
  std::string made;
  for (std::size_t i = sizeof(T); i-- > 0;) made += static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i));
  return made;
}
std::string int8(std::int64_t value) { return big_endian(value); }
std::string int4(std::int32_t value) { return big_endian(value); }
const std::string yes("\x01", 1);
const std::string no("\0", 1);

// state, fence, attempts, reclaimed, over, leased, left, same, ours, done_at
reply record(std::int32_t state, bool over, bool leased, bool same, bool ours) {
  return {10,
          {int4(state), int8(500), int4(3), yes, over ? yes : no, leased ? yes : no, int8(1234), same ? yes : no,
           ours ? yes : no, state == dedup_done ? int8(1774276200123456) : "NULL"}};
}
claim_request some_request() {
  claim_request made;
  made.key.bytes[0] = 1;
  return made;
}
const reply& nothing() {
  static const reply made(1, {});
  return made;
}

result<claim_result> after_look(const claim_request& request, const reply& found) {
  claim_steps verb(request, false);
  REQUIRE_FALSE(verb.take(nothing().get()));
  REQUIRE(verb.what().name == look_at_claim.name);
  REQUIRE(verb.take(found.get()));
  return verb.answer();
}

}  // namespace

TEST_CASE("parameters are binary, most significant byte first") {
  parameters made;
  const std::array<std::uint8_t, 3> raw{1, 0, 255};
  made.int8(-2).int4(0x01020304).boolean(true).boolean(false).bytes(raw).bytes(std::string_view()).bytes("ab");
  const auto at = [&](std::size_t i) {
    REQUIRE(made.formats()[i] == 1);
    REQUIRE(made.values()[i] != nullptr);
    return std::string(made.values()[i], static_cast<std::size_t>(made.lengths()[i]));
  };
  CHECK(made.count() == 7);
  CHECK(at(0) == std::string("\xff\xff\xff\xff\xff\xff\xff\xfe"));
  CHECK(at(1) == std::string("\x01\x02\x03\x04"));
  CHECK(at(2) == yes);
  CHECK(at(3) == no);
  CHECK(at(4) == std::string("\x01\x00\xff", 3));
  CHECK(at(5).empty());
  CHECK(at(6) == "ab");
  made.clear();
  CHECK(made.count() == 0);
}

TEST_CASE("a row reads what has its form, and nothing else") {
  const reply good(6, {int8(-5), int4(7), yes, std::string("a\0b", 3), int8(-1), "NULL"});
  row from(good.get());
  CHECK(from.int8() == -5);
  CHECK(from.int4() == 7);
  CHECK(from.boolean());
  CHECK(from.bytes() == std::string_view("a\0b", 3));
  CHECK(from.moment() == instant(-1, 999999000));
  CHECK_FALSE(from.moment().has_value());
  CHECK(from.ok());
  CHECK(from.int8() == 0);  // there is no such column
  CHECK_FALSE(from.ok());

  row narrow(good.get());
  CHECK(narrow.int4() == 0);
  CHECK_FALSE(narrow.ok());
  CHECK(narrow.int4() == 0);  // and so it stays
  const reply text(1, {"12345678"}, 0);
  row other(text.get());
  CHECK(other.int8() == 0);
  CHECK_FALSE(other.ok());
  const reply null(1, {"NULL"});
  row absent(null.get());
  CHECK_FALSE(absent.boolean());
  CHECK_FALSE(absent.ok());
}

TEST_CASE("durations are whole milliseconds, none negative and none beyond a hundred years") {
  CHECK(milliseconds_of(1500us) == 2);
  CHECK(milliseconds_of(7 * 24h) == 604800000);
  CHECK(milliseconds_of(0s) == 0);
  CHECK(milliseconds_of(-1s) == 0);
  CHECK(milliseconds_of(std::chrono::seconds::max()) == 3150000000000);
  CHECK(milliseconds_of(std::chrono::seconds::min()) == 0);
  CHECK(milliseconds_of(std::chrono::hours::max()) == 3150000000000);
}

TEST_CASE("a claim sends one statement for a new event") {
  const auto request = some_request();
  claim_steps verb(request, false);
  CHECK(verb.what().name == first_claim.name);
  CHECK(verb.values().count() == first_claim.count);
  const reply inserted(2, {int8(77), "off"});
  CHECK(verb.take(inserted.get()));
  CHECK(verb.answer()->what() == claim_result::kind::fresh);
  CHECK(verb.answer()->token().fence == 77);
  CHECK(verb.answer()->attempt() == 1);
  const claim_steps within(request, true);
  CHECK(within.what().name == first_claim_within.name);
}

TEST_CASE("a claim reads every state of a record") {
  using kind = claim_result::kind;
  auto request = some_request();
  CHECK(after_look(request, record(dedup_claimed, false, true, true, false)).value().what() == kind::in_flight);
  CHECK(after_look(request, record(dedup_claimed, false, true, true, false)).value().retry_after() == 1234ms);
  const auto ours = after_look(request, record(dedup_claimed, false, true, true, true));
  CHECK(ours->what() == kind::fresh);
  CHECK(ours->token().fence == 500);
  CHECK(ours->attempt() == 3);
  CHECK(ours->reclaimed());
  const auto done = after_look(request, record(dedup_done, false, false, false, true));
  CHECK(done->what() == kind::duplicate);
  CHECK_FALSE(done->digest_matches());
  CHECK(done->completed_at() == instant(1774276200, 123456000));
  CHECK(after_look(request, record(3, false, true, true, true)).error() == errc::store_corrupt);
  CHECK(after_look(request, record(-1, false, true, true, true)).error() == errc::store_corrupt);
  request.conflict_refused = true;
  for (const auto state : {dedup_open, dedup_claimed, dedup_done}) {
    CHECK(after_look(request, record(state, false, true, false, true)).value().what() == kind::conflict);
  }
}

TEST_CASE("a claim that changes hands goes by the fence that it saw, and gives up after five rounds") {
  const auto request = some_request();
  for (const bool over : {true, false}) {
    claim_steps verb(request, false);
    const auto seen = over ? record(dedup_done, true, true, true, true) : record(dedup_open, false, true, true, true);
    CHECK_FALSE(verb.take(nothing().get()));
    CHECK_FALSE(verb.take(seen.get()));
    CHECK(verb.what().name == claim_again.name);
    REQUIRE(verb.values().count() == claim_again.count);
    CHECK(std::string(verb.values().values()[6], 8) == int8(500));
    const reply changed(3, {int8(501), int4(4), no});
    CHECK(verb.take(changed.get()));
    CHECK(verb.answer()->token().fence == 501);
    CHECK(verb.answer()->attempt() == 4);
    CHECK_FALSE(verb.answer()->reclaimed());
  }
  claim_steps verb(request, false);
  const auto open = record(dedup_open, false, false, true, false);
  for (int round = 0; round < 5; ++round) {
    CHECK_FALSE(verb.take(nothing().get()));
    CHECK_FALSE(verb.take(open.get()));
    CHECK(verb.take(nothing().get()) == (round == 4));
  }
  CHECK(verb.answer().error() == errc::store_unavailable);
  claim_steps purged(request, false);
  CHECK_FALSE(purged.take(nothing().get()));
  CHECK_FALSE(purged.take(nothing().get()));
  CHECK(purged.what().name == first_claim.name);
}

TEST_CASE("every statement says as many types as its steps send values") {
  const claim_token token{};
  const inbox_token entry{};
  const inbox_delivery delivery{};
  const auto fits = [](const steps& verb) { return verb.values().count() == verb.what().count; };
  CHECK(fits(settle_steps(complete_claim, token, 1h)));
  CHECK(fits(settle_steps(release_claim, token, "why")));
  CHECK(fits(settle_steps(extend_claim, token, 1ms)));
  CHECK(fits(accept_steps(delivery)));
  CHECK(fits(take_steps("p", 1ms)));
  CHECK(fits(entry_steps(finish_entry, entry)));
  CHECK(fits(entry_steps(fail_entry, entry, "why", 1ms)));
  CHECK(fits(entry_steps(bury_entry, entry, "why")));
  CHECK(fits(entry_steps(extend_entry, entry, 1ms)));
  CHECK(fits(counts_steps("p")));
  for (const auto* each : {&first_claim, &look_at_claim, &claim_again, &accept_event, &take_entry}) {
    const auto most = std::string("$") + std::to_string(each->count);
    CHECK(std::string_view(each->text).find(most) != std::string_view::npos);
    CHECK(std::string_view(each->text).find("$" + std::to_string(each->count + 1)) == std::string_view::npos);
  }
}

TEST_CASE("what settles nothing is already done or lost, as the record says") {
  const claim_token token{};
  const auto settled = [&](const reply& found) {
    settle_steps verb(complete_claim, token, 1h);
    REQUIRE_FALSE(verb.take(nothing().get()));
    REQUIRE(verb.what().name == look_at_token.name);
    REQUIRE(verb.values().count() == look_at_token.count);
    REQUIRE(verb.take(found.get()));
    return verb.answer();
  };
  CHECK(settled(nothing()).value() == settlement::lost);
  CHECK(settled({1, {int4(dedup_done)}}).value() == settlement::already_done);
  CHECK(settled({1, {int4(dedup_open)}}).value() == settlement::lost);
  CHECK(settled({1, {"12"}}).error() == errc::store_corrupt);
  CHECK_FALSE(settle_steps(release_claim, token, "").repeatable());
  CHECK(settle_steps(complete_claim, token, 1h).repeatable());
  CHECK_FALSE(take_steps("p", 1s).repeatable());
}

TEST_CASE("PostgreSQL's codes are judged by what is to be done") {
  CHECK(judge("").next == remedy::reconnect);
  CHECK_FALSE(judge("").undone);
  CHECK(judge("08006").next == remedy::reconnect);
  for (const char* each : {"57P01", "57P02", "57P03", "57P05"}) {
    CHECK(judge(each).next == remedy::reconnect);
    CHECK_FALSE(judge(each).undone);
  }
  CHECK(judge("40001").next == remedy::again);
  CHECK(judge("40P01").next == remedy::again);
  CHECK(judge("40001").undone);
  CHECK_FALSE(judge("40003").undone);
  CHECK(judge("57014").code == errc::store_timeout);
  CHECK(judge("53100").code == errc::store_full);
  CHECK(judge("53300").code == errc::store_unavailable);
  CHECK(judge("25006").code == errc::store_read_only);
  CHECK(judge("XX001").code == errc::store_corrupt);
  CHECK(judge("42P01").code == errc::store_misconfigured);
  CHECK(judge("28P01").code == errc::store_misconfigured);
  CHECK(judge("P0001").code == errc::store_unavailable);
  CHECK(judge("4").code == errc::store_unavailable);
}

TEST_CASE("the code of a connection that failed is found in libpq's text") {
  CHECK(find_sqlstate("connection to server at \"::1\", port 5432 failed: FATAL:  53300: sorry, too many\n") ==
        "53300");
  CHECK(find_sqlstate("FATAL:  57P03: starting\nconnection failed: FATAL:  28000: no role\n") == "28000");
  CHECK(find_sqlstate("FATAL:  role does not exist").empty());
  CHECK(find_sqlstate("connection refused").empty());
  CHECK(find_sqlstate("").empty());
  CHECK(find_sqlstate(":  5330").empty());
}
