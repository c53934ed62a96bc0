// SPDX-License-Identifier: MIT
#pragma once

#include <hooklatch/detail/redis/sha1.hpp>

#include <array>
#include <string_view>

namespace hooklatch {
inline namespace v0 {
namespace detail {
namespace redis {

/// A Lua script, and the SHA-1 that the server knows it by.
struct script {
  constexpr explicit script(std::string_view lua) noexcept : text(lua), hex(sha1_hex(lua)) {}
  [[nodiscard]] constexpr std::string_view sha() const noexcept { return {hex.data(), hex.size()}; }

  std::string_view text;
  std::array<char, 40> hex;
};

// One hash for each key: s state (0 open, 1 claimed, 2 done), f fence, d digest, n nonce, p the claim ("end of the
// lease, keep in ms, attempts, whether reclaimed": in one field, because every field of a write costs), c when it was
// completed, i label, w why it was released. Times are in microseconds since 1970. A hash with f alone is one that was
// forgotten.
//
// Each script reads the server's clock and touches one key. Redis 5 and later copy what a script wrote to the AOF and
// the replicas, not the script, so a clock may be read; the effects of one script stay together (MULTI).
//
// Numbers: Lua's are doubles, exact to 2^53 (microseconds until the year 2255), but tostring() drops digits: what is
// stored goes through string.format('%.0f'), and a number that is returned becomes an integer reply, exact.
//
// Memory: a server that is full refuses a script's first write if that one takes memory (HSET), and then lets the rest
// pass. So a new claim begins with HSET, and is refused; the end of a claim begins with PEXPIRE, and is not.

/// KEYS key; ARGV lease ms, keep ms, digest, nonce, whether a conflict is refused (1), label.
/// {0, fence, attempt, reclaimed} fresh; {1, microseconds} in flight; {2, digest matches, completed at} duplicate;
/// {3} conflict; {5} damaged.
inline constexpr script claim_script(R"lua(local r = redis.call('HMGET', KEYS[1], 's', 'f', 'd', 'n', 'p', 'c')
local s, f, a, back = r[1], tonumber(r[2] or '0'), 0, 0
if not f then return {5} end
local last, attempts, again
if s then
  local same = r[3] == ARGV[3]
  if not same and ARGV[5] == '1' then return {3} end
  if s == '2' then return {2, same and 1 or 0, tonumber(r[6]) or 0} end
  last, attempts, again = string.match(r[5] or '', '^(%d+) %d+ (%d+) ([01])$')
  if not last or (s ~= '0' and s ~= '1') then return {5} end
  a = tonumber(attempts)
end
local t = redis.call('TIME')
local us = t[1] * 1000000 + t[2]
if s == '1' then
  local left = tonumber(last) - us
  if left > 0 then
    if r[4] == ARGV[4] then return {0, f, a, tonumber(again)} end
    return {1, left}
  end
  back = 1
end
if f >= us then f = f + 1 else f = us end
a = a + 1
redis.call('HSET', KEYS[1], 's', '1', 'f', string.format('%.0f', f), 'd', ARGV[3], 'n', ARGV[4],
  'p', string.format('%.0f %s %.0f %d', us + ARGV[1] * 1000, ARGV[2], a, back), 'i', ARGV[6])
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', ARGV[1] + ARGV[2]))
return {0, f, a, back}
)lua");

/// KEYS key; ARGV fence, retention ms. 0 lost, 1 done, 2 already done. A repeat writes as well, for WAIT to wait for.
inline constexpr script complete_script(R"lua(local r = redis.call('HMGET', KEYS[1], 's', 'f')
if not r[1] or r[2] ~= ARGV[1] then return 0 end
if r[1] == '2' then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return 2
end
if r[1] ~= '1' then return 0 end
local t = redis.call('TIME')
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('HDEL', KEYS[1], 'n', 'p', 'w')
redis.call('HSET', KEYS[1], 's', '2', 'c', string.format('%.0f', t[1] * 1000000 + t[2]))
return 1
)lua");

/// KEYS key; ARGV fence, why. Answers as complete_script.
inline constexpr script release_script(R"lua(local r = redis.call('HMGET', KEYS[1], 's', 'f', 'p')
if not r[1] or r[2] ~= ARGV[1] then return 0 end
if r[1] == '2' then return 2 end
if r[1] ~= '1' then return 0 end
local keep = string.match(r[3] or '', '^%d+ (%d+) %d+ [01]$')
if not keep then return 5 end
redis.call('PEXPIRE', KEYS[1], keep)
redis.call('HDEL', KEYS[1], 'n')
redis.call('HSET', KEYS[1], 's', '0')
if ARGV[2] ~= '' then redis.call('HSET', KEYS[1], 'w', ARGV[2]) end
return 1
)lua");

/// KEYS key; ARGV fence, lease ms. Answers as complete_script.
inline constexpr script extend_script(R"lua(local r = redis.call('HMGET', KEYS[1], 's', 'f', 'p')
if not r[1] or r[2] ~= ARGV[1] then return 0 end
if r[1] == '2' then return 2 end
if r[1] ~= '1' then return 0 end
local keep, rest = string.match(r[3] or '', '^%d+ (%d+)( %d+ [01])$')
if not keep then return 5 end
local t = redis.call('TIME')
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', ARGV[2] + keep))
redis.call('HSET', KEYS[1], 'p', string.format('%.0f %s', t[1] * 1000000 + t[2] + ARGV[2] * 1000, keep) .. rest)
return 1
)lua");

/// KEYS key. 1 where there was something to forget. The fence stays for as long as the record would have, so that the
/// next one is larger even if the clock was set back.
inline constexpr script forget_script(R"lua(if redis.call('HEXISTS', KEYS[1], 's') == 0 then return 0 end
redis.call('HDEL', KEYS[1], 's', 'd', 'n', 'p', 'c', 'i', 'w')
return 1
)lua");

}  // namespace redis
}  // namespace detail
}  // namespace v0
}  // namespace hooklatch
