// SPDX-License-Identifier: MIT
#include <hooklatch/http/handshake.hpp>

#include "support/catch.hpp"
#include "support/deliveries.hpp"
#include "support/events.hpp"

#include <hooklatch/core/keyring.hpp>
#include <hooklatch/receive/receiver.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

using namespace hooklatch;
using namespace test_support;
using testing::manual_clock;

// Requests and answers that are called published are those of conformance/handshakes.jsonl: the providers' pages and
// the handshake tests of webhook-co/webhook at de3aa4e8. MACs and hashes in them were computed again with Python's
// hmac and hashlib.

namespace {

using headers = std::vector<std::pair<std::string, std::string>>;

// These endpoints sign deliveries as they like; here it matters how they are checked.
template <class... Handshakes>
using checked = acme<event_type<json<"/type">>, handshakes<Handshakes...>>;

using x = provider<
    "x", mac<hmac_sha256>, signature<"x-twitter-webhooks-signature", prefixed<"sha256=">, base64>,
    handshakes<handshake<with_method<"GET">, mac_json<query<"crc_token">, "response_token", base64, "sha256=">>>>;
using zoom =
    provider<"zoom", mac<hmac_sha256>, signature<"x-zm-signature", prefixed<"v0=">, hex>,
             timestamp<"x-zm-request-timestamp", unix_seconds>, signed_content<"v0:{timestamp}:{body}">,
             event_type<json<"/event">>,
             handshakes<handshake<when<json<"/event">, "endpoint.url_validation">,
                                  mac_json<json<"/payload/plainToken">, "encryptedToken", hex, "", "plainToken">>>>;
using meta = checked<handshake<with_method<"GET">, when<query<"hub.mode">, "subscribe">,
                               verification_token<query<"hub.verify_token">>, echo<query<"hub.challenge">>>>;
using ebay = checked<handshake<with_method<"GET">, hash_json<query<"challenge_code">, "challengeResponse">>>;
using dropbox = checked<handshake<with_method<"GET">, echo<query<"challenge">>>>;
using twitch = checked<
    handshake<when<header<"Twitch-Eventsub-Message-Type">, "webhook_callback_verification">, echo<json<"/challenge">>>>;
using ms_graph = checked<handshake<unsigned_request, when<query<"validationToken">>, echo<query<"validationToken">>>>;
using okta = checked<handshake<with_method<"GET">, when<header<"X-Okta-Verification-Challenge">>,
                               echo_json<header<"X-Okta-Verification-Challenge">, "verification">>>;
using asana = checked<
    handshake<unsigned_request, when<header<"X-Hook-Secret">>, echo_header<header<"X-Hook-Secret">, "X-Hook-Secret">>>;
using adobe_sign = checked<handshake<with_method<"GET">, when<header<"X-AdobeSign-ClientId">>,
                                     echo_header<header<"X-AdobeSign-ClientId">, "X-AdobeSign-ClientId">>>;
using trello = checked<handshake<with_method<"HEAD">, reply<200>>>;
using notion = checked<handshake<unsigned_request, when<json<"/verification_token">>, reply<200>>>;
using pinged = checked<handshake<when<json<"/type">, "1">, reply<200, R"({"type":1})">>,
                       handshake<when<json<"/type">, "0">, reply<204>>>;
using xero = provider<"xero", mac<hmac_sha256>, signature<"x-xero-signature", bare, base64>,
                      event_type<json<"/eventType">>, event_batch<json<"/events">>>;

const std::string some_secret = facts{}.key;
constexpr std::int64_t now = 1700000000;

template <class Provider>
outcome receive(const request& asked, const std::string& secret = some_secret, handshake_settings settings = {}) {
  const receiver<Provider, no_store, with_clock<manual_clock>> receive(
      secret, dispatcher(), receiver_options{}.handshake(std::move(settings)), manual_clock(now));
  return receive(asked);
}

request get(std::string target, headers more = {}) { return request("GET", std::move(target), std::move(more), ""); }

headers headers_of(const response& answer) {
  headers all;
  answer.for_each_header([&](std::string_view name, std::string_view value) { all.emplace_back(name, value); });
  return all;
}

void check_answer(const outcome& done, int status, const std::string& body, const headers& expected) {
  CHECK(done.kind == outcome_kind::handshake);
  CHECK_FALSE(done.reason.has_value());
  CHECK(done.response.status() == status);
  CHECK(done.response.body() == body);
  CHECK(headers_of(done.response) == expected);
}

// Refused without a word of what was asked.
void check_refusal(const outcome& done, int status, errc why) {
  CHECK(done.kind == outcome_kind::refused);
  REQUIRE(done.reason.has_value());
  CHECK(done.reason->code() == why);
  CHECK(done.response.status() == status);
  CHECK(done.response.body().empty());
  CHECK(headers_of(done.response).empty());
}

const headers text_headers{{"Content-Type", "text/plain"}, {"X-Content-Type-Options", "nosniff"}};
const headers json_headers{{"Content-Type", "application/json"}};

handshake_settings settings_of(const std::string& token, const std::string& url = "") {
  handshake_settings settings;
  settings.verification_token = secret(token);
  settings.endpoint_url = url;
  return settings;
}

const std::string x_secret = "z3ZX4v7mAAUGykl3EcmkqbartmuW8VFOOzCloLx9Q45P0hLrFu";
const std::string crc_token = "9b4507b3-9040-4669-9ca3-6b94edb50553";
const std::string crc_tag = "Cytd4Sq+NvEcV3MMrXxWJGJx5A+y/lXzzU2Maartkx8=";

}  // namespace

// The published handshakes.

TEST_CASE("x is answered with the MAC of its token") {
  check_answer(receive<x>(get("/hook?crc_token=" + crc_token), x_secret), 200,
               R"({"response_token":"sha256=)" + crc_tag + "\"}", json_headers);
}

TEST_CASE("x is not answered with the MAC of a delivery") {
  check_refusal(receive<x>(get("/hook?crc_token=%7B%22forged%22%3A%22event%22%7D"), x_secret), 400,
                errc::payload_wrong_type);
}

TEST_CASE("zoom is answered with its token and the token's MAC, where the request is signed") {
  const std::string secret = "zoom-secret-token-xyz";
  const std::string body = R"({"event":"endpoint.url_validation","payload":{"plainToken":"pv-plainToken-abc123"}})";
  request asked("POST", "/hook", {{"x-zm-request-timestamp", "1700000000"}}, body);
  asked.headers.emplace_back("x-zm-signature", "v0=" + hmac_hex(secret, "v0:1700000000:" + body));
  check_answer(receive<zoom>(asked, secret), 200,
               R"({"plainToken":"pv-plainToken-abc123",)"
               R"("encryptedToken":"924c76d973084bbe133c17ff1c1a9b6639c74aef8bb34daa05c70361039e7beb"})",
               json_headers);

  header_of(asked, "x-zm-signature") = "v0=" + hmac_hex("another secret of 25 bytes", "v0:1700000000:" + body);
  check_refusal(receive<zoom>(asked, secret), 401, errc::signature_mismatch);
  check_refusal(receive<zoom>(without_header(asked, "x-zm-signature"), secret), 401, errc::missing_signature);
}

TEST_CASE("meta is answered with its challenge where it shows the application's token") {
  const std::string asked =
      "/hook?hub.mode=subscribe&hub.challenge=CHALLENGE_1158201444&hub.verify_token=my-meta-hub-verify-token";
  const auto settings = settings_of("my-meta-hub-verify-token");
  check_answer(receive<meta>(get(asked), some_secret, settings), 200, "CHALLENGE_1158201444", text_headers);
}

TEST_CASE("meta is refused with another token, or a piece of it, or none") {
  const auto settings = settings_of("my-meta-hub-verify-token");
  const std::string start = "/hook?hub.mode=subscribe&hub.challenge=CHALLENGE_1158201444";
  for (const std::string token :
       {"&hub.verify_token=attacker-guess", "&hub.verify_token=my-meta-hub-verify-toke",
        "&hub.verify_token=my-meta-hub-verify-token2", "&hub.verify_token=My-meta-hub-verify-token",
        "&hub.verify_token=", "&hub.verify_token", "",
        "&hub.verify_token=my-meta-hub-verify-token&hub.verify_token=my-meta-hub-verify-token"}) {
    INFO(token);
    check_refusal(receive<meta>(get(start + token), some_secret, settings), 403, errc::signature_mismatch);
  }
}

TEST_CASE("a GET that is not meta's handshake is the wrong method") {
  const auto settings = settings_of("my-meta-hub-verify-token");
  for (const std::string target : {"/hook",
                                   "/hook?hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=my-meta-hub-"
                                   "verify-token",
                                   "/hook?hub.mode=subscribe&hub.mode=subscribe&hub.challenge=1"}) {
    INFO(target);
    const auto done = receive<meta>(get(target), some_secret, settings);
    CHECK(done.kind == outcome_kind::refused);
    CHECK(done.response.status() == 405);
    CHECK(headers_of(done.response) == headers{{"Allow", "POST"}});
  }
}

TEST_CASE("ebay is answered with the hash of challenge, token and URL") {
  const auto settings =
      settings_of("webhook-co-ebay-verify-token-0123456789abcdef", "https://wbhk.my/t/ebay-acct-deletion");
  const std::string asked = "https://wbhk.my/t/ebay-acct-deletion?challenge_code=71745723-9b5e-4f8a-bc11-9f0e2a7d4c63";
  const std::string wanted =
      R"({"challengeResponse":"d24cd543fe79a6b0b79e99e0b27939b4a01fce883ae11a63ca875183a5a07ba4"})";
  check_answer(receive<ebay>(get(asked), some_secret, settings), 200, wanted, json_headers);
  check_answer(receive<ebay>(get("/t/ebay-acct-deletion?challenge_code=71745723-9b5e-4f8a-bc11-9f0e2a7d4c63"),
                             some_secret, settings),
               200, wanted, json_headers);
}

TEST_CASE("an endpoint that cannot answer its provider's check is not built") {
  const auto asked = get("/?challenge_code=71745723-9b5e-4f8a-bc11-9f0e2a7d4c63");
  const std::string token = "webhook-co-ebay-verify-token-0123456789abcdef";
  CHECK_THROWS_AS(receive<ebay>(asked), std::system_error);
  CHECK_THROWS_AS(receive<ebay>(asked, some_secret, settings_of(token)), std::system_error);
  CHECK_THROWS_AS(receive<meta>(asked), std::system_error);
}

TEST_CASE("dropbox is answered with its challenge as text that no browser sniffs at") {
  check_answer(receive<dropbox>(get("/hook?challenge=abc123")), 200, "abc123", text_headers);
}

TEST_CASE("twitch is told by a header, and answered once the request is verified") {
  const std::string body = R"({"challenge":"pogchamp-kappa-360noscope-vohiyo"})";
  const auto asked = acme_delivery(body, {{"Twitch-Eventsub-Message-Type", "webhook_callback_verification"}});
  check_answer(receive<twitch>(asked), 200, "pogchamp-kappa-360noscope-vohiyo", text_headers);
  check_refusal(receive<twitch>(without_header(asked, "X-Acme-Signature")), 401, errc::missing_signature);

  // Another message is an event.
  const auto event =
      acme_delivery(R"({"challenge":"x","type":"a.b"})", {{"Twitch-Eventsub-Message-Type", "notification"}});
  const auto done = receive<twitch>(event);
  CHECK(done.kind == outcome_kind::unhandled);
  CHECK(done.response.status() == 200);
  CHECK(done.response.body().empty());
}

TEST_CASE("ms-graph's token is echoed as it is after decoding") {
  check_answer(receive<ms_graph>(request("POST", "/hook?validationToken=ABC%20123", {}, "")), 200, "ABC 123",
               text_headers);
  // A delivery to the same endpoint has to be signed.
  check_refusal(receive<ms_graph>(request("POST", "/hook", {}, "")), 401, errc::missing_signature);
}

TEST_CASE("okta's header is answered in a JSON object") {
  check_answer(receive<okta>(get("/hook", {{"X-Okta-Verification-Challenge", "okta-challenge-abc"}})), 200,
               R"({"verification":"okta-challenge-abc"})", json_headers);
}

TEST_CASE("asana's and adobe sign's headers come back as headers") {
  check_answer(receive<asana>(request("POST", "/hook", {{"X-Hook-Secret", "asana-hook-secret-abc123"}}, "")), 200, "",
               {{"X-Hook-Secret", "asana-hook-secret-abc123"}});
  check_answer(receive<adobe_sign>(get("/hook", {{"x-adobesign-clientid", "client-abc-123"}})), 200, "",
               {{"X-AdobeSign-ClientId", "client-abc-123"}});
}

TEST_CASE("trello's HEAD is answered, and a GET is not") {
  check_answer(receive<trello>(request("HEAD", "/hook", {}, "")), 200, "", {});
  const auto done = receive<trello>(get("/hook"));
  CHECK(done.response.status() == 405);
}

TEST_CASE("notion's first request is acknowledged") {
  check_answer(receive<notion>(request("POST", "/hook", {}, R"({"verification_token":"v-tok-xyz"})")), 200, "", {});
}

TEST_CASE("pings are answered by their type once they are verified") {
  // Discord's pings, signed by HMAC here.
  check_answer(receive<pinged>(acme_delivery(R"({"type":1})")), 200, R"({"type":1})", json_headers);
  check_answer(receive<pinged>(acme_delivery(R"({"type":0})")), 204, "", {});
  auto forged = acme_delivery(R"({"type":1})");
  forged.body = R"({"type":1} )";
  check_refusal(receive<pinged>(forged), 401, errc::signature_mismatch);
  CHECK(receive<pinged>(acme_delivery(R"({"type":"a.b"})")).kind == outcome_kind::unhandled);
}

TEST_CASE("xero's intent to receive is a signed batch of nothing, and answered 200 without a body") {
  const std::string body =
      "{ \"events\" : [], \"lastEventSequence\" : 0 , \"firstEventSequence\" : 0 , \"entropy\" : \"S0m3r4Nd0mt3xt\" }";
  request asked("POST", "/hook", {{"x-xero-signature", "hnekiT0GuNX9rRmSlg0oxCxyBHwzBcb0J24w8gQbXo0="}}, body);
  const auto done = receive<xero>(asked, "xero_webhook_test_secret");
  CHECK(done.response.status() == 200);
  CHECK(done.response.body().empty());
  header_of(asked, "x-xero-signature") = "hnekiT0GuNX9rRmSlg0oxCxyBHwzBcb0J24w8gQbXo1=";
  CHECK(receive<xero>(asked, "xero_webhook_test_secret").response.status() == 401);
}

// Hostile requests.

TEST_CASE("what a challenge gets signed is never a delivery") {
  // The MAC of X's token is right for a delivery with that body, and it was asked for by a stranger.
  request replayed("POST", "/hook", {{"x-twitter-webhooks-signature", "sha256=" + crc_tag}}, crc_token);
  const verifier<x> verify(x_secret);
  CHECK(reason_of(verify.verify(replayed)) == errc::signature_mismatch);
  check_refusal(receive<x>(replayed, x_secret), 401, errc::signature_mismatch);

  // The same for a provider that signs no challenges: there nobody can ask, and the body is as good as any.
  using silent =
      provider<"x", mac<hmac_sha256>, signature<"x-twitter-webhooks-signature", prefixed<"sha256=">, base64>>;
  const verifier<silent> takes(x_secret);
  CHECK(reason_of(takes.verify(replayed)) == accepted);
}

TEST_CASE("a body outside the alphabet of challenges is verified where challenges are signed") {
  for (const std::string& body : std::vector<std::string>{"{}", "9b45 07b3", "a&b", std::string(1025, 'a')}) {
    INFO(body);
    request sent("POST", "/hook", {}, body);
    sent.headers.emplace_back("x-twitter-webhooks-signature", "sha256=" + to_base64(hmac("SHA256", x_secret, body)));
    const verifier<x> verify(x_secret);
    CHECK(reason_of(verify.verify(sent)) == accepted);
  }
}

TEST_CASE("a challenge that spells the front of a signed content is no delivery either") {
  using timed = provider<"timed", mac<hmac_sha256>, signature<"X-Sig", bare, hex>, timestamp<"X-Time", unix_seconds>,
                         signed_content<"{timestamp}.{body}">,
                         handshakes<handshake<with_method<"GET">, mac_json<query<"c">, "r", hex>>>>;
  const verifier<timed, manual_clock> verify(some_secret, {}, manual_clock(now));
  for (const std::string body : {"", "x", "token=forged"}) {
    INFO(body);
    const std::string content = "1700000000." + body;
    const std::string tag = hmac_hex(some_secret, content);
    check_answer(receive<timed>(get("/?c=" + content)), 200, "{\"r\":\"" + tag + "\"}", json_headers);
    const request forged("POST", "/", {{"X-Time", "1700000000"}, {"X-Sig", tag}}, body);
    CHECK(reason_of(verify.verify(forged)) == errc::signature_mismatch);
    check_refusal(receive<timed>(forged), 401, errc::signature_mismatch);
  }
}

TEST_CASE("a challenge to be signed or hashed is refused outside its alphabet and its length") {
  const auto settings = settings_of("webhook-co-ebay-verify-token-0123456789abcdef", "https://wbhk.my/");
  for (const std::string& bad : std::vector<std::string>{"", "a%20b", "a+b", "%22", "%7b%7d", "a%26b", "%00",
                                                         "a%0d%0ab", "%c3%a9", "a:b", "a,b", std::string(1025, 'a')}) {
    INFO(bad);
    check_refusal(receive<x>(get("/hook?crc_token=" + bad), x_secret), 400, errc::payload_wrong_type);
    check_refusal(receive<ebay>(get("/hook?challenge_code=" + bad), some_secret, settings), 400,
                  errc::payload_wrong_type);
  }
  CHECK(receive<x>(get("/hook?crc_token=" + std::string(1024, 'a')), x_secret).response.status() == 200);
}

TEST_CASE("a challenge that is missing, doubled or cannot be decoded is refused") {
  for (const std::string target :
       {"/hook", "/hook?", "/hook?other=1", "/hook?challenge=a&challenge=a", "/hook?challenge=a&challenge=b",
        "/hook?challenge=%", "/hook?challenge=%zz", "/hook?challenge=a%2", "/challenge=a", "/hook#?challenge=a"}) {
    INFO(target);
    check_refusal(receive<dropbox>(get(target)), 400, errc::payload_missing_field);
  }
}

TEST_CASE("an echo is one line of printable ASCII of at most 4,096 bytes") {
  for (const std::string& bad : std::vector<std::string>{"", "%0d%0aSet-Cookie:a=b", "a%0ab", "a%0d", "%00", "%09",
                                                         "%7f", "%c3%a9", "%ff", std::string(4097, 'a')}) {
    INFO(bad);
    check_refusal(receive<dropbox>(get("/hook?challenge=" + bad)), 400, errc::payload_wrong_type);
  }
  check_answer(receive<dropbox>(get("/hook?challenge=" + std::string(4096, 'a'))), 200, std::string(4096, 'a'),
               text_headers);
  check_answer(receive<dropbox>(get("/hook?challenge=%3Cscript%3E")), 200, "<script>", text_headers);
}

TEST_CASE("an echoed header cannot end its line and begin another") {
  for (const std::string& bad : std::vector<std::string>{"a\r\nSet-Cookie: a=b", "a\nb", "a\rb", std::string("a\0b", 3),
                                                         "\x7f", "\xff", "a\tb", ""}) {
    INFO(bad);
    check_refusal(receive<asana>(request("POST", "/hook", {{"X-Hook-Secret", bad}}, "")), 400,
                  errc::payload_wrong_type);
  }
}

TEST_CASE("every byte but printable ASCII keeps a text from being echoed") {
  for (int code = 0; code < 256; ++code) {
    INFO(code);
    const char c = static_cast<char>(static_cast<unsigned char>(code));
    const bool printable = code >= 0x20 && code <= 0x7e;
    const std::string text = std::string("a") + c + "b";
    const auto in_header = receive<asana>(request("POST", "/hook", {{"X-Hook-Secret", text}}, ""));
    CHECK(in_header.response.status() == (printable ? 200 : 400));
    const auto in_object = receive<okta>(get("/hook", {{"X-Okta-Verification-Challenge", text}}));
    CHECK(in_object.response.status() == (printable ? 200 : 400));
    const std::string escaped = "a%" + to_hex(std::string(1, c)) + "b";
    const auto in_text = receive<dropbox>(get("/hook?challenge=" + escaped));
    CHECK(in_text.response.status() == (printable ? 200 : 400));
    CHECK(in_text.response.body() == (printable ? text : ""));
  }
}

TEST_CASE("a header that stands twice is no challenge") {
  check_refusal(receive<asana>(request("POST", "/hook", {{"X-Hook-Secret", "a"}, {"x-hook-secret", "a"}}, "")), 401,
                errc::missing_signature);
}

TEST_CASE("a challenge is escaped in the JSON object that it is put into") {
  check_answer(receive<okta>(get("/hook", {{"X-Okta-Verification-Challenge", R"(a"b\c/d)"}})), 200,
               R"({"verification":"a\"b\\c/d"})", json_headers);
  check_answer(receive<okta>(get("/hook", {{"X-Okta-Verification-Challenge", R"("},"x":{"y":")"}})), 200,
               R"({"verification":"\"},\"x\":{\"y\":\""})", json_headers);
}

TEST_CASE("a signed handshake without its challenge, or with one that is no text, is refused after its signature") {
  using slackish = checked<handshake<when<json<"/type">, "url_verification">, echo<json<"/challenge">>>>;
  for (const std::string rest : {"", R"(,"challenge":null)", R"(,"challenge":{})", R"(,"challenge":["a"])",
                                 R"(,"challenge":true)", R"(,"challenge":"\ud83d")"}) {
    INFO(rest);
    check_refusal(receive<slackish>(acme_delivery(R"({"type":"url_verification")" + rest + "}")), 400,
                  errc::payload_missing_field);
  }
  check_refusal(receive<slackish>(acme_delivery(R"({"type":"url_verification","challenge":"a\r\nb"})")), 400,
                errc::payload_wrong_type);
  // Twice is not once; it goes the way of an event, and is refused there.
  check_refusal(receive<slackish>(acme_delivery(R"({"type":"url_verification","challenge":"a","challenge":"b"})")), 400,
                errc::payload_duplicate_key);
}

TEST_CASE("a MAC of a challenge needs a secret that is valid now") {
  const receiver<x, no_store, with_clock<manual_clock>> expired(
      keyring(secret(x_secret, not_after(std::chrono::sys_seconds(std::chrono::seconds(now - 1))))), dispatcher(), {},
      manual_clock(now));
  check_refusal(expired(get("/hook?crc_token=" + crc_token)), 500, errc::crypto_failure);
}

TEST_CASE("observers are told of a handshake") {
  std::vector<outcome_kind> seen;
  const receiver<dropbox, no_store> receive(
      some_secret, dispatcher(), receiver_options{}.observe([&](const outcome& done) { seen.push_back(done.kind); }));
  static_cast<void>(receive(get("/hook?challenge=abc123")));
  static_cast<void>(receive(get("/hook")));
  CHECK(seen == std::vector<outcome_kind>{outcome_kind::handshake, outcome_kind::refused});
}
