// SPDX-License-Identifier: MIT
#include <hooklatch/event/type_name.hpp>

#include "support/catch.hpp"

#include <string>
#include <string_view>

using namespace hooklatch;

TEST_CASE("a type in capitals is spelt as the documentation spells it") {
  // The eleven types of Simpu's page, as its deliveries spell the first of them.
  CHECK(normalised_type("AIRTIME_SUCCESS") == "airtime.success");
  CHECK(normalised_type("AIRTIME_FAILED") == "airtime.failed");
  CHECK(normalised_type("AIRTIME_DUPLICATE") == "airtime.duplicate");
  CHECK(normalised_type("AIRTIME_ERROR") == "airtime.error");
  CHECK(normalised_type("TEXT_DELIVERED") == "text.delivered");
  CHECK(normalised_type("TEXT_UNDELIVERED") == "text.undelivered");
  CHECK(normalised_type("TEXT_CLICKED") == "text.clicked");
  CHECK(normalised_type("EMAIL_DELIVERED") == "email.delivered");
  CHECK(normalised_type("EMAIL_BOUNCED") == "email.bounced");
  CHECK(normalised_type("EMAIL_OPENED") == "email.opened");
  CHECK(normalised_type("EMAIL_CLICKED") == "email.clicked");
}

TEST_CASE("the last underscore becomes the dot") {
  CHECK(normalised_type("ACCESS_CODE_USED") == "access_code.used");
  CHECK(normalised_type("OAUTH2_TOKEN_V1") == "oauth2_token.v1");
  CHECK(normalised_type("PING") == "ping");
}

TEST_CASE("every other type stays as it is") {
  for (const std::string_view type :
       {"", "airtime.success", "access_code.used", "Airtime_Success", "AIRTIME.SUCCESS", "AIRTIME-SUCCESS",
        "AIRTIME SUCCESS", "AIRTIME_SUCCESs", "aIRTIME_SUCCESS", "2024_09", "_", "issues", "A_\xc3\x89T\xc3\x89"}) {
    INFO(type);
    CHECK(normalised_type(type) == type);
  }
}

TEST_CASE("a type that was normalised once stays as it is") {
  for (const std::string_view type : {"AIRTIME_SUCCESS", "ACCESS_CODE_USED", "PING", "airtime.success", "A_B.C"}) {
    INFO(type);
    const std::string once = normalised_type(type);
    CHECK(normalised_type(once) == once);
  }
}
