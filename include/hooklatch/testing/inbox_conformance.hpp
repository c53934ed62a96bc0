// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/detail/inbox_rig.hpp>
#include <hooklatch/detail/inbox_rules.hpp>
#include <hooklatch/inbox/inbox.hpp>
#include <hooklatch/testing/conformance.hpp>

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace hooklatch {
inline namespace v0 {
namespace testing {

/// Checks every rule of `inbox_store`, with no test framework; see `check_store`, which this is like. The inbox must
/// hold nothing else: the suite prunes all that is processed or dead.
template <class Make>
[[nodiscard]] conformance_report check_inbox(Make make, const conformance_options& options = {}) {
  using opened = detail::opened_inbox<decltype(make())>;
  std::vector<std::unique_ptr<detail::inbox_face>> handles;
  for (std::size_t i = 0; i == 0 || i < options.connections; ++i) handles.push_back(std::make_unique<opened>(make));
  detail::inbox_rig rig(options, std::move(handles));
  return detail::run_rules(rig, detail::inbox_rule_list, options);
}

}  // namespace testing
}  // namespace v0
}  // namespace hooklatch
