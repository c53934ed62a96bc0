// SPDX-License-Identifier: MIT
#pragma once

// Catch2 2.13 and 3 have different headers; the rest that we use is the same.
#ifdef HOOKLATCH_TESTS_CATCH3
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif
