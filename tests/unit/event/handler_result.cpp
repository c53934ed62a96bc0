// SPDX-License-Identifier: MIT
#include <hooklatch/event/handler_result.hpp>

#include "support/catch.hpp"

#include <chrono>
#include <string>
#include <vector>

using namespace hooklatch;
using namespace std::chrono_literals;
using kind = handler_result::kind;

TEST_CASE("a handler says one of four things") {
  CHECK(handler_result::done().what() == kind::done);
  CHECK(handler_result::queued().what() == kind::queued);
  CHECK(handler_result::failed("no such account").what() == kind::failed);
  CHECK(handler_result::failed("no such account").why() == "no such account");
  CHECK(handler_result::retry_later(90s).what() == kind::retry_later);
  CHECK(handler_result::retry_later(90s).after() == 90s);
  CHECK(handler_result::done().why().empty());
}

TEST_CASE("an event that no handler met is done and not handled") {
  const dispatch_result none;
  CHECK_FALSE(none.handled());
  CHECK(none.handlers() == 0);
  CHECK(none.done());
  CHECK_FALSE(none.queued());
  CHECK_FALSE(none.wants_retry());
}

TEST_CASE("failures are gathered in the order in which the handlers ran") {
  dispatch_result all;
  all.add(handler_result::failed("first"));
  all.add(handler_result::done());
  all.add(handler_result::failed("third"));
  CHECK(all.handlers() == 3);
  CHECK_FALSE(all.done());
  CHECK(all.failures() == std::vector<std::string>{"first", "third"});
}

TEST_CASE("a failure without a reason is a failure") {
  dispatch_result all;
  all.add(handler_result::failed(""));
  CHECK_FALSE(all.done());
  CHECK(all.failures().size() == 1);
}

TEST_CASE("the longest wait counts, and it is at least a second") {
  dispatch_result all;
  all.add(handler_result::retry_later(0s));
  CHECK(all.wants_retry());
  CHECK_FALSE(all.done());
  CHECK(all.failures().empty());
  CHECK(all.retry_after() == 1s);
  all.add(handler_result::retry_later(-5s));
  CHECK(all.retry_after() == 1s);
  all.add(handler_result::retry_later(30s));
  all.add(handler_result::retry_later(20s));
  CHECK(all.retry_after() == 30s);
}

TEST_CASE("queued work is done work, unless another handler failed or wants the event again") {
  dispatch_result all;
  all.add(handler_result::queued());
  CHECK(all.queued());
  CHECK(all.done());
  CHECK(all.handled());
  all.add(handler_result::retry_later(2s));
  CHECK(all.queued());
  CHECK_FALSE(all.done());
}
