// SPDX-License-Identifier: MIT
#pragma once

// Everything that needs the standard library and OpenSSL's libcrypto only. Each provider is one header under
// <hooklatch/providers/>; the test kit is under <hooklatch/testing/>.

#include <hooklatch/core/bytes.hpp>
#include <hooklatch/core/clock.hpp>
#include <hooklatch/core/constant_time.hpp>
#include <hooklatch/core/errc.hpp>
#include <hooklatch/core/error.hpp>
#include <hooklatch/core/fixed_string.hpp>
#include <hooklatch/core/instant.hpp>
#include <hooklatch/core/keyring.hpp>
#include <hooklatch/core/result.hpp>
#include <hooklatch/core/secret.hpp>
#include <hooklatch/http/headers.hpp>
#include <hooklatch/http/request.hpp>
#include <hooklatch/http/request_traits.hpp>
#include <hooklatch/http/response.hpp>
#include <hooklatch/provider.hpp>
#include <hooklatch/verify/limits.hpp>
#include <hooklatch/verify/verified_delivery.hpp>
#include <hooklatch/verify/verifier.hpp>
#include <hooklatch/version.hpp>
