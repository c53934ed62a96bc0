// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/core/bytes.hpp>
#include <hooklatch/http/headers.hpp>

#include <concepts>
#include <cstddef>
#include <ranges>
#include <span>
#include <string_view>
#include <type_traits>

namespace hooklatch {
inline namespace v0 {
namespace detail {

template <class T>
concept byte_like = sizeof(T) == 1 && (std::integral<T> || std::same_as<T, std::byte>);

template <class B>
concept text_body = std::convertible_to<const B&, std::string_view>;

template <class B>
concept range_body = std::ranges::contiguous_range<const B&> && std::ranges::sized_range<const B&> &&
                     byte_like<std::ranges::range_value_t<const B&>>;

}  // namespace detail

/// What can be a body: a string or a contiguous range of one-byte values.
template <class B>
concept body_bytes = detail::text_body<B> || detail::range_body<B>;

namespace detail {

template <body_bytes B>
[[nodiscard]] byte_view view_body(const B& body) {
  if constexpr (std::is_array_v<B>) {
    // Its whole extent, but for the NUL that ends a string literal.
    std::size_t size = std::extent_v<B>;
    if constexpr (std::same_as<std::remove_cv_t<std::remove_extent_t<B>>, char>)
      size -= body[size - 1] == '\0' ? 1U : 0U;
    return std::as_bytes(std::span(body)).first(size);
  } else if constexpr (text_body<B>) {
    return to_bytes(std::string_view(body));
  } else {
    return std::as_bytes(std::span(std::ranges::data(body), std::ranges::size(body)));
  }
}

/// Whether bytes seen through a `B` (a type as deduced by a forwarding reference) outlive the call.
template <class B>
concept borrowed_body = std::is_lvalue_reference_v<B> || std::is_pointer_v<std::remove_cvref_t<B>> ||
                        std::ranges::borrowed_range<std::remove_cvref_t<B>>;

}  // namespace detail

/// How a framework's request is read. Specialise it for a type that lacks the members below; nothing is derived from.
///
/// - `method(r)`: the HTTP method, or an empty text where it is not known (then it is not checked);
/// - `headers(r)`: a `header_source`;
/// - `target(r)`, if wanted: path and query, which some endpoint checks (handshakes) are told by;
/// - `body(r)`: the bytes that were on the wire, as a `byte_view` into the request (`to_bytes(text)` makes one).
///
/// This one serves any type with members `headers` and `body`, and `method` if it has it.
template <class R>
struct request_traits {
  [[nodiscard]] static std::string_view method(const R& request) {
    if constexpr (requires { { request.method } -> std::convertible_to<std::string_view>; }) {
      return request.method;
    } else {
      static_assert(
          !requires { request.method; },
          "hooklatch: this request's method is no text, so it would not be checked; specialise request_traits");
      return {};
    }
  }
  /// The request's target, path and query, as it stood in the request line; empty where it is not known.
  [[nodiscard]] static std::string_view target(const R& request) {
    if constexpr (requires { { request.target } -> std::convertible_to<std::string_view>; }) {
      return request.target;
    } else {
      return {};
    }
  }
  [[nodiscard]] static const auto& headers(const R& request)
    requires header_source<std::remove_cvref_t<decltype(request.headers)>>
  {
    return request.headers;
  }
  [[nodiscard]] static byte_view body(const R& request)
    requires body_bytes<std::remove_cvref_t<decltype(request.body)>>
  {
    return detail::view_body(request.body);
  }
};

/// Purpose: one HTTP request, as `verifier::verify` takes it.
///
/// Exemplar: `request`.
///
/// Models: `request`, any type with members `headers` and `body`, any type with a `request_traits` of its own.
template <class R>
concept request_type = requires(const R& request) {
  { request_traits<R>::method(request) } -> std::convertible_to<std::string_view>;
  { request_traits<R>::body(request) } -> std::same_as<byte_view>;  // what owns its bytes would be gone at once
  requires header_source<std::remove_cvref_t<decltype(request_traits<R>::headers(request))>>;
};

namespace detail {

template <request_type R>
[[nodiscard]] std::string_view target_of(const R& request) {
  if constexpr (requires { { request_traits<R>::target(request) } -> std::convertible_to<std::string_view>; }) {
    return request_traits<R>::target(request);
  } else {
    return {};
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
