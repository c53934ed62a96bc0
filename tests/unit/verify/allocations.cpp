// SPDX-License-Identifier: MIT
// `verify` allocates nothing of its own: the program's operator new is replaced by one that counts. What OpenSSL
// allocates does not pass here; tests/memory/openssl_allocations.cpp counts that.
#include <hooklatch/verify/verifier.hpp>

#include "support/allocations.hpp"
#include "support/catch.hpp"
#include "support/deliveries.hpp"

#include <hooklatch/core/keyring.hpp>
#include <hooklatch/http/request.hpp>
#include <hooklatch/testing/manual_clock.hpp>

#include <cstddef>
#include <cstdlib>
#include <new>
#include <string>
#include <utility>

namespace {

thread_local bool counting = false;
thread_local std::size_t counted = 0;

using alignment = std::align_val_t;
constexpr alignment usual{alignof(std::max_align_t)};

void* count_and_allocate(std::size_t size, alignment to = usual) noexcept {
  if (counting) ++counted;
  if (size == 0) size = 1;
  if (to <= usual) return std::malloc(size);
  const auto unit = static_cast<std::size_t>(to);
  return std::aligned_alloc(unit, (size + unit - 1) / unit * unit);
}

void* allocate_or_throw(std::size_t size, alignment to = usual) {
  void* room = count_and_allocate(size, to);
  if (room == nullptr) throw std::bad_alloc();
  return room;
}

}  // namespace

// Not inlined, because g++ warns where it sees the one half of such a pair and not the other.
[[gnu::noinline]] void* operator new(std::size_t size) { return allocate_or_throw(size); }
[[gnu::noinline]] void* operator new(std::size_t size, alignment to) { return allocate_or_throw(size, to); }
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return count_and_allocate(size);
}
[[gnu::noinline]] void* operator new(std::size_t size, alignment to, const std::nothrow_t&) noexcept {
  return count_and_allocate(size, to);
}
[[gnu::noinline]] void* operator new[](std::size_t size) { return allocate_or_throw(size); }
[[gnu::noinline]] void* operator new[](std::size_t size, alignment to) { return allocate_or_throw(size, to); }
[[gnu::noinline]] void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return count_and_allocate(size);
}
[[gnu::noinline]] void* operator new[](std::size_t size, alignment to, const std::nothrow_t&) noexcept {
  return count_and_allocate(size, to);
}
[[gnu::noinline]] void operator delete(void* room) noexcept { std::free(room); }
[[gnu::noinline]] void operator delete(void* room, std::size_t) noexcept { std::free(room); }
[[gnu::noinline]] void operator delete(void* room, alignment) noexcept { std::free(room); }
[[gnu::noinline]] void operator delete(void* room, std::size_t, alignment) noexcept { std::free(room); }
[[gnu::noinline]] void operator delete(void* room, const std::nothrow_t&) noexcept { std::free(room); }
[[gnu::noinline]] void operator delete(void* room, alignment, const std::nothrow_t&) noexcept { std::free(room); }
[[gnu::noinline]] void operator delete[](void* room) noexcept { std::free(room); }
[[gnu::noinline]] void operator delete[](void* room, std::size_t) noexcept { std::free(room); }
[[gnu::noinline]] void operator delete[](void* room, alignment) noexcept { std::free(room); }
[[gnu::noinline]] void operator delete[](void* room, std::size_t, alignment) noexcept { std::free(room); }
[[gnu::noinline]] void operator delete[](void* room, const std::nothrow_t&) noexcept { std::free(room); }
[[gnu::noinline]] void operator delete[](void* room, alignment, const std::nothrow_t&) noexcept { std::free(room); }

std::size_t test_support::count_allocations(void (*call)(void*), void* with) {
  counted = 0;
  counting = true;
  call(with);
  counting = false;
  return counted;
}

using namespace hooklatch;
using namespace test_support;

namespace {

struct outcome {
  errc reason;
  std::size_t allocations;
};

template <class Provider>
class subject {
 public:
  explicit subject(std::int64_t now = 1774276200)
      : verify_(keyring{secret(shown_secret<Provider>("the newer key, 16 bytes or more!")),
                        secret(shown_secret<Provider>(facts{}.key))},
                verifier_options{}.max_body(65536), testing::manual_clock(now)) {}

  outcome operator()(const request& delivery) const {
    errc reason{};
    const auto count = allocations_of([&] { reason = reason_of(verify_.verify(delivery)); });
    return {reason, count};
  }
  template <class Headers>
  outcome operator()(const Headers& headers, const std::string& body) const {
    errc reason{};
    const auto count = allocations_of([&] { reason = reason_of(verify_.verify(headers, body)); });
    return {reason, count};
  }

 private:
  verifier<Provider, testing::manual_clock> verify_;
};

void expect(const outcome& seen, errc reason) {
  CHECK(seen.reason == reason);
  CHECK(seen.allocations == 0);
}

}  // namespace

TEST_CASE("the counter counts, or the tests of this file would prove nothing") {
  // Direct calls: a compiler may leave out what a new-expression allocates.
  void* one = nullptr;
  void* two = nullptr;
  CHECK(allocations_of([&] {
          one = ::operator new(1);
          two = ::operator new(64, alignment{64});
        }) == 2);
  ::operator delete(one);
  ::operator delete(two, alignment{64});
  CHECK(allocations_of([] {}) == 0);
}

TEMPLATE_LIST_TEST_CASE("verify allocates nothing when it accepts", "", nine_providers) {
  const subject<TestType> verify;
  for (const std::size_t size : {0U, 300U, 65536U}) {
    expect(verify(signed_delivery<TestType>({.body = std::string(size, 'x')})), accepted);
  }
}

TEMPLATE_LIST_TEST_CASE("verify allocates nothing when it refuses", "", nine_providers) {
  constexpr const auto& provider = TestType::table();
  const std::string signature(provider.signature_header);
  const subject<TestType> verify;
  const auto good = signed_delivery<TestType>({});

  auto changed = good;
  changed.method = "GET";
  expect(verify(changed), errc::bad_method);

  changed = good;
  changed.body.resize(65537);
  expect(verify(changed), errc::body_too_large);

  changed = good;
  changed.body += '!';
  expect(verify(changed), errc::signature_mismatch);

  expect(verify(without_header(good, signature)), errc::missing_signature);
  expect(verify(with_header(good, signature, "x")), errc::duplicate_header);

  changed = good;
  header_of(changed, signature) += '\x01';
  expect(verify(changed), errc::invalid_header);
  header_of(changed, signature) = std::string(100000, 'a');
  expect(verify(changed), errc::header_too_large);

  changed = good;
  header_of(changed, signature).pop_back();
  expect(verify(changed), errc::malformed_signature);

  if constexpr (provider.has_timestamp()) {
    expect(verify(signed_delivery<TestType>({.time = "01774276200"})), errc::malformed_timestamp);
    const auto stale = subject<TestType>(1774276501);
    expect(stale(good), errc::timestamp_too_old);
    const auto early = subject<TestType>(1774275899);
    expect(early(good), errc::timestamp_too_new);
  }
  if constexpr (!provider.timestamp_header.empty()) {
    expect(verify(without_header(good, provider.timestamp_header)), errc::missing_timestamp);
  }
}

TEST_CASE("verify allocates nothing for the refusals of list headers and signed ids") {
  const subject<shipped::standard_webhooks> verify;
  auto delivery = signed_delivery<shipped::standard_webhooks>({});
  auto& list = header_of(delivery, "webhook-signature");
  const auto one = list;
  for (int i = 0; i < 16; ++i) list += " " + one;
  expect(verify(delivery), errc::too_many_signatures);
  list = "v2,xxxx";
  expect(verify(delivery), errc::unsupported_scheme);
  list = one;
  expect(verify(without_header(delivery, "webhook-id")), errc::missing_id);
  expect(verify(signed_delivery<shipped::standard_webhooks>({.id = "msg.1"})), errc::malformed_id);
  expect(verify(signed_delivery<shipped::standard_webhooks>({.id = std::string(300, 'i')})), errc::malformed_id);

  const subject<shipped::stripe> stripe;
  auto without_time = signed_delivery<shipped::stripe>({});
  header_of(without_time, "Stripe-Signature").erase(0, header_of(without_time, "Stripe-Signature").find(',') + 1);
  expect(stripe(without_time), errc::missing_timestamp);
  auto twice = signed_delivery<shipped::stripe>({});
  header_of(twice, "Stripe-Signature") += ",t=1";
  expect(stripe(twice), errc::duplicate_field);
}

TEST_CASE("verify allocates nothing when headers come from a callable") {
  const auto delivery = signed_delivery<shipped::venshack>({});
  const auto headers = [&](std::string_view name, header_sink sink) {
    std::size_t copies = 0;
    for (const auto& [key, value] : delivery.headers) {
      if (!detail::same_header_name(key, name)) continue;
      sink(value);
      ++copies;
    }
    return copies;
  };
  const subject<shipped::venshack> verify;
  expect(verify(headers, delivery.body), accepted);
  expect(verify(headers, delivery.body + "!"), errc::signature_mismatch);
}

TEST_CASE("reading and copying a verified delivery allocates nothing") {
  const auto delivery = signed_delivery<shipped::standard_webhooks>({.id = std::string(255, 'i')});
  const verifier<shipped::standard_webhooks, testing::manual_clock> verify(
      shown_secret<shipped::standard_webhooks>(facts{}.key), {}, testing::manual_clock(1774276200));
  const auto verified = verify.verify(delivery).value();
  CHECK(allocations_of([&] {
          const auto copy = verified;
          if (copy.signed_id()->size() != 255 || copy.body().size() != delivery.body.size()) std::abort();
        }) == 0);
}
