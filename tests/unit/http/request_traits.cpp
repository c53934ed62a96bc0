// SPDX-License-Identifier: MIT
#include <hooklatch/http/request_traits.hpp>

#include "support/catch.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace hooklatch;

namespace {

using pairs = std::vector<std::pair<std::string, std::string>>;

struct with_method {
  const char* method = "PUT";
  pairs headers{{"a", "1"}};
  std::vector<std::byte> body{std::byte{0x00}, std::byte{0xff}};
};
struct without_method {
  std::multimap<std::string, std::string> headers;
  std::string_view body = "text";
};
struct no_body {
  pairs headers;
};
struct no_headers {
  std::string body;
};
struct wide_body {
  pairs headers;
  std::wstring body;
};
struct listed_body {
  pairs headers;
  std::list<char> body;
};
struct text_headers {
  std::string headers;
  std::string body;
};

static_assert(request_type<with_method> && request_type<without_method>);
static_assert(!request_type<wide_body> && !request_type<listed_body> && !request_type<text_headers>);
// Before version 16 clang checks a member's constraints with its class, so the question itself does not compile.
#if !defined(__clang__) || __clang_major__ >= 16
static_assert(!request_type<no_body> && !request_type<no_headers> && !request_type<int>);
#endif

static_assert(body_bytes<std::string> && body_bytes<std::string_view> && body_bytes<const char*>);
static_assert(body_bytes<std::vector<std::byte>> && body_bytes<std::vector<unsigned char>> &&
              body_bytes<std::vector<char>>);
static_assert(body_bytes<std::array<std::uint8_t, 4>> && body_bytes<std::span<const std::byte>>);
static_assert(!body_bytes<std::vector<int>> && !body_bytes<std::u16string> && !body_bytes<std::list<char>>);
static_assert(!body_bytes<int> && !body_bytes<std::vector<bool>>);

// What outlives the call: an lvalue, a pointer, a view; not a temporary that owns its bytes.
static_assert(detail::borrowed_body<std::string&> && detail::borrowed_body<const std::vector<std::byte>&>);
static_assert(detail::borrowed_body<std::string_view> && detail::borrowed_body<std::span<const std::byte>>);
static_assert(detail::borrowed_body<const char*> && detail::borrowed_body<const char (&)[3]>);
static_assert(!detail::borrowed_body<std::string> && !detail::borrowed_body<std::vector<std::byte>>);
static_assert(!detail::borrowed_body<std::array<std::byte, 2>>);

}  // namespace

TEST_CASE("request traits read the members of a plain struct") {
  const with_method request;
  using traits = request_traits<with_method>;
  CHECK(traits::method(request) == "PUT");
  CHECK(&traits::headers(request) == &request.headers);
  CHECK(traits::body(request).data() == request.body.data());
  CHECK(traits::body(request).size() == 2);
}

TEST_CASE("request traits know no method where there is none") {
  CHECK(request_traits<without_method>::method({}).empty());
  CHECK(to_text(request_traits<without_method>::body({})) == "text");
}

TEST_CASE("a body's bytes are seen where they are") {
  using detail::view_body;
  const std::string text("a\0b", 3);
  CHECK(static_cast<const void*>(view_body(text).data()) == static_cast<const void*>(text.data()));
  CHECK(view_body(text).size() == 3);
  CHECK(view_body(std::string_view(text)).size() == 3);
  CHECK(view_body("literal").size() == 7);
  CHECK(view_body("").empty());
  const char inside[] = "a\0b";  // only the NUL that ends a literal is not of the body
  CHECK(view_body(inside).size() == 3);
  const char unterminated[] = {'a', '\0', 'b'};
  CHECK(view_body(unterminated).size() == 3);
  const unsigned char raw[] = {1, 0};
  CHECK(view_body(raw).size() == 2);
  const std::vector<unsigned char> bytes{0x00, 0x80, 0xff};
  CHECK(static_cast<const void*>(view_body(bytes).data()) == static_cast<const void*>(bytes.data()));
  CHECK(view_body(bytes).size() == 3);
  CHECK(view_body(std::vector<std::byte>{}).empty());
  CHECK(view_body(std::string{}).empty());
}
