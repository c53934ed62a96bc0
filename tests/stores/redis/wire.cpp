// SPDX-License-Identifier: MIT
// The bytes of commands and replies, without a socket.
#include <hooklatch/detail/redis/wire.hpp>

#include "support/catch.hpp"

#include <hiredis/hiredis.h>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

using namespace hooklatch;
using namespace hooklatch::detail::redis;
using kind = redis_reply::kind;

namespace {

struct reader_free {
  void operator()(redisReader* reader) const noexcept { redisReaderFree(reader); }
};
struct fed {
  reply_parser parser;
  std::unique_ptr<redisReader, reader_free> reader{redisReaderCreateWithFunctions(nullptr)};

  fed() { parser.attach(*reader); }
  void feed(std::string_view bytes) { REQUIRE(redisReaderFeed(reader.get(), bytes.data(), bytes.size()) == REDIS_OK); }
  redis_reply one(std::string_view bytes) {
    feed(bytes);
    std::optional<redis_reply> reply;
    REQUIRE(parser.next(reply));
    REQUIRE(reply.has_value());
    return *reply;
  }
  bool refused(std::string_view bytes) {
    feed(bytes);
    std::optional<redis_reply> reply;
    return !parser.next(reply) && !reply;
  }
};

}  // namespace

TEST_CASE("a command is an array of strings of any bytes") {
  std::string bytes;
  append_command(bytes, std::array<std::string_view, 3>{"ECHO", std::string_view("\r\n\0", 3), ""});
  CHECK(bytes == std::string("*3\r\n$4\r\nECHO\r\n$3\r\n\r\n\0\r\n$0\r\n\r\n", 29));
}

TEST_CASE("replies of every type are read") {
  fed on;
  CHECK(on.one("+OK\r\n").text == "OK");
  CHECK(on.one(std::string_view("$3\r\n\r\n\0\r\n", 9)).text == std::string_view("\r\n\0", 3));
  const auto number = on.one(":9007199254740993\r\n");
  CHECK(number.what == kind::integer);
  CHECK(number.integer == 9007199254740993);
  CHECK(on.one(":-1\r\n").integer == -1);
  const auto error = on.one("-OOM full\r\n");
  CHECK(error.what == kind::error);
  CHECK(error.text == "OOM full");
  CHECK(on.one("$-1\r\n").what == kind::nil);
  CHECK(on.one("*-1\r\n").what == kind::nil);
  CHECK(on.one("*0\r\n").elements.empty());
  const auto nested = on.one("*3\r\n:0\r\n*2\r\n$1\r\na\r\n$-1\r\n-ERR x\r\n");
  REQUIRE(nested.elements.size() == 3);
  CHECK(nested.elements[1].elements.at(0).text == "a");
  CHECK(nested.elements[1].elements.at(1).what == kind::nil);
  CHECK(nested.elements[2].what == kind::error);
  CHECK_FALSE(on.parser.has_more());
}

TEST_CASE("a reply that comes in pieces is one reply, and none before its end") {
  fed on;
  const std::string_view whole = "*2\r\n:12\r\n$5\r\nhello\r\n";
  for (std::size_t i = 0; i + 1 < whole.size(); ++i) {
    on.feed(whole.substr(i, 1));
    std::optional<redis_reply> reply;
    REQUIRE(on.parser.next(reply));
    REQUIRE_FALSE(reply.has_value());
  }
  CHECK(on.one(whole.substr(whole.size() - 1)).elements.at(1).text == "hello");
}

TEST_CASE("replies behind one another keep their order, and bytes behind the last one are seen") {
  fed on;
  CHECK(on.one(":1\r\n*1\r\n:2\r\n:3\r\n+rest").integer == 1);
  std::optional<redis_reply> reply;
  REQUIRE(on.parser.next(reply));
  CHECK(reply->elements.at(0).integer == 2);
  REQUIRE(on.parser.next(reply));
  CHECK(reply->integer == 3);
  CHECK(on.parser.has_more());
}

TEST_CASE("what is no reply, or would take too much memory, is refused") {
  CHECK(fed().refused("HTTP/1.1 400 Bad Request\r\n"));
  CHECK(fed().refused("*5000\r\n"));  // more than ever came of one of our scripts
  CHECK(fed().refused("*2147483647\r\n"));
  CHECK(fed().refused("*99999999999999999999\r\n"));
  CHECK(fed().refused("*-2\r\n"));
  CHECK(fed().refused("*4000\r\n" + std::string("*4000\r\n")));  // each is small, both together are not
  CHECK(fed().refused(":12x\r\n"));
  CHECK(fed().refused("$2097152\r\n" + std::string(1100000, 'x')));  // a string that is still to come
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += "*1\r\n";
  CHECK(fed().refused(deep));
}

TEST_CASE("a reader is as new after each reply") {
  fed on;
  std::string many = "*4000\r\n";
  for (int i = 0; i < 4000; ++i) many += ":1\r\n";
  CHECK(on.one(many).elements.size() == 4000);
  CHECK(on.one(many).elements.back().integer == 1);
  CHECK(on.one(":7\r\n").elements.empty());
}
