// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/http/request_traits.hpp>

#include <string>
#include <utility>
#include <vector>

namespace hooklatch {
inline namespace v0 {

/// A plain request, for tests and for frameworks that have no adapter. Headers keep their order and their repeats.
struct request {
  std::string method = "POST";
  std::string target = "/";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  request() = default;
  request(std::string method_, std::string target_, std::vector<std::pair<std::string, std::string>> headers_,
          std::string body_)
      : method(std::move(method_)), target(std::move(target_)), headers(std::move(headers_)), body(std::move(body_)) {}
};

static_assert(request_type<request>);

}  // namespace v0
}  // namespace hooklatch
