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
#include <hooklatch/dedup/any_store.hpp>
#include <hooklatch/dedup/key.hpp>
#include <hooklatch/dedup/memory_store.hpp>
#include <hooklatch/dedup/no_store.hpp>
#include <hooklatch/dedup/store.hpp>
#include <hooklatch/event/dispatcher.hpp>
#include <hooklatch/event/event.hpp>
#include <hooklatch/event/event_view.hpp>
#include <hooklatch/event/handling.hpp>
#include <hooklatch/event/read_event.hpp>
#include <hooklatch/event/read_events.hpp>
#include <hooklatch/event/type_name.hpp>
#include <hooklatch/http/connection.hpp>
#include <hooklatch/http/generic.hpp>
#include <hooklatch/http/headers.hpp>
#include <hooklatch/http/ip_address.hpp>
#include <hooklatch/http/ip_allowlist.hpp>
#include <hooklatch/http/ip_range.hpp>
#include <hooklatch/http/request.hpp>
#include <hooklatch/http/request_traits.hpp>
#include <hooklatch/http/response.hpp>
#include <hooklatch/http/trusted_proxies.hpp>
#include <hooklatch/inbox/inbox.hpp>
#include <hooklatch/inbox/inbox_source.hpp>
#include <hooklatch/inbox/worker.hpp>
#include <hooklatch/json/number.hpp>
#include <hooklatch/provider.hpp>
#include <hooklatch/provider/adjusted.hpp>
#include <hooklatch/receive/endpoint.hpp>
#include <hooklatch/receive/health.hpp>
#include <hooklatch/receive/inbox_receiver.hpp>
#include <hooklatch/receive/log_line.hpp>
#include <hooklatch/receive/metrics.hpp>
#include <hooklatch/receive/outcome.hpp>
#include <hooklatch/receive/receiver.hpp>
#include <hooklatch/verify/limits.hpp>
#include <hooklatch/verify/verified_delivery.hpp>
#include <hooklatch/verify/verifier.hpp>
#include <hooklatch/version.hpp>
