// SPDX-License-Identifier: MIT
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

namespace soak {

/// What happened, by whom: a handler had its effect, or a store said that a completion is done.
enum class deed : std::uint32_t { effect = 1, completed = 2 };

struct entry {
  deed what;
  std::uint32_t n;
  std::uint64_t fence;
};

/// A file that many processes append to, an entry at once. It survives them, not the machine.
class journal {
 public:
  explicit journal(const std::string& path)
      : fd_(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600)) {
    if (fd_ < 0) throw std::runtime_error("cannot open " + path);
  }
  journal(const journal&) = delete;
  journal& operator=(const journal&) = delete;
  ~journal() { ::close(fd_); }

  void write(deed what, std::uint32_t n, std::uint64_t fence) const {
    const entry made{what, n, fence};
    if (::write(fd_, &made, sizeof made) != sizeof made) {
      std::perror("soak: the journal");
      ::_exit(9);
    }
  }

  static std::vector<entry> read(const std::string& path) {
    std::vector<entry> all;
    std::FILE* const file = std::fopen(path.c_str(), "rb");
    if (file == nullptr) return all;
    std::array<entry, 4096> some;
    while (const std::size_t got = std::fread(some.data(), sizeof(entry), some.size(), file)) {
      all.insert(all.end(), some.begin(), some.begin() + static_cast<std::ptrdiff_t>(got));
    }
    std::fclose(file);
    return all;
  }

 private:
  int fd_;
};

}  // namespace soak
