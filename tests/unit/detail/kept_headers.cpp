// SPDX-License-Identifier: MIT
#include <hooklatch/detail/kept_headers.hpp>

#include "support/catch.hpp"

#include <hooklatch/providers/venshack.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace hooklatch;
using detail::kept_headers;
using headers = std::vector<std::pair<std::string, std::string>>;

namespace {

const provider_table& venshack = providers::venshack::table();

std::string keep(const headers& from, const std::vector<std::string>& also = {}) {
  const std::string text = kept_headers(also).write(from, venshack);
  CHECK(nlohmann::json::parse(text).is_array());
  return text;
}

}  // namespace

TEST_CASE("headers are kept in their order, repeats and all, trimmed") {
  CHECK(keep({{"A", " 1\t"}, {"b", "2"}, {"A", "3"}}) == R"([["A","1"],["b","2"],["A","3"]])");
  CHECK(keep({}) == "[]");
}

TEST_CASE("values of headers that carry secrets are not kept") {
  for (const char* name : {"Authorization", "proxy-authorization", "Cookie", "Set-Cookie", "X-Gitlab-Token",
                           "X-Webhook-Secret", "X-API-Key", "X_Api_Key", "x-apikey", "X-Password", "X-Amz-Credential",
                           "Cf-Access-Jwt-Assertion", "X-Amzn-Oidc-Data", "X-Auth-Key", "X-Access-Key", "Authentication",
                           "X-Session-Id", "x-passwd"}) {
    INFO(name);
    CHECK(keep({{name, "hush"}}).find("hush") == std::string::npos);
  }
  CHECK(keep({{"X-Internal", "hush"}}, {"x-internal"}).find("hush") == std::string::npos);
  CHECK(keep({{"X-Venshack-Signature", "abc"}}).find("abc") != std::string::npos);
}

TEST_CASE("whatever bytes a header has, what is kept is JSON in ASCII on one line") {
  const std::string text = keep({{"A\"\n", std::string("\x00\xff\"\\\r\n", 6)}, {"B", "\xc3\xa9"}});
  for (const char c : text) CHECK((c >= 0x20 && c < 0x7f));
}

TEST_CASE("what is too long or too much is cut") {
  const std::string one = keep({{"A", std::string(100000, 'x')}});
  CHECK(one.size() < 1200);
  headers many;
  for (int i = 0; i < 1000; ++i) many.emplace_back("A", "some value");
  many.emplace_back("X-Venshack-Delivery-Id", "d1");
  const std::string kept = keep(many);
  CHECK(kept.size() < kept_headers::room + 2000);
  CHECK(kept_headers::find(kept, "X-Venshack-Delivery-Id") == "d1");  // what the provider names comes first
}

TEST_CASE("a value that was not kept is not found") {
  CHECK(kept_headers::find(keep({{"X-Hidden", "v"}}, {"x-hidden"}), "X-Hidden").empty());
}

TEST_CASE("of headers that cannot be listed, those that the provider names are asked for") {
  const auto ask = [](std::string_view name, header_sink sink) -> std::size_t {
    if (name == "X-Venshack-Delivery-Id") {
      sink(std::string("d1"));
      return 1;
    }
    return 0;
  };
  const std::vector<std::string> none;
  CHECK(kept_headers(none).write(ask, venshack) == R"([["X-Venshack-Delivery-Id","d1"]])");
}

TEST_CASE("a value is found again in any letter case; of repeats, the first") {
  const std::string kept = keep({{"X-Venshack-Delivery-Id", "d\"1"}, {"x-venshack-delivery-id", "d2"}});
  CHECK(kept_headers::find(kept, "x-venshack-delivery-ID") == "d\"1");
  CHECK(kept_headers::find(kept, "other").empty());
  CHECK(kept_headers::find(kept, "").empty());
}

TEST_CASE("a text that is none of ours has no headers") {
  for (const char* text : {"", "{", "{}", "[", "null", R"([["a"]])", R"([["a","b","c"]])", R"([["a",1]])", R"(["a","b"])",
                           R"([[1,"b"]])", R"([{"a":"b"}])"}) {
    INFO(text);
    CHECK(kept_headers::find(text, "a").empty());
  }
}
