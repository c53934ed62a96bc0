// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/http/request.hpp>

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace soak {

/// A socket, closed with this object.
class channel {
 public:
  explicit channel(int fd = -1) noexcept : fd_(fd) {}
  channel(channel&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  channel& operator=(channel&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~channel() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] bool is_open() const noexcept { return fd_ >= 0; }
  [[nodiscard]] int fd() const noexcept { return fd_; }

  /// All of it, or false.
  [[nodiscard]] bool send(const void* bytes, std::size_t size) const noexcept {
    const char* at = static_cast<const char*>(bytes);
    while (size > 0) {
      const ssize_t sent = ::send(fd_, at, size, MSG_NOSIGNAL);
      if (sent <= 0) return false;
      at += sent;
      size -= static_cast<std::size_t>(sent);
    }
    return true;
  }
  [[nodiscard]] bool receive(void* bytes, std::size_t size) const noexcept {
    char* at = static_cast<char*>(bytes);
    while (size > 0) {
      const ssize_t got = ::recv(fd_, at, size, 0);
      if (got <= 0) return false;
      at += got;
      size -= static_cast<std::size_t>(got);
    }
    return true;
  }

  /// For everything that is sent and received from now on.
  void set_patience(std::chrono::milliseconds longest) const noexcept {
    const timeval limit{longest.count() / 1000, longest.count() % 1000 * 1000};
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }

  // A request is its size and then its texts, each behind its own size; an answer is a status.
  [[nodiscard]] bool send_request(const hooklatch::request& made) const {
    std::string bytes;
    const auto add = [&bytes](std::string_view text) {
      const auto size = static_cast<std::uint32_t>(text.size());
      bytes.append(reinterpret_cast<const char*>(&size), sizeof size);
      bytes.append(text);
    };
    add(made.body);
    for (const auto& [name, value] : made.headers) {
      add(name);
      add(value);
    }
    const auto size = static_cast<std::uint32_t>(bytes.size());
    bytes.insert(0, reinterpret_cast<const char*>(&size), sizeof size);
    return send(bytes.data(), bytes.size());
  }
  [[nodiscard]] std::optional<hooklatch::request> receive_request() const {
    std::uint32_t size = 0;
    if (!receive(&size, sizeof size) || size > 1000000) return std::nullopt;
    std::string bytes(size, '\0');
    if (!receive(bytes.data(), bytes.size())) return std::nullopt;
    std::string_view rest = bytes;
    const auto next = [&rest]() -> std::string {
      std::uint32_t length = 0;
      if (rest.size() < sizeof length) throw std::runtime_error("a broken frame");
      std::memcpy(&length, rest.data(), sizeof length);
      rest.remove_prefix(sizeof length);
      if (rest.size() < length) throw std::runtime_error("a broken frame");
      std::string text(rest.substr(0, length));
      rest.remove_prefix(length);
      return text;
    };
    hooklatch::request made;
    made.body = next();
    while (!rest.empty()) {
      std::string name = next();
      made.headers.emplace_back(std::move(name), next());
    }
    return made;
  }
  [[nodiscard]] bool send_status(int status) const noexcept {
    const auto value = static_cast<std::int32_t>(status);
    return send(&value, sizeof value);
  }
  /// 0 where nothing came.
  [[nodiscard]] int receive_status() const noexcept {
    std::int32_t value = 0;
    return receive(&value, sizeof value) ? value : 0;
  }

 private:
  int fd_;
};

[[nodiscard]] inline sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) throw std::runtime_error("the folder's name is too long for a socket");
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

/// The socket that all workers accept from. It outlives them, so that a sender waits for the next one instead of being
/// refused.
[[nodiscard]] inline channel listen_at(const std::string& path) {
  const auto address = address_of(path);
  channel made(::socket(AF_UNIX, SOCK_STREAM, 0));
  if (!made.is_open() || ::bind(made.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(made.fd(), 64) != 0) {
    throw std::runtime_error("cannot listen at " + path);
  }
  return made;
}

/// Not open where `patience` was too short.
[[nodiscard]] inline channel connect_to(const std::string& path, std::chrono::milliseconds patience) {
  const auto address = address_of(path);
  channel made(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  made.set_patience(patience);
  if (::connect(made.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return channel();
  return made;
}

}  // namespace soak
