// SPDX-License-Identifier: MIT
#pragma once

// Counts what goes through operator new. unit/verify/allocations.cpp replaces it for the whole program, and shows that
// the counter counts.

#include <cstddef>

namespace test_support {

std::size_t count_allocations(void (*call)(void*), void* with);

/// How often `f` allocates in this thread.
template <class F>
std::size_t allocations_of(F&& f) {
  return count_allocations([](void* given) { (*static_cast<F*>(given))(); }, &f);
}

}  // namespace test_support
