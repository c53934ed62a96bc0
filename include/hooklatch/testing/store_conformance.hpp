// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/dedup/store.hpp>
#include <hooklatch/detail/store_rig.hpp>
#include <hooklatch/detail/store_rules.hpp>
#include <hooklatch/testing/conformance.hpp>

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace hooklatch {
inline namespace v0 {
namespace testing {

/// Checks every rule of `dedup_store`, with no test framework:
///
///     memory_store<> store(10000);
///     const auto report = testing::check_store([&]() -> auto& { return store; }, {.connections = 1});
///     if (!report.ok()) std::cerr << report.to_string();
///
/// `make` opens one more handle on one shared state, which is empty at first: it returns a store, a reference to one,
/// or something that points at one. It is called in this thread, `options.connections` times, before the first rule.
/// What it throws comes through. About six seconds of waiting with the defaults, none with `options.advance`.
template <class Make>
[[nodiscard]] conformance_report check_store(Make make, const conformance_options& options = {}) {
  using opened = detail::opened_store<decltype(make())>;
  std::vector<std::unique_ptr<detail::store_face>> handles;
  for (std::size_t i = 0; i == 0 || i < options.connections; ++i) handles.push_back(std::make_unique<opened>(make));
  detail::store_rig rig(options, std::move(handles));
  return detail::run_rules(rig, detail::store_rule_list, options);
}

}  // namespace testing
}  // namespace v0
}  // namespace hooklatch
