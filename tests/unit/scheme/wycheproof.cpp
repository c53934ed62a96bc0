// SPDX-License-Identifier: MIT
#include <hooklatch/scheme/hmac_engine.hpp>

#include <hooklatch/core/constant_time.hpp>

#include "support/cases.hpp"
#include "support/catch.hpp"
#include "support/data_files.hpp"
#include "support/mac_vectors.hpp"

#include <array>
#include <cstddef>
#include <string>

// The HMAC vectors of Project Wycheproof, which are not part of this project.

using hooklatch::to_bytes;
using hooklatch::constant_time::equal;
using test_support::from_hex;

TEMPLATE_TEST_CASE("an engine agrees with every HMAC vector of Wycheproof", "[cases]", hooklatch::hmac_midstates,
                   hooklatch::hmac_in_module, hooklatch::hmac_engine) {
  const auto folder = test_support::cases_folder();
  if (!folder) return;
  for (const auto algorithm : test_support::all_digests) {
    const auto name = "hmac_" + test_support::file_name_of(algorithm) + "_test.json";
    const auto file = test_support::load_json(*folder + "/third_party/wycheproof/" + name);
    std::size_t read = 0;
    std::size_t valid = 0;
    std::size_t invalid = 0;
    std::size_t truncated = 0;
    for (const auto& group : file.at("testGroups")) {
      const auto tag_size = group.at("tagSize").get<std::size_t>() / 8;
      for (const auto& each : group.at("tests")) {
        INFO(name << " " << each.at("tcId").get<int>() << ": " << each.at("comment").get<std::string>());
        const auto key = from_hex(each.at("key").get<std::string>());
        const auto message = from_hex(each.at("msg").get<std::string>());
        const auto given = from_hex(each.at("tag").get<std::string>());
        const auto verdict = each.at("result").get<std::string>();
        REQUIRE((verdict == "valid" || verdict == "invalid"));

        const auto engine = TestType::make(algorithm, to_bytes(key));
        REQUIRE(engine.has_value());
        const auto tag = test_support::tag_of(*engine, algorithm, {message});
        REQUIRE(tag.has_value());
        REQUIRE(tag->size() == hooklatch::digest_size(algorithm));

        CHECK(equal(to_bytes(tag->substr(0, tag_size)), to_bytes(given)) == (verdict == "valid"));
        // A provider's tag is whole: the verifier's comparison refuses a truncated one even where its bytes are right.
        CHECK(equal(to_bytes(*tag), to_bytes(given)) == (verdict == "valid" && tag_size == tag->size()));
        ++(verdict == "valid" ? valid : invalid);
        if (tag_size < tag->size()) ++truncated;
        ++read;
      }
    }
    CHECK(read == file.at("numberOfTests").get<std::size_t>());
    CHECK(valid > 0);
    CHECK(invalid > 0);
    CHECK(truncated > 0);
  }
}
