// SPDX-License-Identifier: MIT
// expect: no matching
#include <hooklatch/providers/zuba.hpp>
#include <hooklatch/hooklatch.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
struct framework { std::vector<std::byte> bytes; std::vector<std::pair<std::string, std::string>> fields; };
template <> struct hooklatch::request_traits<framework> {
  static std::string_view method(const framework&) { return {}; }
  static const auto& headers(const framework& from) { return from.fields; }
  static std::vector<std::byte> body(const framework& from) { return from.bytes; }
};
bool good(const verifier<providers::zuba>& zuba, const framework& request) { return zuba.verify(request).has_value(); }
#else
struct framework { std::vector<std::byte> bytes; std::vector<std::pair<std::string, std::string>> fields; };
template <> struct hooklatch::request_traits<framework> {
  static std::string_view method(const framework&) { return {}; }
  static const auto& headers(const framework& from) { return from.fields; }
  static byte_view body(const framework& from) { return from.bytes; }
};
bool good(const verifier<providers::zuba>& zuba, const framework& request) { return zuba.verify(request).has_value(); }
#endif
