// SPDX-License-Identifier: MIT
#include <hooklatch/http/generic.hpp>

#include <hooklatch/providers/zuba.hpp>
#include <hooklatch/testing/signer.hpp>
#include <hooklatch/verify/verifier.hpp>

#include "support/catch.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

using namespace hooklatch;

namespace {

using pairs = std::vector<std::pair<std::string, std::string>>;
constexpr const char* key = "whsec_zuba_test_secret";

// A body that would be gone at once is refused; what it is a view of is not.
static_assert(std::is_constructible_v<generic_request<pairs&>, const char*, const char*, pairs&, std::string&>);
static_assert(std::is_constructible_v<generic_request<pairs&>, const char*, const char*, pairs&, std::string_view>);
static_assert(!std::is_constructible_v<generic_request<pairs&>, const char*, const char*, pairs&, std::string>);
static_assert(
    !std::is_constructible_v<generic_request<pairs&>, const char*, const char*, pairs&, std::vector<std::byte>>);

// A CGI environment.
auto environment(const std::map<std::string, std::string>& variables) {
  return [&variables](const char* name) -> const char* {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  };
}

std::string only_value(const auto& headers, std::string_view name) {
  std::string seen = "(none)";
  auto keep = [&seen](std::string_view value) { seen = value; };
  const std::size_t copies = headers(name, header_sink(keep));
  return copies > 1 ? "(many)" : seen;
}

}  // namespace

TEST_CASE("a generic request copies nothing") {
  const pairs headers{{"A", "1"}};
  const std::string target = "/hooks?x=1";
  const std::string body = "bytes";
  const generic_request request("PUT", target, headers, body);
  using traits = request_traits<std::remove_const_t<decltype(request)>>;
  CHECK(traits::method(request) == "PUT");
  CHECK(traits::target(request).data() == target.data());
  CHECK(&traits::headers(request) == &headers);
  CHECK(static_cast<const void*>(traits::body(request).data()) == body.data());
  CHECK(traits::body(request).size() == body.size());
}

TEST_CASE("a generic request takes headers as a callable that shows repeats") {
  const verifier<providers::zuba> zuba(key);
  const auto sent = testing::signer<providers::zuba>(key).event({"payout.paid"}).value();
  pairs lines = sent.headers;
  const auto verify = [&] {
    const generic_request request(
        sent.method, sent.target,
        [&lines](std::string_view name, header_sink sink) {
          std::size_t copies = 0;
          for (const auto& line : lines) {
            if (line.first != name) continue;
            sink(line.second);
            ++copies;
          }
          return copies;
        },
        sent.body);
    const auto delivery = zuba.verify(request);
    return delivery ? errc{} : delivery.error().code();
  };
  CHECK(verify() == errc{});
  lines.push_back({"X-Zuba-Signature", "another"});
  CHECK(verify() == errc::duplicate_header);
  lines.clear();
  CHECK(verify() == errc::missing_signature);
}

TEST_CASE("CGI's variables are found by their headers' names") {
  const std::map<std::string, std::string> variables{{"HTTP_X_ZUBA_SIGNATURE", "abc"},
                                                     {"HTTP_X_EMPTY", ""},
                                                     {"CONTENT_TYPE", "application/json"},
                                                     {"HTTP_CONTENT_TYPE", "not this"},
                                                     {"X_ZUBA_TIMESTAMP", "not this"}};
  const auto headers = cgi_headers(environment(variables));
  static_assert(header_lookup<decltype(headers)>);
  CHECK(only_value(headers, "X-Zuba-Signature") == "abc");
  CHECK(only_value(headers, "x-zuba-signature") == "abc");
  CHECK(only_value(headers, "Content-Type") == "application/json");
  CHECK(only_value(headers, "X-Zuba-Timestamp") == "(none)");
  CHECK(only_value(headers, "X-Empty") == "(none)");
}

TEST_CASE("a CGI delivery verifies") {
  const verifier<providers::zuba> zuba(key);
  const auto sent = testing::signer<providers::zuba>(key).event({"payout.paid"}).value();
  std::map<std::string, std::string> variables;
  for (const auto& [name, value] : sent.headers) {
    if (name == "X-Zuba-Signature") variables["HTTP_X_ZUBA_SIGNATURE"] = value;
    if (name == "X-Zuba-Timestamp") variables["HTTP_X_ZUBA_TIMESTAMP"] = value;
  }
  const generic_request request("POST", "/hooks", cgi_headers(environment(variables)), sent.body);
  CHECK(zuba.verify(request).has_value());
}
