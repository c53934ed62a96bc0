// SPDX-License-Identifier: MIT
#include <hooklatch/detail/challenge.hpp>

#include "support/catch.hpp"

#include <string>
#include <string_view>

using namespace hooklatch::detail;

TEST_CASE("a challenge is one or more letters of a small alphabet") {
  CHECK(is_challenge("9b4507b3-9040-4669-9ca3-6b94edb50553"));
  CHECK(is_challenge("ABCXYZabcxyz0189._~+/=-"));
  CHECK(is_challenge("x"));
  CHECK_FALSE(is_challenge(""));
}

TEST_CASE("every other byte keeps a text from being a challenge") {
  const std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~+/=-";
  for (int code = 0; code < 256; ++code) {
    INFO(code);
    const char c = static_cast<char>(static_cast<unsigned char>(code));
    const bool letter = alphabet.find(c) != std::string_view::npos;
    CHECK(is_challenge(std::string(1, c)) == letter);
    CHECK(is_challenge(std::string("ab") + c + "cd") == letter);
  }
}

TEST_CASE("no JSON object, array or string and no form of several fields is a challenge") {
  for (const std::string_view text : {"{}", "[]", "\"\"", "{\"forged\":\"event\"}", "a=1&b=2", "a b", "v0:1:x"}) {
    INFO(text);
    CHECK_FALSE(is_challenge(text));
  }
}

TEST_CASE("a challenge has at most 1,024 letters") {
  CHECK(is_challenge(std::string(1024, 'a')));
  CHECK_FALSE(is_challenge(std::string(1025, 'a')));
}
