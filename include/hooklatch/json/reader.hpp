// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace hooklatch {
inline namespace v0 {

/// How a type of the application's is read from JSON text; specialise it once for each type:
/// `template <> struct hooklatch::json_reader<payout> { static payout read(std::string_view json); };`
///
/// The text is a valid JSON value without a NUL or anything else around it, not terminated, and no deeper than
/// `json_limits::deepest`; it is empty where the event has no data. What `read` throws reaches the caller of `data_as`,
/// which in a handler is a failed handler. `json/nlohmann.hpp` and its neighbours are such specialisations for the
/// documents of the known libraries. They differ in what they do to a text that they cannot keep whole:
///
/// |                       | nlohmann       | Boost.JSON     | RapidJSON         | simdjson (DOM)    |
/// |-----------------------|----------------|----------------|-------------------|-------------------|
/// | integer of 20 digits  | nearest double | nearest double | nearest double    | throws            |
/// | `1e400`               | throws         | infinity       | throws            | throws            |
/// | `120.00`              | 120.0          | 120.0          | 120.0             | 120.0             |
/// | a name twice          | last one stays | last one stays | both, first found | both, first found |
/// | `"\ud83d"` (cut pair) | throws         | throws         | throws            | throws            |
/// | `"\ude00"` (cut pair) | throws         | throws         | kept, not UTF-8   | throws            |
/// | `"\u0000"`            | kept           | kept           | kept              | kept              |
/// | NUL and more behind   | ignored        | throws         | ignored           | throws            |
///
/// (20 digits: outside 64 bits. The last line is about texts that our scanner refuses.)
/// Where a number must stay as it was sent, take the value's text and `decimal` (`json/number.hpp`).
template <class T>
struct json_reader;

}  // namespace v0
}  // namespace hooklatch
