// SPDX-License-Identifier: MIT
#include <hooklatch/detail/secret_text.hpp>

#include <hooklatch/scheme/encoding.hpp>

#include "support/catch.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

using hooklatch::detail::decode_secret_hex;
using hooklatch::detail::decode_secret_sextets;
using hooklatch::detail::is_blank_secret;
using hooklatch::detail::mask_in_range;
using hooklatch::detail::secret_nibble;
using hooklatch::detail::secret_sextet;
using hooklatch::detail::without_padding;

namespace {

constexpr std::uint32_t all_ones = 0xffffffffU;

// How often the branchless decoder and the table's decoder differ over all 256 characters in each place of `good`.
template <class Branchless, class Table>
std::size_t differences(std::string_view good, Branchless branchless, Table table) {
  std::size_t differing = 0;
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (int code = 0; code < 256; ++code) {
      std::string text(good);
      text[at] = static_cast<char>(code);
      std::array<std::byte, 16> left{};
      std::array<std::byte, 16> right{};
      const std::optional<std::size_t> read = branchless(text, std::span<std::byte>(left));
      const std::optional<std::size_t> expected = table(text, std::span<std::byte>(right));
      if (read != expected || (read && left != right)) ++differing;
    }
  }
  return differing;
}

}  // namespace

TEST_CASE("a range mask is all ones inside, both edges too, and zero outside") {
  for (std::uint32_t c = 0; c < 256; ++c) {
    CHECK(mask_in_range(c, 'A', 'Z') == (c >= 'A' && c <= 'Z' ? all_ones : 0U));
    CHECK(mask_in_range(c, 0, 0) == (c == 0 ? all_ones : 0U));
    CHECK(mask_in_range(c, 255, 255) == (c == 255 ? all_ones : 0U));
    CHECK(mask_in_range(c, '+', '+') == (c == '+' ? all_ones : 0U));
  }
}

TEST_CASE("a secret's base64 digit has the value that RFC 4648 gives it") {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (int code = 0; code < 256; ++code) {
    const char c = static_cast<char>(code);
    const auto at = alphabet.find(c);
    INFO("character " << code);
    CHECK(secret_sextet(c) == (at == std::string_view::npos ? all_ones : static_cast<std::uint32_t>(at)));
  }
}

TEST_CASE("a secret's hex digit has its value in either case") {
  constexpr std::string_view lower = "0123456789abcdef";
  constexpr std::string_view upper = "0123456789ABCDEF";
  for (int code = 0; code < 256; ++code) {
    const char c = static_cast<char>(code);
    const auto at = lower.find(c) != std::string_view::npos ? lower.find(c) : upper.find(c);
    INFO("character " << code);
    CHECK(secret_nibble(c) == (at == std::string_view::npos ? all_ones : static_cast<std::uint32_t>(at)));
  }
}

TEST_CASE("the branchless base64 decoder agrees with the table's for every character in each place") {
  // The published standard-alphabet table decoder reads whole groups, so texts come with their padding.
  const auto branchless = [](std::string_view text, std::span<std::byte> out) {
    return text.size() % 4 == 0 ? decode_secret_sextets(without_padding(text), out) : std::nullopt;
  };
  const auto table = [](std::string_view text, std::span<std::byte> out) {
    return hooklatch::base64::decode(text, out);
  };
  for (const std::string_view good :
       {"Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy", "AAAA", "////", "+/+/AA==", "/w=="}) {
    INFO(good);
    CHECK(differences(good, branchless, table) == 0);
  }
}

TEST_CASE("the branchless base64 decoder agrees with the table's on texts without padding") {
  const auto branchless = [](std::string_view text, std::span<std::byte> out) {
    return decode_secret_sextets(text, out);
  };
  const auto table = [](std::string_view text, std::span<std::byte> out) {
    std::string padded(text);
    while (padded.size() % 4 != 0) padded += '=';
    // A text that ends in its own '=' is not a text without padding.
    return text.find('=') == std::string_view::npos ? hooklatch::base64::decode(padded, out) : std::nullopt;
  };
  for (const std::string_view good : {"Zg", "Zm8", "Zm9v", "Zm9vYg", "Zm9vYmE", "Zm9vY", "A", ""}) {
    INFO(good);
    CHECK(differences(good, branchless, table) == 0);
  }
}

TEST_CASE("the branchless hex decoder agrees with the table's for every character in each place") {
  const auto branchless = [](std::string_view text, std::span<std::byte> out) { return decode_secret_hex(text, out); };
  const auto table = [](std::string_view text, std::span<std::byte> out) { return hooklatch::hex::decode(text, out); };
  for (const std::string_view good : {"66", "666f", "00ffA9", "0123456789abcdefABCDEF", "666", "6"}) {
    INFO(good);
    CHECK(differences(good, branchless, table) == 0);
  }
}

TEST_CASE("secret decoders refuse what does not fit their room and write nothing then") {
  std::array<std::byte, 4> out{};
  const auto three = std::span<std::byte>(out).first(3);
  CHECK_FALSE(decode_secret_sextets("Zm9vYg", three));
  CHECK(out == std::array<std::byte, 4>{});
  CHECK_FALSE(decode_secret_hex("666f6f62", three));
  CHECK(out == std::array<std::byte, 4>{});
  CHECK(decode_secret_sextets("Zm9v", three) == std::size_t{3});
  CHECK(out == std::array<std::byte, 4>{std::byte{'f'}, std::byte{'o'}, std::byte{'o'}});
  CHECK(decode_secret_hex("626172", three) == std::size_t{3});
  CHECK(out == std::array<std::byte, 4>{std::byte{'b'}, std::byte{'a'}, std::byte{'r'}});
}

TEST_CASE("padding is taken off whole groups only, two signs at most") {
  CHECK(without_padding("Zg==") == "Zg");
  CHECK(without_padding("Zm8=") == "Zm8");
  CHECK(without_padding("Zm9v") == "Zm9v");
  CHECK(without_padding("Z===") == "Z=");
  CHECK(without_padding("====") == "==");
  CHECK(without_padding("Zg=") == "Zg=");
  CHECK(without_padding("Zm9vYg===") == "Zm9vYg===");
  CHECK(without_padding("").empty());
}

TEST_CASE("a secret is blank where every byte is NUL or ASCII white space") {
  CHECK(is_blank_secret({}));
  for (int code = 0; code < 256; ++code) {
    const char c = static_cast<char>(code);
    const bool blank = c == '\0' || c == ' ' || c == '\t' || c == '\n' || c == '\v' || c == '\f' || c == '\r';
    INFO("character " << code);
    CHECK(is_blank_secret(hooklatch::to_bytes(std::string(32, c))) == blank);
    for (const std::size_t at : {0U, 16U, 31U}) {
      std::string text(32, ' ');
      text[at] = c;
      CHECK(is_blank_secret(hooklatch::to_bytes(text)) == blank);
    }
  }
}
