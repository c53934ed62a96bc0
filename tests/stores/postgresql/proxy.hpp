// SPDX-License-Identifier: MIT
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

namespace pg_test {

/// Stands between a client and the server on loopback, and breaks what it is told to break.
class proxy {
 public:
  explicit proxy(int server_port) : server_port_(server_port), listener_(socket(AF_INET, SOCK_STREAM, 0)) {
    auto address = loopback(0);
    socklen_t size = sizeof address;
    if (listener_ < 0 || bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        listen(listener_, 16) != 0 || getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      throw std::runtime_error("the proxy cannot listen");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
  }
  proxy(const proxy&) = delete;
  proxy& operator=(const proxy&) = delete;
  ~proxy() {
    over_ = true;
    thread_.join();
    for (const auto& each : pairs_) drop(each);
    close(listener_);
  }

  int port() const { return port_; }
  /// The next thing that the server says, or the one after it, is not passed on; the client's connection is cut
  /// instead.
  void swallow_reply(int which = 1) { swallow_ = which; }
  bool has_swallowed() const { return swallow_ == 0; }
  /// Passes nothing on, and keeps what came, until it is false again.
  void freeze(bool frozen) { frozen_ = frozen; }
  /// Cuts all connections that are there.
  void cut() {
    cut_ = true;
    while (cut_) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  int connections() const { return connections_; }
  /// How often a client sent something: with small statements, round trips.
  int requests() const { return requests_; }

 private:
  struct pair {
    int client;
    int server;
  };

  static sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    return address;
  }
  static void drop(const pair& both) {
    close(both.client);
    close(both.server);
  }
  static bool pump(int from, int to) {
    char bytes[16384];
    const auto got = recv(from, bytes, sizeof bytes, 0);
    if (got <= 0) return false;
    for (ssize_t sent = 0; sent < got;) {
      const auto now = send(to, bytes + sent, static_cast<std::size_t>(got - sent), MSG_NOSIGNAL);
      if (now <= 0) return false;
      sent += now;
    }
    return true;
  }
  void accept_one() {
    const int client = accept(listener_, nullptr, nullptr);
    const int to = socket(AF_INET, SOCK_STREAM, 0);
    const auto address = loopback(server_port_);
    if (client < 0 || connect(to, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      close(client);
      close(to);
      return;
    }
    const int yes = 1;
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    setsockopt(to, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    pairs_.push_back({client, to});
    ++connections_;
  }
  void run() {
    while (!over_) {
      if (cut_) {
        for (const auto& each : pairs_) drop(each);
        pairs_.clear();
        cut_ = false;
      }
      std::vector<pollfd> waited{{listener_, POLLIN, 0}};
      for (const auto& each : pairs_) {
        const short wanted = frozen_ ? 0 : POLLIN;
        waited.push_back({each.client, wanted, 0});
        waited.push_back({each.server, wanted, 0});
      }
      poll(waited.data(), waited.size(), 2);
      if (frozen_) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        continue;
      }
      std::vector<pair> left;
      for (std::size_t i = 0; i < pairs_.size(); ++i) {
        bool alive = true;
        if ((waited[1 + 2 * i].revents) != 0) {
          alive = pump(pairs_[i].client, pairs_[i].server);
          ++requests_;
        }
        if (alive && (waited[2 + 2 * i].revents) != 0) {
          if (swallow_ > 0 && --swallow_ == 0) {
            alive = false;
          } else {
            alive = pump(pairs_[i].server, pairs_[i].client);
          }
        }
        if (alive) {
          left.push_back(pairs_[i]);
        } else {
          drop(pairs_[i]);
        }
      }
      pairs_ = std::move(left);
      if ((waited[0].revents & POLLIN) != 0) accept_one();
    }
  }

  int server_port_;
  int listener_;
  int port_ = 0;
  std::atomic<bool> over_{false};
  std::atomic<int> swallow_{0};
  std::atomic<bool> frozen_{false};
  std::atomic<bool> cut_{false};
  std::atomic<int> connections_{0};
  std::atomic<int> requests_{0};
  std::vector<pair> pairs_;
  std::thread thread_;
};

}  // namespace pg_test
