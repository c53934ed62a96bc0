// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/detail/field_name.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace hooklatch {
inline namespace v0 {

/// Receives the values of one header, each copy of it once. A value need not outlive the call.
class header_sink {
 public:
  template <std::invocable<std::string_view> F>
    requires(!std::same_as<std::remove_cvref_t<F>, header_sink>)
  explicit header_sink(F& f) noexcept
      : object_(static_cast<void*>(std::addressof(f))),
        call_([](void* object, std::string_view value) { (*static_cast<F*>(object))(value); }) {}

  void operator()(std::string_view value) const { call_(object_, value); }

 private:
  void* object_;
  void (*call_)(void*, std::string_view);
};

namespace detail {

template <class Pair>
concept header_pair = requires(const Pair& pair) {
  { std::get<0>(pair) } -> std::convertible_to<std::string_view>;
  { std::get<1>(pair) } -> std::convertible_to<std::string_view>;
};

/// A map that keeps one value a name: whatever was repeated is already lost in it.
template <class H>
concept single_value_map = requires(H& headers, const typename H::value_type& value) {
  typename H::mapped_type;
  headers.insert(value).second;
};

}  // namespace detail

/// Headers as a range of name/value pairs (`std::pair` or alike), every line of the request one pair: a vector, a
/// multimap, a view. A map with unique keys is none; it enters through `assume_single_values`.
template <class H>
concept header_range = std::ranges::input_range<const H&> && detail::header_pair<std::ranges::range_value_t<const H&>> &&
                       !detail::single_value_map<H>;

/// Headers as a callable `(name, sink) -> copies`: hands every value of the named header to the sink and answers how
/// many there were. It compares names without regard to letter case.
template <class H>
concept header_lookup = requires(const H& headers, std::string_view name, header_sink sink) {
  { headers(name, sink) } -> std::convertible_to<std::size_t>;
};

/// Purpose: the header lines of a request, repeats and all.
///
/// Exemplar: `std::vector<std::pair<std::string, std::string>>`.
///
/// Models: any `header_range`, any `header_lookup`, and `assume_single_values(f)` for a framework that shows one value
/// a name only.
template <class H>
concept header_source = header_range<H> || header_lookup<H>;

/// Adapts `f(name)`, which answers one value or none, to a header source. The name says what it costs: a repeated
/// header cannot be seen, so whatever reads the first line and whatever reads the last may believe different requests.
/// `f` takes the name as `std::string_view` or `std::string`, and answers a `std::string_view`, a `std::string`, an
/// optional of one, or a C string; empty and null mean no header.
template <class F>
[[nodiscard]] auto assume_single_values(F f) {
  return [f = std::move(f)](std::string_view name, header_sink sink) -> std::size_t {
    auto&& value = [&]() -> decltype(auto) {
      if constexpr (std::invocable<const F&, std::string_view>) {
        return f(name);
      } else {
        return f(std::string(name));
      }
    }();
    using value_type = std::remove_cvref_t<decltype(value)>;
    std::string_view text;
    if constexpr (std::is_pointer_v<value_type>) {
      if (value != nullptr) text = value;
    } else if constexpr (requires { value.has_value(); }) {
      if (value.has_value()) text = *value;
    } else {
      text = value;
    }
    if (text.empty()) return 0;
    sink(text);
    return 1;
  };
}

}  // namespace v0
}  // namespace hooklatch
