// SPDX-License-Identifier: MIT
//
// Receives deliveries over HTTP: cpp-httplib on the loopback address, with one route for each provider, and the metrics
// and the health check of Zuba's page.
// Run: bash examples/demo.sh, which starts it and sends it deliveries; or by hand, see --help.
//
// What cpp-httplib does to a request before this program sees it is at the head of <hooklatch/http/httplib.hpp>.

#include <hooklatch/hooklatch.hpp>
#include <hooklatch/dedup/sqlite_store.hpp>
#include <hooklatch/http/httplib.hpp>
#include <hooklatch/providers/hackmamba.hpp>
#include <hooklatch/providers/rukkyhub.hpp>
#include <hooklatch/providers/simpu.hpp>
#include <hooklatch/providers/slack.hpp>
#include <hooklatch/providers/venshack.hpp>
#include <hooklatch/providers/zuba.hpp>

#include <httplib.h>

#include <atomic>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <exception>
#include <iostream>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace {

constexpr const char* address = "127.0.0.1";

constexpr std::string_view help = R"(hooklatch_demo_receiver: receives webhook deliveries on 127.0.0.1

  --port N             listen there; default 0, a free port
  --stop-with-stdin    stop when standard input ends, so that it never outlives who started it
  --accept-everything  acknowledge every request without a look at it: this is what demo.sh must notice
  --store FILE         remember events in this SQLite file; needed
  --effects FILE       append a line for each event that is handled: its provider, type and id
  --lease SECONDS      how long a handler may take before its process counts as dead; default 60

  Routes: /rukkyhub /simpu /venshack /hackmamba /zuba /slack; /zuba-listed, which takes the addresses of Zuba's page only
  and believes X-Forwarded-For from this machine; /metrics, /metrics/webhooks and /webhooks/health.
  The secrets are in the environment: SMM_WEBHOOK_SECRET (the name on RukkyHub's page), SIMPU_WEBHOOK_SECRET,
  VENSHACK_WEBHOOK_SECRET, HACKMAMBA_WEBHOOK_SECRET, ZUBA_WEBHOOK_SECRET, SLACK_SIGNING_SECRET.
  Handlers of events whose type ends in .failed fail the first time, to show what comes of it; that of payout.cancelled
  kills this process at its first attempt.
  Prints "listening on 127.0.0.1:PORT", and on standard error one line a delivery: provider, status, outcome or reason.
)";

struct settings {
  int port = 0;
  std::string store;
  std::string effects;
  std::chrono::seconds lease{60};
  bool stop_with_stdin = false;
  bool accept_everything = false;
};

/// Nothing that the sender wrote is logged: neither a header's value nor the body.
void write_log(std::string_view provider, int status, std::string_view reason) {
  std::string line(provider);
  line.append(1, ' ').append(std::to_string(status)).append(1, ' ').append(reason).append(1, '\n');
  std::fwrite(line.data(), 1, line.size(), stderr);  // in one piece, as many threads log
}

void log_outcome(const hooklatch::outcome& made) {
  const auto& why = made.reason;
  const bool refused = made.kind == hooklatch::outcome_kind::refused && why;
  write_log(made.provider->name, made.response.status(),
            refused ? std::string(to_string(why->code())) + why->numbers() : std::string(to_string(made.kind)));
}

/// What the application does with events: the same for every provider here. An event's effect is a line in a file.
hooklatch::dispatcher make_handlers(const std::string& effects) {
  const auto failed_before = std::make_shared<std::atomic<int>>(0);
  const auto fail_once = [failed_before](const hooklatch::event_view&) {
    if (failed_before->fetch_add(1) == 0) throw std::runtime_error("the first time, this handler fails");
  };
  return hooklatch::dispatcher()
      .on("payout.failed", fail_once)
      .on("payment.failed", fail_once)
      .on("payout.cancelled",
          [](const hooklatch::event_view&, hooklatch::handling& claim) {
            if (claim.attempt() == 1) std::raise(SIGKILL);
          })
      .any([effects](const hooklatch::event_view& event, hooklatch::handling& claim) {
        std::string line(event.provider().name);
        line.append(1, ' ').append(event.type()).append(1, ' ').append(event.id()).append(1, ' ');
        line.append(std::to_string(claim.attempt())).append(1, '\n');
        std::ofstream(effects, std::ios::app) << line;
      });
}

/// What all routes share.
struct shared_parts {
  explicit shared_parts(hooklatch::sqlite_store opened) : store(std::move(opened)) {}

  hooklatch::sqlite_store store;
  hooklatch::webhook_metrics metrics;
  std::mutex parking;
  std::vector<hooklatch::event> parked;
  std::vector<std::shared_ptr<const void>> routes;  // the server keeps references to them
};

/// One provider's receiver, or, for the sabotage, what looks like one and accepts everything. Many threads use it.
template <class Provider>
class route {
 public:
  route(const char* variable, shared_parts& parts, hooklatch::receiver_options options, const settings& wanted)
      : receiver_(make(variable, parts, std::move(options), wanted)), accept_everything_(wanted.accept_everything) {}

  template <class Request>
  hooklatch::outcome operator()(const Request& request, const hooklatch::connection& from) const {
    if (!accept_everything_) return receiver_(request, from);
    const auto& provider = Provider::table();
    hooklatch::outcome blind(provider, hooklatch::outcome_kind::handled, hooklatch::acknowledgement(provider));
    log_outcome(blind);
    return blind;
  }
  template <class Request>
  std::optional<hooklatch::outcome> precheck(const Request& head, std::size_t size,
                                             const hooklatch::connection& from) const {
    if (accept_everything_) return std::nullopt;
    return receiver_.precheck(head, size, from);
  }
  std::size_t max_body() const { return receiver_.max_body(); }

 private:
  using receiver = hooklatch::receiver<Provider, hooklatch::sqlite_store>;

  static receiver make(const char* variable, shared_parts& parts, hooklatch::receiver_options options,
                       const settings& wanted) {
    // Hackmamba never sends an event again whose handler failed, so somebody has to have it. Here that is a list.
    options.lease(wanted.lease)
        .observe(parts.metrics)
        .observe(log_outcome)
        .on_final_failure([&parts](const hooklatch::event_view& event, const std::vector<std::string>&) {
          const std::lock_guard lock(parts.parking);
          parts.parked.emplace_back(event);
        });
    auto made = receiver::make(hooklatch::secret_text(std::getenv(variable)), parts.store, make_handlers(wanted.effects),
                               options);
    if (!made) throw std::runtime_error(std::string(variable) + ": " + made.error().message());
    return std::move(*made);
  }

  receiver receiver_;
  bool accept_everything_;
};

template <class Provider>
void serve(httplib::Server& server, const std::string& path, const char* variable, shared_parts& parts,
           const settings& wanted, const hooklatch::receiver_options& options = {}) {
  const auto made = std::make_shared<const route<Provider>>(variable, parts, options, wanted);
  parts.routes.push_back(made);
  hooklatch::httplib_route(server, path, *made);
}

/// For people and their monitoring, beside the routes that providers know.
void serve_operations(httplib::Server& server, const hooklatch::webhook_metrics& metrics) {
  const auto text = [](std::string_view from) { return std::string(from); };
  server.Get("/metrics", [metrics, text](const httplib::Request&, httplib::Response& response) {
    response.set_content(metrics.prometheus(), text(metrics.prometheus_content_type));
  });
  server.Get("/metrics/webhooks", [metrics, text](const httplib::Request&, httplib::Response& response) {
    response.set_content(metrics.counts_json(), text(metrics.json_content_type));
  });
  server.Get("/webhooks/health", [](const httplib::Request&, httplib::Response& response) {
    response.set_content(hooklatch::health_json(std::chrono::system_clock::now(), "1.0.0"), "application/json");
  });
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
    } else if (option == "--store" && i + 1 < argc) {
      wanted.store = argv[++i];
    } else if (option == "--effects" && i + 1 < argc) {
      wanted.effects = argv[++i];
    } else if (option == "--lease" && i + 1 < argc) {
      wanted.lease = std::chrono::seconds(std::atoi(argv[++i]));  // the receiver refuses what is no lease
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
    if (wanted.store.empty()) throw std::runtime_error("--store FILE is needed; see --help");
    auto store = hooklatch::sqlite_store::open(wanted.store);
    if (!store) throw std::runtime_error(wanted.store + ": " + store.error().message());
    shared_parts parts(*std::move(store));
    serve<rukkyhub>(server, "/rukkyhub", "SMM_WEBHOOK_SECRET", parts, wanted);
    serve<simpu>(server, "/simpu", "SIMPU_WEBHOOK_SECRET", parts, wanted);
    serve<venshack>(server, "/venshack", "VENSHACK_WEBHOOK_SECRET", parts, wanted);
    serve<hackmamba>(server, "/hackmamba", "HACKMAMBA_WEBHOOK_SECRET", parts, wanted);
    serve<zuba>(server, "/zuba", "ZUBA_WEBHOOK_SECRET", parts, wanted);
    serve<slack>(server, "/slack", "SLACK_SIGNING_SECRET", parts, wanted);
    serve<zuba>(server, "/zuba-listed", "ZUBA_WEBHOOK_SECRET", parts, wanted,
                hooklatch::receiver_options{}
                    .endpoint("zuba-listed")
                    .allow(hooklatch::ip_allowlist({"185.199.108.0/22", "140.82.112.0/20"},
                                                   hooklatch::trusted_proxies({"127.0.0.1"})))
                    .require_https(hooklatch::trusted_proxies({"127.0.0.1"})));
    serve_operations(server, parts.metrics);
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
