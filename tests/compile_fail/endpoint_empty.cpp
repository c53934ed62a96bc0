// SPDX-License-Identifier: MIT
// expect: hooklatch: endpoint needs at least one receiver
#include <hooklatch/providers/zuba.hpp>
#include <hooklatch/receive/endpoint.hpp>

using namespace hooklatch;

#ifndef HOOKLATCH_BAD
static_assert(sizeof(endpoint<receiver<providers::zuba, no_store>>) > 0);
#else
static_assert(sizeof(endpoint<>) > 0);
#endif
