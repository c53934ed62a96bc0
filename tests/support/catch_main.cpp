// SPDX-License-Identifier: MIT
// For Catch2 2, which is a header: its main is compiled here, once.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
