// SPDX-License-Identifier: MIT
#pragma once

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace redis_tests {

/// A descriptor that is closed with this object.
class descriptor {
 public:
  explicit descriptor(int fd = -1) noexcept : fd_(fd) {}
  descriptor(descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  descriptor& operator=(descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const noexcept { return fd_; }

 private:
  int fd_;
};

[[nodiscard]] inline sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) throw std::runtime_error("a socket's path is too long");
  path.copy(static_cast<char*>(address.sun_path), path.size());
  return address;
}

/// What a fake server may do with one connection: each call gives up after five seconds, or when the test ends.
class peer {
 public:
  peer(int fd, const std::atomic<bool>& over) noexcept : fd_(fd), over_(&over) {}

  /// What came next, at least a byte; empty where the other side closed or nothing came.
  [[nodiscard]] std::string receive() const {
    for (int tries = 0; tries < 500 && !*over_; ++tries) {
      pollfd watched{fd_, POLLIN, 0};
      if (::poll(&watched, 1, 10) <= 0) continue;
      std::array<char, 65536> room;
      const auto got = ::recv(fd_, room.data(), room.size(), 0);
      return got > 0 ? std::string(room.data(), static_cast<std::size_t>(got)) : std::string();
    }
    return {};
  }
  bool send(std::string_view bytes) const {
    return ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
  }
  [[nodiscard]] bool over() const noexcept { return *over_; }

 private:
  int fd_;
  const std::atomic<bool>* over_;
};

/// Listens on a socket in a throw-away folder and lets `serve` have each connection, with its number from 0, one after
/// the other. The connection is closed when `serve` returns.
class fake_server {
 public:
  using service = std::function<void(const peer&, std::size_t)>;

  explicit fake_server(service serve) : serve_(std::move(serve)) {
    std::string pattern = (std::filesystem::temp_directory_path() / "hooklatch-fake-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder for a socket can be made");
    folder_ = pattern;
    listening_ = descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    auto address = address_of(socket());
    if (::bind(listening_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(listening_.get(), 64) != 0) {
      throw std::runtime_error("a fake server cannot listen");
    }
    thread_ = std::thread([this] { run(); });
  }
  fake_server(const fake_server&) = delete;
  fake_server& operator=(const fake_server&) = delete;
  ~fake_server() {
    over_ = true;
    thread_.join();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  [[nodiscard]] std::string socket() const { return folder_ + "/socket"; }
  [[nodiscard]] std::size_t accepted() const noexcept { return accepted_; }
  [[nodiscard]] std::size_t closed() const noexcept { return closed_; }

 private:
  void run() {
    while (!over_) {
      pollfd watched{listening_.get(), POLLIN, 0};
      if (::poll(&watched, 1, 10) <= 0) continue;
      {
        const descriptor taken(::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC));
        if (taken.get() < 0) continue;
        serve_(peer(taken.get(), over_), accepted_++);
      }
      ++closed_;
    }
  }

  service serve_;
  std::string folder_;
  descriptor listening_;
  std::atomic<bool> over_{false};
  std::atomic<std::size_t> accepted_{0};
  std::atomic<std::size_t> closed_{0};
  std::thread thread_;
};

/// Passes requests on to the server at `path` and its replies back, except that `cut` may end it: it is asked with each
/// reply before that goes back.
[[nodiscard]] inline fake_server::service cutting_proxy(std::string path, std::function<bool()> cut) {
  return [path = std::move(path), cut = std::move(cut)](const peer& client, std::size_t) {
    const descriptor fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    auto address = address_of(path);
    if (::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return;
    const std::atomic<bool> never{false};
    const peer server(fd.get(), never);
    while (!client.over()) {
      const auto request = client.receive();
      if (request.empty() || !server.send(request)) return;
      const auto reply = server.receive();
      if (reply.empty() || cut() || !client.send(reply)) return;
    }
  };
}

}  // namespace redis_tests
