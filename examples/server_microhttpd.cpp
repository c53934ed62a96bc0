// SPDX-License-Identifier: MIT
//
// Receives Zuba's webhooks with libmicrohttpd: C callbacks, a body that comes in pieces.
// Run: ZUBA_WEBHOOK_SECRET=whsec_... ./hooklatch_server_microhttpd

#include "server_support.hpp"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <strings.h>

#include <hooklatch/http/generic.hpp>
#include <hooklatch/providers/zuba.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

namespace {

using receiver_type =
    hooklatch::receiver<hooklatch::providers::zuba, hooklatch::memory_store<>, hooklatch::accept_volatile_store>;

/// Hands every value of the named header to the sink; libmicrohttpd shows them one by one.
std::size_t look_up(MHD_Connection* from, std::string_view name, hooklatch::header_sink sink) {
  struct search {
    std::string_view name;
    hooklatch::header_sink sink;
    std::size_t copies = 0;
  } wanted{name, sink};
  const auto offer = [](void* to, MHD_ValueKind, const char* text, std::size_t length, const char* value,
                        std::size_t size) -> MHD_Result {
    auto& looked_for = *static_cast<search*>(to);
    if (looked_for.name.size() == length && strncasecmp(looked_for.name.data(), text, length) == 0) {
      looked_for.sink({value, size});
      ++looked_for.copies;
    }
    return MHD_YES;
  };
  MHD_get_connection_values_n(from, MHD_HEADER_KIND, offer, &wanted);
  return wanted.copies;
}

std::string peer_of(MHD_Connection* of) {
  const auto* info = MHD_get_connection_info(of, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  if (info == nullptr || info->client_addr->sa_family != AF_INET) return {};
  std::array<char, INET_ADDRSTRLEN> text{};
  inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(info->client_addr)->sin_addr, text.data(), text.size());
  return text.data();
}

MHD_Result send(MHD_Connection* to, const hooklatch::response& answer) {
  std::string body(answer.body());
  const std::unique_ptr<MHD_Response, decltype(&MHD_destroy_response)> made(
      MHD_create_response_from_buffer(body.size(), body.data(), MHD_RESPMEM_MUST_COPY), &MHD_destroy_response);
  answer.for_each_header([&made](std::string_view name, std::string_view value) {
    MHD_add_response_header(made.get(), std::string(name).c_str(), std::string(value).c_str());
  });
  return MHD_queue_response(to, static_cast<unsigned>(answer.status()), made.get());
}

/// Called once with the head, then with each piece of the body, then once more.
MHD_Result handle(void* object, MHD_Connection* from, const char* url, const char* method, const char*,
                  const char* piece, std::size_t* size, void** state) {
  const auto& receive = *static_cast<const receiver_type*>(object);
  if (*state == nullptr) {
    *state = new std::string;
    return MHD_YES;
  }
  auto& body = *static_cast<std::string*>(*state);
  if (*size > 0) {
    body.append(piece, std::min(*size, receive.max_body() + 1 - body.size()));
    *size = 0;
    return MHD_YES;
  }
  if (std::string_view(url) != "/hooks") return send(from, hooklatch::response(404, {}, {}));
  const auto headers = [from](std::string_view name, hooklatch::header_sink sink) { return look_up(from, name, sink); };
  const hooklatch::generic_request delivery(method, url, headers, body);
  const hooklatch::owned_connection peer(peer_of(from));
  return send(from, receive(delivery, peer).response);
}

void forget(void*, MHD_Connection*, void** state, MHD_RequestTerminationCode) {
  delete static_cast<std::string*>(*state);
}

}  // namespace

int main() {
  hooklatch::memory_store<> store;
  receiver_type receive(std::getenv("ZUBA_WEBHOOK_SECRET"), store, example::handlers(), example::options());

  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* server =
      MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, 0, nullptr, nullptr, &handle, &receive, MHD_OPTION_SOCK_ADDR,
                       &address, MHD_OPTION_NOTIFY_COMPLETED, &forget, nullptr, MHD_OPTION_END);
  if (server == nullptr) return 1;
  example::serve_until_input_ends(MHD_get_daemon_info(server, MHD_DAEMON_INFO_BIND_PORT)->port);
  MHD_stop_daemon(server);
  return 0;
}
