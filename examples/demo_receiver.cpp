// SPDX-License-Identifier: MIT
//
// Receives deliveries over HTTP: cpp-httplib on the loopback address, with one route for each of five providers.
// Run: bash examples/demo.sh, which starts it and sends it deliveries; or by hand, see --help.
//
// What cpp-httplib (0.11 and 0.14) does to a request before this program sees it: it decodes %XX in the values of
// headers, drops header lines that are empty or not well formed, and (0.14) counts trailers as headers. Repeated lines
// stay apart, so a doubled signature is seen.

#include <hooklatch/hooklatch.hpp>
#include <hooklatch/providers/hackmamba.hpp>
#include <hooklatch/providers/rukkyhub.hpp>
#include <hooklatch/providers/simpu.hpp>
#include <hooklatch/providers/venshack.hpp>
#include <hooklatch/providers/zuba.hpp>

#include <httplib.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

namespace {

constexpr const char* address = "127.0.0.1";

constexpr std::string_view help = R"(hooklatch_demo_receiver: receives webhook deliveries on 127.0.0.1

  --port N             listen there; default 0, a free port
  --stop-with-stdin    stop when standard input ends, so that it never outlives who started it
  --accept-everything  acknowledge every request without a look at it: this is what demo.sh must notice

  Routes: /rukkyhub /simpu /venshack /hackmamba /zuba. The secrets are in the environment: SMM_WEBHOOK_SECRET (the name
  on RukkyHub's page), SIMPU_WEBHOOK_SECRET, VENSHACK_WEBHOOK_SECRET, HACKMAMBA_WEBHOOK_SECRET, ZUBA_WEBHOOK_SECRET.
  Prints "listening on 127.0.0.1:PORT", and on standard error one line a delivery: provider, status, reason.
)";

struct settings {
  int port = 0;
  bool stop_with_stdin = false;
  bool accept_everything = false;
};

/// One request as a verifier reads it: any type with these members will do.
struct delivery_request {
  const std::string& method;
  const httplib::Headers& headers;
  std::string body;
};

/// Nothing that the sender wrote is logged: neither a header's value nor the body.
void write_log(std::string_view provider, int status, std::string_view reason) {
  std::string line(provider);
  line.append(1, ' ').append(std::to_string(status)).append(1, ' ').append(reason).append(1, '\n');
  std::fwrite(line.data(), 1, line.size(), stderr);  // in one piece, as many threads log
}

/// Verifies one provider's deliveries and answers them. Many threads use it at once.
template <class Provider>
class endpoint {
 public:
  endpoint(const char* variable, bool accept_everything)
      : verifier_(make(variable)), accept_everything_(accept_everything) {}

  void answer(const delivery_request& request, httplib::Response& response) const {
    if (accept_everything_) return send(response, hooklatch::acknowledgement(provider), "verified");
    const auto delivery = verifier_.verify(request);
    if (delivery) return send(response, hooklatch::acknowledgement(provider), "verified");
    const auto& refused = delivery.error();
    send(response, hooklatch::refusal(provider, refused), std::string(to_string(refused.code())) + refused.numbers());
  }

  /// Reads the body as it came, and keeps no more of it than it takes to see that it is too large.
  void receive(const httplib::Request& request, httplib::Response& response, const httplib::ContentReader& read) const {
    // Built with zlib or brotli, cpp-httplib inflates bodies, and then the bytes that were signed are gone; of a form
    // in parts it shows no bytes at all. None of these providers sends either, so both are refused unread.
    if (request.has_header("Content-Encoding") || request.is_multipart_form_data()) {
      return send_own(response, 415, to_string(hooklatch::errc::unsupported_content_encoding));
    }
    std::string body;
    const bool whole = read([&body](const char* data, std::size_t size) {
      body.append(data, std::min(size, provider.body_cap + 1 - body.size()));
      return true;  // what is too much is read and dropped: a sender that still writes does not hear the answer
    });
    if (!whole) return send_own(response, 400, "body_cut_short");
    answer({request.method, request.headers, std::move(body)}, response);
  }

 private:
  static constexpr const hooklatch::provider_table& provider = Provider::table();

  static hooklatch::verifier<Provider> make(const char* variable) {
    auto made = hooklatch::verifier<Provider>::make(std::getenv(variable));
    if (!made) throw std::runtime_error(std::string(variable) + ": " + made.error().message());
    return std::move(*made);
  }

  static void send(httplib::Response& to, const hooklatch::response& from, std::string_view reason) {
    write_log(provider.name, from.status(), reason);
    to.status = from.status();
    const auto body = from.body();
    if (!body.empty()) to.set_content(body.data(), body.size(), std::string(from.content_type()));
    if (!from.allow().empty()) to.set_header("Allow", std::string(from.allow()));
  }

  /// The answer to what the verifier never saw.
  static void send_own(httplib::Response& to, int status, std::string_view reason) {
    write_log(provider.name, status, reason);
    to.status = status;
  }

  hooklatch::verifier<Provider> verifier_;
  bool accept_everything_;
};

template <class Provider>
void serve(httplib::Server& server, const char* variable, const settings& wanted) {
  const auto point = std::make_shared<const endpoint<Provider>>(variable, wanted.accept_everything);
  const std::string path = "/" + std::string(Provider::name);
  const auto without_body = [point](const httplib::Request& request, httplib::Response& response) {
    point->answer({request.method, request.headers, {}}, response);
  };
  const auto body_unread = [without_body](const httplib::Request& request, httplib::Response& response,
                                          const httplib::ContentReader&) { without_body(request, response); };
  server.Get(path, without_body);  // HEAD as well
  server.Options(path, without_body);
  server.Put(path, body_unread);
  server.Patch(path, body_unread);
  server.Delete(path, body_unread);
  server.Post(path, [point](const httplib::Request& request, httplib::Response& response,
                            const httplib::ContentReader& read) { point->receive(request, response, read); });
}

int listen_on(httplib::Server& server, int port) {
  // cpp-httplib would share a port with another program that listens on it; this one wants it alone or not at all.
  server.set_socket_options([](socket_t socket) {
    const int on = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  });
  if (port == 0) return server.bind_to_any_port(address);
  return server.bind_to_port(address, port) ? port : -1;
}

void run(httplib::Server& server, bool stop_with_stdin) {
  std::atomic<bool> ended = false;
  std::thread listening([&server, &ended] {
    server.listen_after_bind();
    ended = true;
  });
  if (stop_with_stdin) {
    while (std::cin.get() != std::char_traits<char>::eof()) continue;
    while (!server.is_running() && !ended) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    server.stop();
  }
  listening.join();
}

settings read_arguments(int argc, char** argv) {
  settings wanted;
  for (int i = 1; i < argc; ++i) {
    const std::string_view option = argv[i];
    if (option == "--stop-with-stdin") {
      wanted.stop_with_stdin = true;
    } else if (option == "--accept-everything") {
      wanted.accept_everything = true;
    } else if (option == "--port" && i + 1 < argc) {
      const std::string_view text = argv[++i];
      const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), wanted.port);
      if (failure != std::errc() || end != text.data() + text.size() || wanted.port < 0 || wanted.port > 65535) {
        throw std::runtime_error("--port takes a number from 0 to 65535");
      }
    } else {
      throw std::runtime_error("unknown option " + std::string(option) + "; see --help");
    }
  }
  return wanted;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace hooklatch::providers;
  try {
    if (argc > 1 && std::string_view(argv[1]) == "--help") {
      std::cout << help;
      return 0;
    }
    const auto wanted = read_arguments(argc, argv);
    httplib::Server server;
    server.set_keep_alive_max_count(1);  // a body that was not read is then never taken for the next request
    serve<rukkyhub>(server, "SMM_WEBHOOK_SECRET", wanted);
    serve<simpu>(server, "SIMPU_WEBHOOK_SECRET", wanted);
    serve<venshack>(server, "VENSHACK_WEBHOOK_SECRET", wanted);
    serve<hackmamba>(server, "HACKMAMBA_WEBHOOK_SECRET", wanted);
    serve<zuba>(server, "ZUBA_WEBHOOK_SECRET", wanted);
    const int port = listen_on(server, wanted.port);
    if (port <= 0) throw std::runtime_error("cannot listen on that port of " + std::string(address));
    std::cout << "listening on " << address << ':' << port << std::endl;
    run(server, wanted.stop_with_stdin);
    return 0;
  } catch (const std::exception& failure) {
    std::cerr << "hooklatch_demo_receiver: " << failure.what() << '\n';
    return 2;
  }
}
