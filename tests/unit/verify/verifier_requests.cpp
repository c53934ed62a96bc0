// SPDX-License-Identifier: MIT
// The forms in which a request may come. Each is tried with a good delivery and with one that must be refused.
#include <hooklatch/verify/verifier.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"

#include <hooklatch/http/request.hpp>
#include <hooklatch/testing/manual_clock.hpp>

#include <array>
#include <cstddef>
#include <cstring>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

using namespace hooklatch;
using test_support::accepted;
using test_support::facts;
using test_support::reason_of;
using test_support::signed_delivery;
using test_support::shipped::zuba;

namespace {

using testing::manual_clock;
constexpr std::int64_t sent_at = 1774276200;
const facts sent;

verifier<zuba, manual_clock> make_verifier() {
  return verifier<zuba, manual_clock>(sent.key, verifier_options{}.max_body(4096), manual_clock(sent_at));
}
const request& delivery() {
  static const request made = signed_delivery<zuba>(sent);
  return made;
}

template <class Headers, class Body>
errc verdict(const Headers& headers, const Body& body) {
  return reason_of(make_verifier().verify(headers, body));
}

// What several frameworks have: a function that answers the only value it shows.
struct single_values {
  std::string_view find(std::string_view name) const {
    for (const auto& [key, value] : delivery().headers) {
      if (detail::same_header_name(key, name)) return value;
    }
    return {};
  }
};

// A framework whose request looks like nothing that the library knows.
struct odd_request {
  const char* verb = "POST";
  std::vector<std::pair<std::string, std::string>> lines = delivery().headers;
  std::vector<char> payload{delivery().body.begin(), delivery().body.end()};
};

struct borrowed_request {
  const request* whole;
};

struct two_members {
  std::multimap<std::string, std::string> headers{delivery().headers.begin(), delivery().headers.end()};
  std::vector<unsigned char> body{delivery().body.begin(), delivery().body.end()};
};

}  // namespace

template <>
struct hooklatch::request_traits<odd_request> {
  static std::string_view method(const odd_request& request) { return request.verb; }
  static auto headers(const odd_request& request) {
    return [&request](std::string_view name, header_sink sink) {
      std::size_t copies = 0;
      for (const auto& [key, value] : request.lines) {
        if (!detail::same_header_name(key, name)) continue;
        sink(value);
        ++copies;
      }
      return copies;
    };
  }
  static byte_view body(const odd_request& request) { return std::as_bytes(std::span(request.payload)); }
};

template <>
struct hooklatch::request_traits<borrowed_request> {
  static constexpr bool borrows_body = true;
  static std::string_view method(const borrowed_request& request) { return request.whole->method; }
  static const auto& headers(const borrowed_request& request) { return request.whole->headers; }
  static byte_view body(const borrowed_request& request) { return to_bytes(request.whole->body); }
};

TEST_CASE("a request with members headers and body is taken as it is") {
  const auto verify = make_verifier();
  two_members plain;
  CHECK(reason_of(verify.verify(plain)) == accepted);
  plain.body.back() = '?';
  CHECK(reason_of(verify.verify(plain)) == errc::signature_mismatch);
}

TEST_CASE("a request's method is compared to the letter where the request has one") {
  const auto verify = make_verifier();
  for (const char* method : {"GET", "PUT", "HEAD", "post", "POST "}) {
    INFO(method);
    auto other = delivery();
    other.method = method;
    CHECK(reason_of(verify.verify(other)) == errc::bad_method);
  }
  auto unknown = delivery();
  unknown.method.clear();
  CHECK(reason_of(verify.verify(unknown)) == accepted);
}

TEST_CASE("a foreign request enters through request_traits of its own") {
  const auto verify = make_verifier();
  odd_request odd;
  CHECK(reason_of(verify.verify(odd)) == accepted);
  odd.verb = "GET";
  CHECK(reason_of(verify.verify(odd)) == errc::bad_method);
  odd.verb = "POST";
  odd.lines.push_back(odd.lines.back());
  CHECK(reason_of(verify.verify(odd)) == errc::duplicate_header);
  odd.lines.pop_back();
  odd.payload.push_back('\n');
  CHECK(reason_of(verify.verify(odd)) == errc::signature_mismatch);
}

TEST_CASE("a temporary that only views its body may be passed") {
  CHECK(reason_of(make_verifier().verify(borrowed_request{&delivery()})) == accepted);
}

TEST_CASE("headers may be any range of pairs") {
  const auto& lines = delivery().headers;
  const auto& body = delivery().body;
  CHECK(verdict(lines, body) == accepted);
  CHECK(verdict(std::multimap<std::string, std::string>(lines.begin(), lines.end()), body) == accepted);
  const std::map<std::string, std::string> single(lines.begin(), lines.end());
  CHECK(verdict(hooklatch::assume_single_values([&single](const std::string& name) {
                  const auto found = single.find(name);
                  return found == single.end() ? std::string() : found->second;
                }),
                body) == accepted);
  CHECK(verdict(std::vector<std::pair<std::string_view, std::string_view>>(lines.begin(), lines.end()), body) ==
        accepted);
  CHECK(verdict(std::span(lines), body) == accepted);

  using lent = std::tuple<const char*, std::string, int>;
  const std::vector<lent> tuples{{"x-zuba-signature", lines[1].second, 1}, {"X-ZUBA-TIMESTAMP", sent.time, 2}};
  CHECK(verdict(tuples, body) == accepted);
  CHECK(verdict(std::vector<std::pair<std::string, std::string>>{}, body) == errc::missing_signature);
}

TEST_CASE("a header that comes twice is refused in every order, even with the same value") {
  for (const std::string name : {"X-Zuba-Signature", "X-Zuba-Timestamp"}) {
    for (const bool first : {true, false}) {
      auto same = delivery();
      for (const std::string& value : {test_support::header_of(same, name), std::string("x"), std::string()}) {
        INFO(name << " " << first << " " << value);
        auto lines = delivery().headers;
        lines.insert(first ? lines.begin() : lines.end(), {name, value});
        CHECK(verdict(lines, sent.body) == errc::duplicate_header);
        // A multimap has its own order.
        CHECK(verdict(std::multimap<std::string, std::string>(lines.begin(), lines.end()), sent.body) ==
              errc::duplicate_header);
      }
    }
  }
}

TEST_CASE("headers may be a callable that shows every copy") {
  const auto lookup = [](const std::vector<std::pair<std::string, std::string>>& lines, std::size_t says) {
    return [&lines, says](std::string_view name, header_sink sink) {
      std::size_t copies = 0;
      for (const auto& [key, value] : lines) {
        if (!detail::same_header_name(key, name)) continue;
        sink(std::string(value));  // gone as soon as the sink returns
        ++copies;
      }
      return copies * says;
    };
  };
  const auto& lines = delivery().headers;
  CHECK(verdict(lookup(lines, 1), sent.body) == accepted);
  CHECK(verdict(lookup(lines, 2), sent.body) == errc::duplicate_header);  // it counts more than it shows
  auto twice = lines;
  twice.push_back(lines[1]);
  CHECK(verdict(lookup(twice, 1), sent.body) == errc::duplicate_header);
  CHECK(verdict(lookup(twice, 0), sent.body) == errc::duplicate_header);  // it counts fewer than it shows
  const std::vector<std::pair<std::string, std::string>> none;
  CHECK(verdict(lookup(none, 1), sent.body) == errc::missing_signature);
}

TEST_CASE("a framework with one value a name enters through assume_single_values") {
  const single_values framework;
  const auto with = [](auto f) { return verdict(assume_single_values(f), sent.body); };
  CHECK(with([&](std::string_view name) { return framework.find(name); }) == accepted);
  CHECK(with([&](std::string_view name) { return std::string(framework.find(name)); }) == accepted);
  CHECK(with([&](std::string_view name) { return std::optional<std::string>(framework.find(name)); }) == accepted);
  CHECK(with([&](std::string_view name) { return std::optional<std::string_view>(framework.find(name)); }) == accepted);
  CHECK(with([&](std::string_view name) { return framework.find(name).data(); }) == accepted);  // each ends with a NUL

  CHECK(with([](std::string_view) { return std::string(); }) == errc::missing_signature);
  CHECK(with([](std::string_view) { return std::optional<std::string>(); }) == errc::missing_signature);
  CHECK(with([](std::string_view) { return static_cast<const char*>(nullptr); }) == errc::missing_signature);
}

TEST_CASE("a body may be any contiguous bytes") {
  const auto& lines = delivery().headers;
  const std::string& text = sent.body;
  CHECK(verdict(lines, text) == accepted);
  CHECK(verdict(lines, std::string_view(text)) == accepted);
  CHECK(verdict(lines, text.c_str()) == accepted);
  CHECK(verdict(lines, std::vector<unsigned char>(text.begin(), text.end())) == accepted);
  CHECK(verdict(lines, std::vector<char>(text.begin(), text.end())) == accepted);
  std::vector<std::byte> bytes(text.size());
  std::memcpy(bytes.data(), text.data(), text.size());
  CHECK(verdict(lines, bytes) == accepted);
  CHECK(verdict(lines, std::span<const std::byte>(bytes)) == accepted);
  CHECK(verdict(lines, byte_view(bytes)) == accepted);
  CHECK(verdict(lines, to_bytes(text)) == accepted);
  CHECK(reason_of(make_verifier().verify(lines, std::string_view(text))) == accepted);  // a view may be a temporary
  CHECK(reason_of(make_verifier().verify(lines, std::span(bytes))) == accepted);
  bytes.back() = std::byte{0};
  CHECK(verdict(lines, bytes) == errc::signature_mismatch);
}

TEST_CASE("a string literal as a body ends before its NUL") {
  const auto made = signed_delivery<zuba>({.body = "{\"id\":\"evt_1\"}"});
  CHECK(reason_of(make_verifier().verify(made.headers, "{\"id\":\"evt_1\"}")) == accepted);
}

TEST_CASE("a body is bytes: empty, not UTF-8 and with NULs it is verified all the same") {
  std::string every;
  for (int i = 0; i < 256; ++i) every += static_cast<char>(i);
  for (const std::string& body :
       {std::string(), std::string(1, '\0'), std::string("\xff\xfe\xc3\x28\xed\xa0\x80"), every, std::string("a\0b", 3),
        std::string("\xef\xbb\xbf{}"), std::string("{}\r\n")}) {
    auto made = signed_delivery<zuba>({.body = body});
    const auto verified = make_verifier().verify(made);
    REQUIRE(verified);
    CHECK(verified->body_text() == body);
    made.body += '\0';
    CHECK(reason_of(make_verifier().verify(made)) == errc::signature_mismatch);
  }
}

TEST_CASE("a body is taken up to its limit and refused above it, before any header is read") {
  const auto verify = make_verifier();
  const auto largest = signed_delivery<zuba>({.body = std::string(4096, 'x')});
  CHECK(reason_of(verify.verify(largest)) == accepted);
  CHECK(verdict(largest.headers, largest.body) == accepted);
  const std::string larger(4097, 'x');
  const auto refused = verify.verify(delivery().headers, larger);
  REQUIRE(reason_of(refused) == errc::body_too_large);
  CHECK(refused.error().limit() == 4096);
}

TEST_CASE("a body is 1 MiB at most where neither the provider nor the options say so") {
  const verifier<zuba, manual_clock> verify(sent.key, {}, manual_clock(sent_at));
  const auto largest = signed_delivery<zuba>({.body = std::string(1048576, 'x')});
  CHECK(reason_of(verify.verify(largest)) == accepted);
  const auto larger = signed_delivery<zuba>({.body = std::string(1048577, 'x')});
  const auto refused = verify.verify(larger);
  REQUIRE(reason_of(refused) == errc::body_too_large);
  CHECK(refused.error().limit() == 1048576);
}
