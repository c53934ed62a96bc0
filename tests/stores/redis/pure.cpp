// SPDX-License-Identifier: MIT
// What is sent and what answers mean, without a server: hostile replies, and transports that do as they please.
#include <hooklatch/dedup/redis_server.hpp>
#include <hooklatch/dedup/redis_store.hpp>
#include <hooklatch/detail/redis/arguments.hpp>
#include <hooklatch/detail/redis/errors.hpp>
#include <hooklatch/detail/redis/replies.hpp>
#include <hooklatch/detail/redis/sha1.hpp>

#include "support/catch.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <new>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace hooklatch;
using namespace hooklatch::detail::redis;
using namespace std::chrono_literals;
using kind = claim_result::kind;

namespace {

redis_reply number(std::int64_t value) {
  redis_reply reply;
  reply.what = redis_reply::kind::integer;
  reply.integer = value;
  return reply;
}
redis_reply text(std::string_view value) {
  redis_reply reply;
  reply.what = redis_reply::kind::text;
  reply.text = value;
  return reply;
}
redis_reply failure(std::string_view value) {
  redis_reply reply = text(value);
  reply.what = redis_reply::kind::error;
  return reply;
}
redis_reply list(std::vector<redis_reply> elements) {
  redis_reply reply;
  reply.what = redis_reply::kind::array;
  reply.elements = std::move(elements);
  return reply;
}
redis_reply numbers(std::initializer_list<std::int64_t> values) {
  std::vector<redis_reply> elements;
  for (const auto value : values) elements.push_back(number(value));
  return list(std::move(elements));
}

result<claim_result> claim_of(const redis_reply& reply) { return read_claim(reply, dedup_key()); }

std::string hex_of(std::string_view of) {
  const auto hex = sha1_hex(of);
  return {hex.data(), hex.size()};
}

// Answers from a list, in their order, and remembers what it was asked.
struct script_of_answers {
  std::deque<result<redis_reply>> answers;
  std::vector<std::vector<std::string>> asked;
};
class scripted_transport {
 public:
  explicit scripted_transport(script_of_answers& on) : on_(&on) {}
  result<redis_reply> execute(redis_command command, redis_deadline) {
    on_->asked.emplace_back(command.begin(), command.end());
    if (on_->answers.empty()) throw std::runtime_error("nothing more to say");
    auto answer = on_->answers.front();
    on_->answers.pop_front();
    return answer;
  }
  result<std::vector<redis_reply>> execute_all(std::span<const redis_command> commands, redis_deadline deadline) {
    std::vector<redis_reply> replies;
    for (const auto command : commands) {
      auto reply = execute(command, deadline);
      if (!reply) return reply.error();
      replies.push_back(*std::move(reply));
    }
    return replies;
  }

 private:
  script_of_answers* on_;
};
static_assert(redis_pipeline<scripted_transport>);

class single_transport {
 public:
  explicit single_transport(scripted_transport to) : to_(to) {}
  result<redis_reply> execute(redis_command command, redis_deadline deadline) { return to_.execute(command, deadline); }

 private:
  scripted_transport to_;
};
static_assert(redis_transport<single_transport> && !redis_pipeline<single_transport>);
static_assert(dedup_store<redis_store<>> && dedup_store<redis_store<single_transport>>);
static_assert(redis_store<>::traits.durable && redis_store<>::traits.shared && !redis_store<>::traits.transactional);

const std::string good_info =
    "# Server\r\nredis_version:7.0.15\r\nredis_mode:standalone\r\n# Memory\r\nmaxmemory_policy:noeviction\r\n"
    "# Persistence\r\nloading:0\r\naof_enabled:1\r\n# Replication\r\nrole:master\r\n";

struct stage {
  script_of_answers with;
  redis_store<scripted_transport> store = opened({});

  stage() = default;
  explicit stage(redis_store_options options) : store(opened(std::move(options))) {}

  redis_store<scripted_transport> opened(redis_store_options options) {
    with.answers = {text(good_info), numbers({0, 1, 1, 0})};
    auto made = redis_store<scripted_transport>::open(scripted_transport(with), std::move(options));
    with.asked.clear();
    return std::move(made).value();
  }
};

}  // namespace

TEST_CASE("the name of a script is its SHA-1") {
  CHECK(hex_of("") == "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  CHECK(hex_of("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(hex_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
  // One byte short of a block with its length, exactly a block, and one byte more.
  CHECK(hex_of(std::string(55, 'a')) == "c1c8bbdc22796e28c0e15163d20899b65621d65a");
  CHECK(hex_of(std::string(56, 'a')) == "c2db330f6083854c99d4b5bfb6e8f29f201be699");
  CHECK(hex_of(std::string(64, 'a')) == "0098ba824b5c16427bd7a1122a5a442a25ec644d");
}

TEST_CASE("a claim is one command with one key and bytes as they are") {
  claim_request request;
  request.key.bytes[0] = 0xab;
  request.key.bytes[31] = 0x01;
  request.digest.bytes[3] = 0x0a;
  request.nonce.bytes[15] = 0xff;
  request.lease = 1500ms;
  request.keep = 3600s;
  request.conflict_refused = true;
  request.label = "evt_1";
  const claim_call call("hooklatch:", request, true);
  const auto words = call.command();
  REQUIRE(words.size() == 10);
  CHECK(words[0] == "EVALSHA");
  CHECK(words[1] == hex_of(claim_script.text));
  CHECK(words[2] == "1");
  CHECK(words[3] == "hooklatch:ab" + std::string(60, '0') + "01");
  CHECK(words[4] == "1500");
  CHECK(words[5] == "3600000");
  CHECK(words[6].size() == 32);
  CHECK(words[6][3] == '\n');
  CHECK(words[7].size() == 16);
  CHECK(words[7][15] == '\xff');
  CHECK(words[8] == "1");
  CHECK(words[9] == "evt_1");
}

TEST_CASE("a call by text carries the script in place of its name") {
  forget_call call("p:", dedup_key());
  call.by_text();
  CHECK(call.command()[0] == "EVAL");
  CHECK(call.command()[1] == forget_script.text);
  CHECK(call.command().size() == 4);
}

TEST_CASE("durations that Lua cannot add exactly are bounded") {
  CHECK(bounded(std::chrono::milliseconds::max(), 1) == 3162240000000);
  CHECK(bounded(std::chrono::milliseconds::min(), 1) == 1);
  CHECK(bounded(std::chrono::seconds::max(), 1) == 3162240000000);
  CHECK(bounded(std::chrono::seconds::min(), 1) == 1);
  CHECK(bounded(std::chrono::seconds(7), 1) == 7000);
  // What a lease and the clock of the year 2100 come to is exact.
  CHECK(3162240000000 * 1000 + 4102444800000000 < (std::int64_t{1} << 53));
}

TEST_CASE("a fence is written in whole digits") {
  claim_token token;
  token.fence = 9007199254740993;
  const complete_call call("p:", token, 1s);
  CHECK(call.command()[4] == "9007199254740993");
  CHECK(call.command()[5] == "1000");
}

TEST_CASE("a note is cut to what Redis keeps compactly, between characters") {
  CHECK(note("short") == "short");
  CHECK(note(std::string(64, 'x')).size() == 64);
  CHECK(note(std::string(65, 'x')).size() == 64);
  const std::string around = std::string(63, 'x') + "\xc3\xa4" + "y";
  CHECK(note(around) == std::string(63, 'x'));
  const std::string four = std::string(61, 'x') + "\xf0\x9f\x98\x80" + "y";
  CHECK(note(four) == std::string(61, 'x'));
  CHECK(note(std::string(200, '\x80')).size() == 64);  // no characters at all
}

TEST_CASE("the answers of the claim script are read") {
  const auto fresh = claim_of(numbers({0, 1774276200000001, 3, 1})).value();
  CHECK(fresh.what() == kind::fresh);
  CHECK(fresh.token().fence == 1774276200000001u);
  CHECK(fresh.attempt() == 3);
  CHECK(fresh.reclaimed());
  CHECK(claim_of(numbers({1, 1001})).value().retry_after() == 2ms);
  CHECK(claim_of(numbers({1, 1000})).value().retry_after() == 1ms);
  const auto duplicate = claim_of(numbers({2, 0, 1774276200000001})).value();
  CHECK(duplicate.what() == kind::duplicate);
  CHECK_FALSE(duplicate.digest_matches());
  CHECK(duplicate.completed_at() == instant(1774276200, 1000));
  CHECK(claim_of(numbers({2, 1, 0})).value().digest_matches());
  CHECK_FALSE(claim_of(numbers({2, 1, 0})).value().completed_at().has_value());
  CHECK(claim_of(numbers({3})).value().what() == kind::conflict);
  CHECK(claim_of(numbers({5})).error() == errc::store_corrupt);
}

TEST_CASE("what the claim script never says is no answer") {
  constexpr auto huge = std::numeric_limits<std::int64_t>::max();
  const std::vector<redis_reply> hostile{redis_reply(),
                                         number(0),
                                         number(huge),
                                         text("0"),
                                         list({}),
                                         list({redis_reply()}),
                                         list({text("0"), number(1)}),
                                         list({list({})}),
                                         numbers({0}),
                                         numbers({0, 1}),
                                         numbers({0, 1, 1}),
                                         numbers({0, 1, 1, 0, 0}),
                                         numbers({0, 0, 1, 0}),
                                         numbers({0, -1, 1, 0}),
                                         numbers({0, huge, 1, 0}),
                                         numbers({0, (std::int64_t{1} << 53) + 1, 1, 0}),
                                         numbers({0, 1, 0, 0}),
                                         numbers({0, 1, huge, 0}),
                                         numbers({0, 1, std::int64_t{1} << 32, 0}),
                                         numbers({0, 1, -1, 0}),
                                         numbers({0, 1, 1, 2}),
                                         numbers({1}),
                                         numbers({1, -5}),
                                         numbers({1, 1, 1}),
                                         numbers({2}),
                                         numbers({2, 1}),
                                         numbers({2, 2, 1}),
                                         numbers({2, 1, -1}),
                                         numbers({2, 1, 1, 1}),
                                         numbers({3, 3}),
                                         numbers({4}),
                                         numbers({6}),
                                         numbers({huge}),
                                         numbers({-1}),
                                         list({number(0), text("1"), number(1), number(0)}),
                                         list({number(0), redis_reply(), number(1), number(0)}),
                                         list({number(2), number(1), failure("OOM")})};
  for (std::size_t i = 0; i < hostile.size(); ++i) {
    INFO("reply " << i);
    const auto read = claim_of(hostile[i]);
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error() == errc::store_ambiguous);
  }
}

TEST_CASE("the answers of the other scripts are read, and nothing else is one") {
  CHECK(read_settlement(number(0)).value() == settlement::lost);
  CHECK(read_settlement(number(1)).value() == settlement::done);
  CHECK(read_settlement(number(2)).value() == settlement::already_done);
  CHECK(read_settlement(number(5)).error() == errc::store_corrupt);
  CHECK_FALSE(read_forget(number(0)).value());
  CHECK(read_forget(number(1)).value());
  for (const auto& reply : {redis_reply(), text("1"), list({number(1)}), number(-1), number(3), number(4), number(6),
                            number(std::numeric_limits<std::int64_t>::min())}) {
    CHECK(read_settlement(reply).error() == errc::store_ambiguous);
    CHECK(read_forget(reply).error() == errc::store_ambiguous);
  }
  CHECK(read_forget(number(2)).error() == errc::store_ambiguous);
  CHECK(read_settlement(failure("OOM full")).error() == errc::store_full);
  CHECK(read_forget(failure("READONLY no")).error() == errc::store_read_only);
}

TEST_CASE("errors of a server say what to do") {
  const std::vector<std::pair<std::string_view, errc>> known{
      {"LOADING Redis is loading the dataset in memory", errc::store_unavailable},
      {"BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.",
       errc::store_unavailable},
      {"MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", errc::store_unavailable},
      {"CLUSTERDOWN The cluster is down", errc::store_unavailable},
      {"TRYAGAIN Multiple keys request during rehashing of slot", errc::store_unavailable},
      {"NOREPLICAS Not enough good replicas to write.", errc::store_unavailable},
      {"OOM command not allowed when used memory > 'maxmemory'. script: 1234, on @user_script:19.", errc::store_full},
      {"READONLY You can't write against a read only replica. script: 1234, on @user_script:19.",
       errc::store_read_only},
      {"MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.",
       errc::store_read_only},
      {"WRONGTYPE Operation against a key holding the wrong kind of value script: 1", errc::store_corrupt},
      {"NOAUTH Authentication required.", errc::store_misconfigured},
      {"WRONGPASS invalid username-password pair or user is disabled.", errc::store_misconfigured},
      {"NOPERM this user has no permissions to run the 'evalsha' command", errc::store_misconfigured},
      {"DENIED Redis is running in protected mode", errc::store_misconfigured},
      {"MOVED 3999 127.0.0.1:6381", errc::store_misconfigured},
      {"ERR invalid password", errc::store_misconfigured},
      {"ERR Client sent AUTH, but no password is set", errc::store_misconfigured},
      {"ERR AUTH <password> called without any password configured for the default user.", errc::store_misconfigured},
      {"ERR wrong number of arguments for 'auth' command", errc::store_misconfigured},  // Redis 5 has no users
      {"ERR DB index is out of range", errc::store_misconfigured},
      {"ERR unknown command `EVALSHA`, with args beginning with: ", errc::store_misconfigured},
      {"ERR Error running script (call to f_1): @user_script:1: @user_script: 1: Write commands not allowed after non "
       "deterministic commands. Call redis.replicate_commands() at the start of your script",
       errc::store_misconfigured},
      {"ERR ACL failure in script: User reader has no permissions to run the 'hset' command script: 1",
       errc::store_misconfigured},
      {"ERR max number of clients reached", errc::store_unavailable},
      {"", errc::store_unavailable},
      {"oom in lower case", errc::store_unavailable},
      {"OOMPH", errc::store_unavailable}};
  for (const auto& [said, meant] : known) {
    INFO(said);
    CHECK(error_of(said) == meant);
  }
}

TEST_CASE("what Redis before 7 wraps into a script's error is found") {
  CHECK(error_word("ERR Error running script (call to f_99): @user_script:19: @user_script: 19: -OOM command not "
                   "allowed when used memory > 'maxmemory'.") == "OOM");
  CHECK(error_of("ERR Error running script (call to f_99): @user_script:19: @user_script: 19: -READONLY You can't "
                 "write against a read only replica.") == errc::store_read_only);
  CHECK(
      error_of("ERR Error running script (call to f_99): @user_script:1: WRONGTYPE Operation against a key holding the "
               "wrong kind of value") == errc::store_corrupt);
  CHECK(error_of(
            "ERR Error running script (call to f_99): @user_script:1: @user_script: 1: The user executing the script "
            "can't run this command or subcommand") == errc::store_misconfigured);
  CHECK(
      error_of("ERR Error running script (call to f_99): @user_script:1: @user_script: 1: -NOREPLICAS Not enough good "
               "replicas to write.") == errc::store_unavailable);
  CHECK(error_word("ERR Error running script (call to f_99): @user_script:3: attempt to compare nil") == "ERR");
  CHECK(error_word("OOM no memory script: 12, on @user_script: READONLY 19.") == "OOM");  // said first
  // An ordinary error is not searched: it may quote what somebody else wrote.
  CHECK(error_word("ERR unknown command 'x -OOM y'") == "ERR");
}

TEST_CASE("INFO is read line by line, and what it does not say is empty") {
  const auto server = redis_server::from(good_info);
  CHECK(server.version == 7);
  CHECK(server.role == "master");
  CHECK(server.mode == "standalone");
  CHECK(server.eviction == "noeviction");
  CHECK(server.append_only);
  CHECK_FALSE(server.loading);
  CHECK(broken_promise(server, {}).empty());
  const auto nothing = redis_server::from("x\nrolex:master\nrole\n:\n\r\nmaxmemory_policy_:noeviction");
  CHECK(nothing.version == 0);
  CHECK(nothing.role.empty());
  CHECK(nothing.eviction.empty());
  CHECK_FALSE(nothing.append_only);
  CHECK(redis_server::from("role:master").role == "master");  // cut in the middle
}

TEST_CASE("each promise of a server that is broken is told, and lifted by its own name only") {
  auto server = redis_server::from(good_info);
  redis_store_options options;
  const auto says = [&](std::string_view part) {
    return broken_promise(server, options).find(part) != std::string::npos;
  };
  server.eviction = "allkeys-lru";
  CHECK(says("noeviction"));
  options.accept_no_append_only_file = true;
  options.accept_unknown_server = true;
  CHECK(says("noeviction"));
  options.accept_eviction = true;
  CHECK(broken_promise(server, options).empty());
  server.append_only = false;
  CHECK(broken_promise(server, options).empty());
  options.accept_no_append_only_file = false;
  CHECK(says("append-only"));
  server.append_only = true;
  server.role = "slave";
  CHECK(says("replica"));
  server.mode = "sentinel";
  CHECK(says("sentinel"));
  server.version = 4;
  CHECK(says("Redis 5"));
}

TEST_CASE("a script that the server does not know is sent by its text, once") {
  stage on;
  on.with.answers = {failure("NOSCRIPT No matching script. Please use EVAL."), numbers({0, 77, 1, 0})};
  CHECK(on.store.claim({}).value().token().fence == 77);
  REQUIRE(on.with.asked.size() == 2);
  CHECK(on.with.asked[0][0] == "EVALSHA");
  CHECK(on.with.asked[1][0] == "EVAL");
  CHECK(on.with.asked[1][1] == claim_script.text);
  CHECK(std::vector(on.with.asked[0].begin() + 2, on.with.asked[0].end()) ==
        std::vector(on.with.asked[1].begin() + 2, on.with.asked[1].end()));
  on.with.answers = {failure("NOSCRIPT"), failure("NOSCRIPT")};
  CHECK(on.store.claim({}).error() == errc::store_unavailable);
  CHECK(on.with.asked.size() == 4);
}

TEST_CASE("a claim is one round trip, and an error of the transport is the store's") {
  stage on;
  on.with.answers = {numbers({1, 5000})};
  CHECK(on.store.claim({}).value().what() == kind::in_flight);
  CHECK(on.with.asked.size() == 1);
  for (const auto code : {errc::store_ambiguous, errc::store_timeout, errc::store_unavailable, errc::store_forked}) {
    on.with.answers = {code, code, code, code, code};
    CHECK(on.store.claim({}).error() == code);
    CHECK(on.store.complete({}, 1h).error() == code);
    CHECK(on.store.release({}).error() == code);
    CHECK(on.store.extend({}, 1s).error() == code);
    CHECK(on.store.forget({}).error() == code);
    CHECK(on.with.answers.empty());  // asked once each
  }
}

TEST_CASE("a transport that throws has an answer that is open") {
  stage on;
  CHECK(on.store.claim({}).error() == errc::store_ambiguous);
  CHECK(on.store.complete({}, 1h).error() == errc::store_ambiguous);
  CHECK(on.store.release({}, "why").error() == errc::store_ambiguous);
  CHECK(on.store.extend({}, 1s).error() == errc::store_ambiguous);
  CHECK(on.store.forget({}).error() == errc::store_ambiguous);
}

TEST_CASE("a store has nothing to purge") {
  stage on;
  CHECK(on.store.purge(1000).value() == 0);
  CHECK(on.with.asked.empty());
}

TEST_CASE("notes are left out where they are not wanted") {
  redis_store_options options;
  options.keep_notes = false;
  stage on(options);
  on.with.answers = {numbers({0, 77, 1, 0}), number(1)};
  claim_request request;
  request.label = "evt_1";
  CHECK(on.store.claim(request).has_value());
  CHECK(on.with.asked[0].back().empty());
  CHECK(on.store.release({}, "why").value() == settlement::done);
  CHECK(on.with.asked[1].back().empty());
}

TEST_CASE("a completion that too few replicas have is open") {
  redis_store_options options;
  options.wait_for_replicas = 2;
  options.replica_timeout = 30ms;
  stage on(options);
  on.with.answers = {number(1), number(2)};
  CHECK(on.store.complete({}, 1h).value() == settlement::done);
  REQUIRE(on.with.asked.size() == 2);
  CHECK(on.with.asked[1] == std::vector<std::string>{"WAIT", "2", "30"});
  on.with.answers = {number(1), number(1)};
  CHECK(on.store.complete({}, 1h).error() == errc::store_ambiguous);
  on.with.answers = {number(2), number(2)};
  CHECK(on.store.complete({}, 1h).value() == settlement::already_done);
  on.with.answers = {number(0), number(0)};  // nothing was written, so there is nothing to wait for
  CHECK(on.store.complete({}, 1h).value() == settlement::lost);
  on.with.answers = {number(1), failure("ERR WAIT cannot be used with replica instances")};
  CHECK(on.store.complete({}, 1h).error() == errc::store_ambiguous);
  on.with.asked.clear();
  on.with.answers = {failure("NOSCRIPT"), number(2), number(1), number(2)};
  CHECK(on.store.complete({}, 1h).value() == settlement::done);
  CHECK(on.with.asked.at(2).at(0) == "EVAL");
  on.with.answers = {failure("OOM"), number(2)};
  CHECK(on.store.complete({}, 1h).error() == errc::store_full);
}

TEST_CASE("opening a store verifies what the server promises") {
  const auto opened = [](std::deque<result<redis_reply>> answers, redis_store_options options = {}) {
    script_of_answers with{std::move(answers), {}};
    const auto made = redis_store<scripted_transport>::open(scripted_transport(with), std::move(options));
    return made ? errc(0) : made.error().code();
  };
  const auto replaced = [](std::string_view what, std::string_view with) {
    std::string info = good_info;
    info.replace(info.find(what), what.size(), with);
    return text(info);
  };
  const auto fresh = numbers({0, 77, 1, 0});
  CHECK(opened({text(good_info), fresh}) == errc(0));
  CHECK(opened({text(good_info), numbers({1, 500})}) == errc(0));  // somebody else opens theirs
  CHECK(opened({replaced("noeviction", "volatile-ttl"), fresh}) == errc::store_misconfigured);
  CHECK(opened({replaced("aof_enabled:1", "aof_enabled:0"), fresh}) == errc::store_misconfigured);
  CHECK(opened({replaced("role:master", "role:slave"), fresh}) == errc::store_misconfigured);
  CHECK(opened({replaced("loading:0", "loading:1"), fresh}) == errc::store_unavailable);
  CHECK(opened({text(""), fresh}) == errc::store_misconfigured);
  CHECK(opened({number(1), fresh}) == errc::store_ambiguous);
  CHECK(opened({text(good_info), failure("READONLY")}) == errc::store_read_only);
  CHECK(opened({text(good_info), failure("OOM")}) == errc::store_full);
  CHECK(opened({text(good_info), redis_reply()}) == errc::store_ambiguous);
  CHECK(opened({failure("NOPERM no info"), fresh}) == errc::store_misconfigured);
  CHECK(opened({errc::store_timeout}) == errc::store_timeout);

  redis_store_options unknown;
  unknown.accept_unknown_server = true;
  CHECK(opened({failure("NOPERM no info"), fresh}, unknown) == errc(0));
  CHECK(opened({errc::store_unavailable, fresh}, unknown) == errc::store_unavailable);
  CHECK(opened({replaced("role:master", "role:slave"), fresh}, unknown) == errc::store_misconfigured);

  redis_store_options wrong;
  wrong.timeout = 0ms;
  CHECK(opened({text(good_info), fresh}, wrong) == errc::config_error);
  wrong = {};
  wrong.wait_for_replicas = -1;
  CHECK(opened({text(good_info), fresh}, wrong) == errc::config_error);
}

TEST_CASE("waiting for replicas takes a transport that sends two commands over one connection") {
  script_of_answers with{{text(good_info), numbers({0, 77, 1, 0})}, {}};
  redis_store_options options;
  options.wait_for_replicas = 1;
  const auto made = redis_store<single_transport>::open(single_transport(scripted_transport(with)), options);
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error() == errc::config_error);
}
