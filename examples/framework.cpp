// SPDX-License-Identifier: MIT
//
// A framework's own request class, the same framework without that, and a secret that replaces another one.
// Run: ./hooklatch_framework

#include <hooklatch/hooklatch.hpp>
#include <hooklatch/providers/venshack.hpp>
#include <hooklatch/testing/signer.hpp>

#include <chrono>
#include <iostream>
#include <map>
#include <string>
#include <string_view>
#include <utility>

// What some framework gives its handlers.
struct framework_request {
  std::string verb;
  std::multimap<std::string, std::string> fields;
  std::string payload;
};

template <>
struct hooklatch::request_traits<framework_request> {
  static std::string_view method(const framework_request& from) { return from.verb; }
  static const auto& headers(const framework_request& from) { return from.fields; }
  static hooklatch::byte_view body(const framework_request& from) { return hooklatch::to_bytes(from.payload); }
};

// Any framework in three lines: a plain request, one call, and its answer written as the framework wants it.
int answer(const auto& receive, const framework_request& from) {
  const hooklatch::request plain(from.verb, "/hooks", {from.fields.begin(), from.fields.end()}, from.payload);
  const hooklatch::outcome done = receive(plain, hooklatch::connection("192.0.2.7"));
  done.response.for_each_header([](auto name, auto value) { std::cout << name << ": " << value << '\n'; });
  std::cout << done.response.body() << '\n';
  return done.response.status();
}

int main() {
  using namespace std::chrono_literals;
  const auto next_week = std::chrono::system_clock::now() + 168h;
  const hooklatch::verifier<hooklatch::providers::venshack> venshack(
      hooklatch::keyring{hooklatch::secret("the new secret, from the dashboard"),
                         hooklatch::secret("the old secret, soon to be gone", hooklatch::not_after(next_week))},
      hooklatch::verifier_options{}.tolerance(120s).max_body(65536));

  // Still signed with the old secret.
  const hooklatch::testing::signer<hooklatch::providers::venshack> sender("the old secret, soon to be gone");
  const auto sent = sender.event({"meter.created"}).value();
  framework_request received{sent.method, {sent.headers.begin(), sent.headers.end()}, sent.body};

  const auto delivery = venshack.verify(received);
  if (!delivery) {
    std::cout << delivery.error().message() << '\n';
    return 1;
  }
  std::cout << "verified with secret " << delivery->secret_index() << ", " << delivery->skew()->count() << " ms old\n";

  const hooklatch::receiver<hooklatch::providers::venshack, hooklatch::no_store> receive(
      "the old secret, soon to be gone", {});
  return answer(receive, received) == 200 && delivery->secret_index() == 1 ? 0 : 1;
}
