// SPDX-License-Identifier: MIT
//
// What the library makes of addresses, ranges and forwarded requests, for ip_oracle.py. One question a line, fields
// separated by spaces, each text as hexadecimal digits with an x before them; one answer a line.
//
//   A TEXT                        the address's bytes, or -
//   R TEXT                        the first address's bytes and the prefix length, or -
//   C RANGE ADDRESS               in, out, or - where one of them is refused
//   S PEER TRUSTED... , F... , R...  the sender's bytes, or -; F are lines of X-Forwarded-For, R of X-Real-IP

#include <hooklatch/http/trusted_proxies.hpp>

#include <cstddef>
#include <cstdint>
#include <iostream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace hooklatch;

std::string from_hex(const std::string& field) {
  if (field.size() % 2 != 1 || field[0] != 'x') throw std::runtime_error("no field: " + field);
  std::string text;
  for (std::size_t i = 1; i < field.size(); i += 2) {
    text += static_cast<char>(std::stoi(field.substr(i, 2), nullptr, 16));
  }
  return text;
}

std::string to_hex(const ip_address& address) {
  std::string text;
  for (const auto byte : address.bytes()) {
    text += "0123456789abcdef"[byte / 16];
    text += "0123456789abcdef"[byte % 16];
  }
  return text;
}

std::string show(const std::optional<ip_address>& address) { return address ? to_hex(*address) : "-"; }

std::vector<std::string> read_list(std::istream& fields) {
  std::vector<std::string> texts;
  for (std::string field; fields >> field && field != ",";) texts.push_back(from_hex(field));
  return texts;
}

std::string answer(std::istream& fields, const std::string& kind) {
  std::string first;
  fields >> first;
  const std::string text = from_hex(first);
  if (kind == "A") return show(ip_address::parse(text));
  if (kind == "R") {
    const auto range = ip_range::make(text);
    return range ? to_hex(range->network()) + ' ' + std::to_string(range->prefix()) : "-";
  }
  if (kind == "C") {
    std::string second;
    fields >> second;
    const auto range = ip_range::make(text);
    const auto address = ip_address::parse(from_hex(second));
    if (!range || !address) return "-";
    return range->contains(*address) ? "in" : "out";
  }
  if (kind == "S") {
    const auto proxies = trusted_proxies::make(ip_ranges::make(read_list(fields)).value()).value();
    std::vector<std::pair<std::string, std::string>> headers;
    for (auto& line : read_list(fields)) headers.emplace_back("X-Forwarded-For", std::move(line));
    for (auto& line : read_list(fields)) headers.emplace_back("X-Real-IP", std::move(line));
    return show(proxies.sender_of(text, headers));
  }
  throw std::runtime_error("no question: " + kind);
}

}  // namespace

int main() {
  try {
    for (std::string line; std::getline(std::cin, line);) {
      std::istringstream fields(line);
      std::string kind;
      fields >> kind;
      std::cout << answer(fields, kind) << '\n';
    }
    return 0;
  } catch (const std::exception& failure) {
    std::cerr << failure.what() << '\n';
    return 1;
  }
}
