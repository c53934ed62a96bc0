// SPDX-License-Identifier: MIT
#pragma once

// For frameworks that have no header of their own here. It needs nothing but the standard library.

#include <hooklatch/core/bytes.hpp>
#include <hooklatch/http/headers.hpp>
#include <hooklatch/http/request_traits.hpp>

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace hooklatch {
inline namespace v0 {

/// A request put together out of views, nothing copied:
///
///     const generic_request request(method, target, headers, body);
///     outcome done = receive(request);
///
/// `headers` is any `header_source`: a range of pairs, held by reference, or a callable `(name, sink) -> copies`, which
/// is kept by value where it is a temporary. Method, target and body are views: they outlive the request.
template <class Headers>
requires header_source<std::remove_cvref_t<Headers>>
class generic_request {
 public:
  template <body_bytes Body>
  generic_request(std::string_view method, std::string_view target, Headers&& headers, const Body& body)
      : method_(method), target_(target), headers_(std::forward<Headers>(headers)), body_(detail::view_body(body)) {}
  template <class Body>
  requires(!detail::borrowed_body<Body>) generic_request(std::string_view, std::string_view, Headers&&, Body&&)
  = delete;  // the body would be gone at once

  [[nodiscard]] std::string_view method() const noexcept { return method_; }
  [[nodiscard]] std::string_view target() const noexcept { return target_; }
  [[nodiscard]] const std::remove_cvref_t<Headers>& headers() const noexcept { return headers_; }
  [[nodiscard]] byte_view body() const noexcept { return body_; }

 private:
  std::string_view method_;
  std::string_view target_;
  Headers headers_;  // a reference where an lvalue was given
  byte_view body_;
};
template <class Headers, class Body>
generic_request(std::string_view, std::string_view, Headers&&, Body&&) -> generic_request<Headers>;

template <class Headers>
struct request_traits<generic_request<Headers>> {
  [[nodiscard]] static std::string_view method(const generic_request<Headers>& request) { return request.method(); }
  [[nodiscard]] static std::string_view target(const generic_request<Headers>& request) { return request.target(); }
  [[nodiscard]] static const auto& headers(const generic_request<Headers>& request) { return request.headers(); }
  [[nodiscard]] static byte_view body(const generic_request<Headers>& request) { return request.body(); }
};

/// The headers of a CGI or FastCGI request, out of its environment: `cgi_headers(std::getenv)`, or any callable that
/// takes a variable's name as a C string and answers as `assume_single_values` wants it. `X-Zuba-Signature` is
/// `HTTP_X_ZUBA_SIGNATURE` there (RFC 3875 section 4.1.18).
///
/// What the server in front hides: repeats are joined by a comma or dropped, as it likes; and `X_Zuba_Signature` and
/// `X-Zuba-Signature` are one variable, so have it drop names with an underscore (nginx does, unless told otherwise).
template <class F>
requires std::invocable<const F&, const char*>
[[nodiscard]] auto cgi_headers(F variable) {
  return assume_single_values([variable = std::move(variable)](std::string_view name) {
    std::string wanted;
    for (const char c : name) {
      const bool lower = c >= 'a' && c <= 'z';
      wanted.push_back(c == '-' ? '_' : lower ? static_cast<char>(c - 'a' + 'A') : c);
    }
    // These two have lost the prefix.
    if (wanted != "CONTENT_TYPE" && wanted != "CONTENT_LENGTH") wanted.insert(0, "HTTP_");
    return variable(wanted.c_str());
  });
}

}  // namespace v0
}  // namespace hooklatch
