// SPDX-License-Identifier: MIT
// expect: hooklatch: this request's method is no text, so it would not be checked; specialise request_traits
#include <hooklatch/hooklatch.hpp>

using namespace hooklatch;

#if HOOKLATCH_BAD == 1
enum class verb { get, post };
struct framework { verb method; std::vector<std::pair<std::string, std::string>> headers; std::string body; };
std::string_view read(const framework& request) { return request_traits<framework>::method(request); }
#else
struct framework { std::string method; std::vector<std::pair<std::string, std::string>> headers; std::string body; };
std::string_view read(const framework& request) { return request_traits<framework>::method(request); }
#endif
