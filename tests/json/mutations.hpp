// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace test_support {

/// Envelopes as providers send them, and what becomes of them when bytes and tokens are changed, cut, moved and added.
/// The same seed gives the same texts on every machine: only the generator's raw numbers are used.
class mutations {
 public:
  explicit mutations(std::uint64_t seed) : random_(seed) {}

  [[nodiscard]] std::string next() {
    std::string text(envelopes[below(envelopes.size())]);
    for (std::size_t rounds = 1 + below(3); rounds > 0; --rounds) change(text);
    return text;
  }

 private:
  static constexpr std::array<std::string_view, 6> envelopes{
      R"({"id":"evt_1","type":"payout.paid","createdAt":"2026-03-23T14:30:00.000Z","test":false,"data":{"amount":120.00}})",
      R"({"event":"vtu.success","vtu":{"reference":"TRX-1","amount":-1.5E+3,"items":[{"id":1},{"id":2,"tags":["a","b"]}]}})",
      "{ \"id\" : \"caf\\u00e9\" ,\n\t\"data\" : { \"object\" : { \"id\" : \"ch_1\", \"name\" : \"Z\xc3\xbcrich \\ud83d\\ude00\" } } ,"
      " \"created\" : 1774276200 , \"livemode\" : true, \"n\" : null }",
      R"({"type":"x","data":[[],{},[[]],"\"\\\/\b\f\n\r\t",0,-0,0.1,1e400,12345678901234567890123,{"":{"a/b":{"m~n":[1]}}}]})",
      "[{\"id\":1,\"data\":{\"id\":[1,2]}},\"\xf0\x9f\x98\x80\xe2\x82\xac\",\"\\u0000\\uFFFF\",true,false,null,3.25e-7]",
      R"({"id":"a","data":{"id":"b","data":{"id":"c","data":{"id":"d","data":{"amount":99,"currency":"NGN"}}}}})"};
  static constexpr std::array<std::string_view, 46> tokens{"{",
                                                           "}",
                                                           "[",
                                                           "]",
                                                           ",",
                                                           ":",
                                                           "\"",
                                                           "\\",
                                                           "\\\"",
                                                           "\"id\":",
                                                           "\"id\":1,",
                                                           "\"data\":{",
                                                           "null",
                                                           "true",
                                                           "false",
                                                           "0",
                                                           "-",
                                                           "-0",
                                                           "01",
                                                           "1.",
                                                           ".5",
                                                           "1e",
                                                           "1e5",
                                                           "1E-5",
                                                           "e400",
                                                           "9999999999999999999999",
                                                           "\\u0041",
                                                           "\\ud83d",
                                                           "\\ude00",
                                                           "\\ud83d\\ude00",
                                                           "\\u12",
                                                           "\\x",
                                                           " ",
                                                           "\n",
                                                           "\t",
                                                           "\xef\xbb\xbf",
                                                           "\xc3\xa9",
                                                           "\xc0\x80",
                                                           "\xed\xa0\x80",
                                                           "\xf4\x90\x80\x80",
                                                           "\xff",
                                                           "\x01",
                                                           "\x7f",
                                                           "[[[[",
                                                           "]]]]",
                                                           "/**/"};

  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_() % bound); }

  void change(std::string& text) {
    const auto at = below(text.size() + 1);
    switch (below(10)) {
      case 0:
      case 1:  // another byte
        if (at < text.size()) text[at] = static_cast<char>(static_cast<unsigned char>(below(256)));
        break;
      case 2:  // one bit of it
        if (at < text.size()) text[at] = static_cast<char>(static_cast<unsigned char>(text[at]) ^ (1U << below(8)));
        break;
      case 3:
      case 4:
        text.insert(at, tokens[below(tokens.size())]);
        break;
      case 5: {
        const auto token = tokens[below(tokens.size())];
        text.replace(at, token.size(), token);
        break;
      }
      case 6:
        text.erase(at, 1 + below(4));
        break;
      case 7:
        if (below(4) == 0) text.resize(at);
        break;
      case 8: {  // a piece once more, somewhere else
        const auto piece = text.substr(at, 1 + below(30));
        text.insert(below(text.size() + 1), piece);
        break;
      }
      default:  // a NUL or a space at the end
        text.push_back(below(4) == 0 ? '\0' : ' ');
        break;
    }
  }

  std::mt19937_64 random_;
};

}  // namespace test_support
