// SPDX-License-Identifier: MIT
// Reading JSON allocates nothing. A program of its own, because it replaces operator new.
#include <hooklatch/json/elements.hpp>
#include <hooklatch/json/number.hpp>
#include <hooklatch/json/scan.hpp>

#include <array>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>

namespace {

std::size_t counted = 0;

}  // namespace

[[gnu::noinline]] void* operator new(std::size_t size) {
  ++counted;
  void* room = std::malloc(size == 0 ? 1 : size);
  if (room == nullptr) throw std::bad_alloc();
  return room;
}
[[gnu::noinline]] void operator delete(void* room) noexcept { std::free(room); }
[[gnu::noinline]] void operator delete(void* room, std::size_t) noexcept { std::free(room); }

int main() {
  using namespace hooklatch;
  std::string text = R"({"id":"evt_\u0031","amount":"120.00","data":{"list":[)";
  for (int i = 0; i < 5000; ++i) text += R"({"a\n":[1,"caf\u00e9"]},)";
  const std::string wrong = text + "01]}}";
  text += "0]}}";
  std::string deep(600, '[');
  std::string names = "{";
  for (int i = 0; i < 2000; ++i) names += '"' + std::to_string(i) + "\":0,";
  json_limits limits;
  limits.unique_names_everywhere = true;

  counted = 0;
  bool good = true;
  const auto expect = [&good](bool held) { good = good && held; };
  json_query queries[]{{"/id"}, {"/amount"}, {"/data/list"}, {"/data/list/4999/a\n/1"}};
  expect(!json_scan(text, queries, limits));
  expect(queries[0].value.equals("evt_1"));
  expect(*decimal::from(queries[1].value).value().minor_units(2) == 12000);
  expect(queries[3].value.present());
  std::array<char, 16> room{};
  expect(queries[3].value.unescaped_to(room) == std::size_t{5});
  std::size_t members = 0;
  for (const auto& element : json_elements(queries[2].value)) {
    for (const auto& member : json_members(element)) members += member.name.equals("a\n") ? 1U : 0U;
  }
  expect(members == 5000);
  expect(static_cast<bool>(json_scan(wrong, queries)));
  expect(json_scan(deep).code == json_errc::too_deep);
  expect(json_scan(names, queries).code == json_errc::too_many_members);
  const std::size_t allocations = counted;

  const std::string check(100, 'x');  // the counter itself counts
  expect(counted == allocations + 1 && check.size() == 100);
  std::printf("%s, %zu allocations\n", good ? "read as expected" : "READ WRONGLY", allocations);
  return good && allocations == 0 ? 0 : 1;
}
