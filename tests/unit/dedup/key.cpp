// SPDX-License-Identifier: MIT
#include <hooklatch/dedup/key.hpp>

#include "support/catch.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

using namespace hooklatch;

namespace {

template <class Bytes>
std::string hex_of(const Bytes& bytes) {
  std::string text;
  for (const auto byte : bytes) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

const dedup_hasher hasher = dedup_hasher::make().value();

}  // namespace

TEST_CASE("a key is SHA-256 over the texts, each behind its length as eight bytes, most significant first") {
  // Python: hashlib.sha256(b"".join(len(t).to_bytes(8,"big")+t for t in (b"zuba",b"acme",b"hooks",b"test",b"ievt_1")))
  CHECK(hex_of(hasher.key({"zuba", "acme", "hooks", "test"}, "ievt_1").value().bytes) ==
        "c3b14d99f65d34348efcd5ab343630bfe2f3017b33fdfa34a8d2bc7e1dacc725");
  // The same of five empty texts, and of the one text "{}".
  CHECK(hex_of(hasher.key({}, "").value().bytes) == "2c34ce1df23b838c5abf2a7f6437cca3d3067ed509ff25f11df6b11b582b51eb");
  CHECK(hex_of(hasher.digest(to_bytes("{}")).value().bytes) ==
        "7cf4b3ea3b7fb829169af19d641905eb04c1a23d6057cbe10a975ba5bcfaa21e");
}

TEST_CASE("no two lists of texts share a key by moving a border") {
  const std::vector<dedup_key> keys{
      hasher.key({"ab", "c", "", ""}, "id").value(),    hasher.key({"a", "bc", "", ""}, "id").value(),
      hasher.key({"abc", "", "", ""}, "id").value(),    hasher.key({"", "abc", "", ""}, "id").value(),
      hasher.key({"ab", "c", "", "i"}, "d").value(),    hasher.key({"ab", "c", "i", "d"}, "").value(),
      hasher.key({"ab", "c", "", "test"}, "id").value()};
  for (std::size_t i = 0; i < keys.size(); ++i) {
    for (std::size_t j = i + 1; j < keys.size(); ++j) CHECK_FALSE(keys[i] == keys[j]);
  }
  CHECK(hasher.key({"ab", "c", "", ""}, std::string("id")).value() == keys[0]);
}
