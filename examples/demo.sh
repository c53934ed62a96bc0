#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
set -euo pipefail
export LC_ALL=C

help="Sends webhook deliveries of five providers, and of Slack, to a real receiver over HTTP, and compares every answer
with the documented one.

  bash examples/demo.sh             installs what is missing, builds the receiver, sends, compares
  bash examples/demo.sh --sabotage  the same against a receiver that accepts everything; has to fail
  bash examples/demo.sh --help

Deliveries are signed with the openssl program and sent with curl. What to expect is typed in here from the providers'
pages; none of it is read from the library. Needs Debian 12 or Ubuntu 24.04, or a machine that has the tools.

With HOOKLATCH_DEMO_RECEIVER set to a receiver that is already built, nothing is installed and nothing built.

Exit status: 0 every answer is as documented, 1 one is not, 2 the deliveries could not be sent."

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

give_up() {
  printf 'demo: %s\n' "$@" >&2
  exit 2
}

# ---- the receiver: built, started, stopped

build_receiver() {
  local build=$root/build-demo
  # shellcheck source=../cmake/apt_install.sh
  source "$root/cmake/apt_install.sh"
  need g++ cmake ninja:ninja-build openssl/evp.h:libssl-dev libcpp-httplib-dev sqlite3.h:libsqlite3-dev curl openssl

  # Configured once. Afterwards ninja sees for itself what has changed, unless the tree was moved.
  if ! [[ -f $build/build.ninja ]] || ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$build/CMakeCache.txt" ||
    grep -qE '^hooklatch_(httplib|sqlite)_.*-NOTFOUND$' "$build/CMakeCache.txt"; then
    echo "Configuring $build"
    cmake --fresh -S "$root" -B "$build" -G Ninja -DHOOKLATCH_BUILD_EXAMPLES=ON -DHOOKLATCH_BUILD_TESTS=OFF \
      -DHOOKLATCH_BUILD_BENCHMARKS=OFF -DHOOKLATCH_INSTALL=OFF >"$tmp/build" 2>&1 || give_up "$(cat "$tmp/build")"
  fi
  echo "Building the receiver"
  cmake --build "$build" --target hooklatch_demo_receiver >"$tmp/build" 2>&1 || give_up "$(cat "$tmp/build")"
  binary=$build/examples/hooklatch_demo_receiver
}

receiver_pid=
start_receiver() {  # [OPTION...]
  local line output
  : >"$tmp/log"
  # Its standard input is a pipe from here, at whose end it stops: it never outlives this script, however that ends.
  coproc receiver {
    export SMM_WEBHOOK_SECRET=${secrets[rukkyhub]} SIMPU_WEBHOOK_SECRET=${secrets[simpu]}
    export VENSHACK_WEBHOOK_SECRET=${secrets[venshack]} HACKMAMBA_WEBHOOK_SECRET=${secrets[hackmamba]}
    export ZUBA_WEBHOOK_SECRET=${secrets[zuba]} SLACK_SIGNING_SECRET=${secrets[slack]}
    exec "$binary" --stop-with-stdin "$@" 2>"$tmp/log"
  }
  # The shell forgets these three as soon as the receiver has ended.
  receiver_pid=${receiver_PID-} receiver_input=${receiver[1]-} output=${receiver[0]-}
  exec {log}<"$tmp/log"
  if [[ -z $output ]] || ! read -r -t 20 -u "$output" line; then
    give_up 'the receiver did not start' "$(tail -n 3 "$tmp/log")"
  fi
  port=${line##*:}
}

stop_receiver() {
  [[ -n $receiver_pid ]] || return 0
  local pid=$receiver_pid status=0 i
  receiver_pid=
  [[ -z $receiver_input ]] || exec {receiver_input}>&-
  for ((i = 0; i < 250; ++i)); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.02
  done
  kill -KILL "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || status=$?
  exec {log}<&-
  return "$status"
}

clean_up() {
  stop_receiver || true
  rm -rf "$tmp"
}

# ---- signing, with openssl

hex_of() { od -An -v -tx1 | tr -d ' \n'; }

hmac() {  # DIGEST SECRET: standard input's tag, as bytes
  openssl dgst "-$1" -mac HMAC -macopt "hexkey:$(printf %s "$2" | hex_of)" -binary
}

sign() {  # PROVIDER SECRET TIME FILE: the text of the signature header, as the provider's page describes it
  case $1 in
    rukkyhub) hmac sha256 "$2" <"$4" | hex_of ;;
    simpu) hmac sha512 "$2" <"$4" | openssl base64 -A ;;
    slack) printf v0= && { printf 'v0:%s:' "$3" && cat "$4"; } | hmac sha256 "$2" | hex_of ;;
    venshack | zuba) { printf '%s.' "$3" && cat "$4"; } | hmac sha256 "$2" | hex_of ;;
    hackmamba) printf sha256= && hmac sha256 "$2" <"$4" | hex_of ;;
  esac
}

# ---- what the providers' pages say

declare -A secrets=(
  [rukkyhub]=rukky_test_secret
  [simpu]=simpu_test_secret
  [venshack]=venshack_test_secret
  [hackmamba]=your-webhook-secret
  [zuba]=whsec_zuba_test_secret
  [slack]=8f742231b10e8888abcd99yyyzzz85a5
)

declare -A bodies=(
  [rukkyhub]='{"event":"vtu.success","occurred_at":"2026-04-05T12:00:00Z","vtu":{"id":1,"trx":"TRX_STRING","category":"data","service_name":"mtn-data","phone":"08012345678","amount":123.45,"base_amount":120.00,"profit_amount":3.45,"provider":"third_party","provider_ref":"ABC123","status":"success","meta":{},"created_at":"2026-04-05T12:00:00Z","updated_at":"2026-04-05T12:00:05Z"}}'
  [simpu]='{"data":{"object":{"callback":"https://webhook.site/70652a3f-c84f-4efe-a63d-f272e66abc29","amount":"12.0","object":"airtime","organisation_id":"897436867c0911eb8e5d9a88eb4ca9b7","created_datetime":"2024-09-23T20:19:59.873639","network":"GLO","recipient":"2349055019322","status":"success"}},"id":"evt.airtime_ExTefBPVsc1F901NXSNm1EZnvzpfOTcQ","object":"event","type":"AIRTIME_SUCCESS","timestamp":"Sep 23, 2024, 8:20:01 PM"}'
  [venshack]='{"event":"vending.completed","timestamp":"2026-03-23T14:30:00.000Z","organizationId":"org_abc123","data":{"transactionId":"txn_xyz789","meterNumber":"1234567890123","customerName":"John Doe","amount":50000,"token":"1234-5678-9012-3456-7890","units":25.5,"externalRef":"your-order-123"}}'
  [hackmamba]='{"id":"evt_1234567890","type":"user.created","created":1640995200,"data":{"object":"user","id":"user_123","name":"John Doe","email":"john@example.com"},"livemode":false,"pending_webhooks":1,"request":{"id":"req_1234567890"}}'
  [zuba]='{"id":"evt_a1b2c3d4-e5f6-7890-abcd-ef1234567890","type":"payout.paid","createdAt":"2026-03-23T14:30:00.000Z","test":false,"data":{"id":"pay_abc123","clientRef":"your-reference-123","amount":"1000.00","currency":"USD","status":"paid","completedAt":"2026-03-23T14:29:58.000Z"}}'
)

# The tags of these bodies under these secrets, at 1774276200 where a time is signed, from another implementation: they
# show that the typing and the signing here are right.
declare -A known=(
  [rukkyhub]=686046aafac2d32936a17d4bad2042e9bc7e409346ee6c223fe608ec054b44b0
  [simpu]=cIzYRym8Q6ZClkH5ZD/HV0Ze8hoh1aDlwHcTp8m0FPayDtq2OJ/0hmbcXlPephM532342F5eFxvvEO4HQcyAOw==
  [venshack]=84cc9176836eac1971da518e8904ce021ee2c73d391afeebe8cbb3a90a65b083
  [hackmamba]=sha256=b8960901da83c60df53f35fc4ca8fd6c35f09dcbfa1a889bb117d78bb8d0cfaf
  [zuba]=90861a27ddc5177dd7e9204af5ad7d1176f27fd48ef606a493c0533ffdb7110b
)

any_body='*'  # the page says that only the status counts

describe() {  # PROVIDER: its headers and its three answers
  event_headers=() time_header='' hex_prefix=''
  case $1 in
    rukkyhub)
      signature_header=X-Webhook-Signature event_headers=(-H 'X-Webhook-Event: vtu.success')
      accepted=(200 'OK') repeated=(200 'OK') refused=(401 'Invalid signature')
      tampering='s/"amount":123.45/"amount":923.45/'
      ;;
    simpu)
      signature_header=x-simpu-webhook-signature
      accepted=(200 "$any_body") repeated=(200 "$any_body") refused=(401 'Invalid signature')
      tampering='s/"amount":"12.0"/"amount":"92.0"/'
      ;;
    venshack)
      signature_header=X-Venshack-Signature time_header=X-Venshack-Timestamp
      event_headers=(-H 'X-Venshack-Event: vending.completed' -H 'X-Venshack-Delivery-Id: dlv_example_1')
      accepted=(200 '{"received":true}') repeated=(200 '{"received":true,"duplicate":true}') refused=(401 '{"error":"Invalid signature"}')
      tampering='s/"amount":50000/"amount":90000/'
      ;;
    hackmamba)
      signature_header=x-hackmamba-signature hex_prefix=sha256=
      accepted=(200 'OK') repeated=(200 'OK') refused=(400 'Invalid signature')
      tampering='s/john@example.com/mary@example.com/'
      ;;
    zuba)
      signature_header=X-Zuba-Signature time_header=X-Zuba-Timestamp
      accepted=(200 '{"received":true}') repeated=(200 '{"received":true}') refused=(401 '{"error":"Invalid signature"}')
      tampering='s/"amount":"1000.00"/"amount":"9000.00"/'
      ;;
    slack)
      signature_header=X-Slack-Signature time_header=X-Slack-Request-Timestamp
      accepted=(200 '') repeated=(200 '') refused=(401 '')
      ;;
  esac
}

# ---- sending and comparing

print_row() { printf '%-4s %-10s %-39s %-3s  %-30s %s\n' "$@"; }

one_line() {  # TEXT: in $shown, for the table
  shown=${1//[^[:print:]]/?}
  ((${#shown} <= 60)) || shown=${shown:0:57}...
}

exchange() {  # WHAT REASON STATUS BODY ALLOW CURL-ARGUMENT...
  local what=$1 reason=$2 status=$3 body=$4 allow=$5 verdict=ok
  shift 5
  local got_status got_type='' got_allow='' got_body='' got_log='' logged
  rm -f "$tmp/answer"
  if curl -q -sS --noproxy '*' --max-time 20 -o "$tmp/answer" -w '%{http_code}\n%{content_type}\n%header{allow}\n' \
    -H 'Expect:' "$@" "http://127.0.0.1:$port/$route" >"$tmp/meta" 2>"$tmp/curl"; then
    { read -r got_status && read -r got_type && read -r got_allow; } <"$tmp/meta" || true
    [[ ! -f $tmp/answer ]] || IFS= read -r -d '' got_body <"$tmp/answer" || true
  else
    got_status=000 got_body=$(<"$tmp/curl")
  fi
  IFS= read -r -u "$log" got_log || got_log='(nothing logged)'
  logged=${got_log#"$provider $got_status "}

  total=$((total + 1))
  [[ $status == 2?? ]] || hostile=$((hostile + 1))
  if [[ $got_status != "$status" || $got_allow != "$allow" || ($body != "$any_body" && $got_body != "$body") ||
    ($body == '{'* && $got_type != application/json*) ]]; then
    verdict=DIFF
    [[ $status == 2?? ]] || noticed=$((noticed + 1))
  elif ! [[ $logged =~ ^$reason(' ['[a-z]+' '-?[0-9]+(' ms')?']')*$ ]]; then
    verdict=DIFF
  fi
  [[ $verdict == ok ]] || different=$((different + 1))
  one_line "$got_body"
  print_row "$verdict" "$provider" "$what" "$got_status" "${shown:--}${got_allow:+ (Allow: $got_allow)}" "$logged"
  [[ $verdict == ok ]] || print_row '' '' '  documented:' "$status" "${body:--}${allow:+ (Allow: $allow)}" "$reason"
}

post() {  # WHAT REASON STATUS BODY TIME FILE [SIGNATURE...]: one signature header for each SIGNATURE
  local what=$1 reason=$2 status=$3 body=$4 time=$5 file=$6 signature
  shift 6
  local request=(-H 'Content-Type: application/json' "${event_headers[@]}" --data-binary "@$file")
  [[ -z $time_header || -z $time ]] || request+=(-H "$time_header: $time")
  for signature in "$@"; do request+=(-H "$signature_header: $signature"); done
  exchange "$what" "$reason" "$status" "$body" '' "${request[@]}"
}

accept() { post "$1" handled "${accepted[@]}" "${@:2}"; }
repeat() { post "$1" duplicate "${repeated[@]}" "${@:2}"; }
refuse() { post "$1" "$2" "${refused[@]}" "${@:3}"; }

pad() {  # SIZE FILE: the file with blanks after it, which JSON allows
  cat "$2" && head -c "$(($1 - $(wc -c <"$2")))" /dev/zero | tr '\0' ' '
}

rewrite() {  # SED-COMMAND FROM TO: fails where the text is not there
  sed "$1" "$2" >"$3"
  ! cmp -s "$2" "$3" || give_up "sed '$1' changes nothing in the body of $provider"
}

deliver() {  # PROVIDER: every delivery of one provider
  provider=$1 route=$1
  describe "$provider"
  local secret=${secrets[$provider]} body=$tmp/body changed=$tmp/changed now right wrong time
  printf %s "${bodies[$provider]}" >"$body"

  [[ $(sign "$provider" "$secret" 1774276200 "$body") == "${known[$provider]}" ]] ||
    give_up "openssl's signature of $provider's documented event is not the published one"

  now=$(date +%s)
  right=$(sign "$provider" "$secret" "$now" "$body")
  wrong=$(sign "$provider" "not-$secret" "$now" "$body")
  accept 'the documented event' "$now" "$body" "$right"

  rewrite "$tampering" "$body" "$changed"
  refuse 'a tampered body' signature_mismatch "$now" "$changed" "$right"
  if [[ $provider == rukkyhub ]]; then
    rewrite 's/:120\.00,/:120.0,/' "$body" "$changed"
    refuse 're-serialised: 120.00 became 120.0' signature_mismatch "$now" "$changed" "$right"
  else
    rewrite 's/":/": /g' "$body" "$changed"
    refuse 're-serialised: blanks after the colons' signature_mismatch "$now" "$changed" "$right"
  fi

  refuse 'a wrong secret' signature_mismatch "$now" "$body" "$wrong"
  if [[ $provider == zuba ]]; then
    refuse 'the secret without its whsec_' signature_mismatch "$now" "$body" \
      "$(sign zuba "${secret#whsec_}" "$now" "$body")"
  fi
  refuse 'no signature' missing_signature "$now" "$body"
  refuse 'two signatures, the right one first' duplicate_header "$now" "$body" "$right" "$wrong"
  refuse 'two signatures, the right one last' duplicate_header "$now" "$body" "$wrong" "$right"
  refuse 'a signature cut short' malformed_signature "$now" "$body" "${right:0:-2}"
  refuse 'the right signature and more after it' malformed_signature "$now" "$body" "${right}zz"
  if [[ $provider == simpu ]]; then
    refuse 'base64 in lower case' signature_mismatch "$now" "$body" "${right,,}"
  else
    right=${right#"$hex_prefix"}
    repeat 'again, the hex in upper case' "$now" "$body" "$hex_prefix${right^^}"
    right=$hex_prefix$right
  fi

  if [[ -n $time_header ]]; then
    time=$(($(date +%s) - 240))
    repeat 'again, sent 240 s ago, inside the window' "$time" "$body" "$(sign "$provider" "$secret" "$time" "$body")"
    refuse 'the same under a newer time' signature_mismatch "$((time + 200))" "$body" \
      "$(sign "$provider" "$secret" "$time" "$body")"
    time=$(($(date +%s) - 301))
    refuse 'sent 301 s ago' timestamp_too_old "$time" "$body" "$(sign "$provider" "$secret" "$time" "$body")"
    time=$(($(date +%s) + 360))
    refuse '360 s in the future' timestamp_too_new "$time" "$body" "$(sign "$provider" "$secret" "$time" "$body")"
    refuse 'no timestamp' missing_timestamp '' "$body" "$right"
  fi

  now=$(date +%s)
  pad 1048576 "$body" >"$changed"
  # An event is known by its signed id; where there is none, by its body, which is another one here.
  if [[ $provider == rukkyhub || $provider == venshack ]]; then
    accept 'a body of 1 MiB' "$now" "$changed" "$(sign "$provider" "$secret" "$now" "$changed")"
  else
    repeat 'again, in a body of 1 MiB' "$now" "$changed" "$(sign "$provider" "$secret" "$now" "$changed")"
  fi
  pad 1048577 "$body" >"$changed"
  post 'a body of 1 MiB and a byte' body_too_large 413 '' "$now" "$changed" \
    "$(sign "$provider" "$secret" "$now" "$changed")"

  exchange 'GET' bad_method 405 '' POST -H "$signature_header: $right"
}

# ---- what comes after the signature

send_event() {  # PROVIDER WHAT REASON STATUS BODY EVENT [CURL-ARGUMENT...]: signed as it should be
  provider=$1
  describe "$provider"
  local what=$2 reason=$3 status=$4 body=$5 now file=$tmp/event
  printf %s "$6" >"$file"
  shift 6
  now=$(date +%s)
  local request=(-H 'Content-Type: application/json' --data-binary "@$file"
    -H "$signature_header: $(sign "$provider" "${secrets[$provider]}" "$now" "$file")")
  [[ -z $time_header ]] || request+=(-H "$time_header: $now")
  exchange "$what" "$reason" "$status" "$body" '' "${request[@]}" "$@"
}

deliver_events() {
  local failed='{"id":"evt_f1","type":"payout.failed","createdAt":"2026-03-23T14:30:00.000Z","test":false,"data":{}}'
  route=zuba
  send_event zuba 'an event whose handler fails' failed 500 '{"error":"Processing failed"}' "$failed"
  send_event zuba 'the same again: the handler runs' handled 200 '{"received":true}' "$failed"
  send_event zuba 'and once more' duplicate 200 '{"received":true}' "$failed"
  send_event zuba 'a type nobody has heard of' handled 200 '{"received":true}' '{"id":"evt_u1","type":"payout.unheard_of"}'
  send_event zuba 'signed, but not JSON' payload_malformed 400 '' 'not json'
  send_event zuba 'signed, without an id' payload_missing_field 400 '' '{"type":"payout.paid"}'
  send_event zuba 'signed, with two ids' payload_duplicate_key 400 '' '{"id":"a","id":"b","type":"payout.paid"}'
  route=hackmamba
  send_event hackmamba 'an event whose handler fails' failed 200 'OK' '{"id":"evt_f2","type":"payment.failed"}'
  send_event hackmamba 'which it never sends again' duplicate 200 'OK' '{"id":"evt_f2","type":"payment.failed"}'
  route=rukkyhub
  send_event rukkyhub 'a header that contradicts the body' event_mismatch 400 '' "${bodies[rukkyhub]}" \
    -H 'X-Webhook-Event: vtu.failed'
  route=zuba-listed
  local forwarded=(-H 'X-Forwarded-Proto: https' -H 'X-Forwarded-For: 10.9.8.7, 185.199.108.7')
  send_event zuba 'from an address of the page' handled 200 '{"received":true}' "${bodies[zuba]}" "${forwarded[@]}"
  send_event zuba 'from another address' ip_not_allowed 403 '{"error":"Forbidden"}' "${bodies[zuba]}" \
    -H 'X-Forwarded-Proto: https' -H 'X-Forwarded-For: 185.199.108.7, 192.0.2.1'
  send_event zuba 'over plain HTTP' insecure_transport 403 '' "${bodies[zuba]}" -H 'X-Forwarded-For: 185.199.108.7'
  route=slack
  local challenge='{"token":"Jhj5dZrVaK7ZwHHjRyZWjbDl","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P","type":"url_verification"}'
  send_event slack "Slack's check of the endpoint" handshake 200 \
    3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P "$challenge"
  printf %s "$challenge" >"$tmp/event"
  post 'the same, not signed' missing_signature 401 '' "$(date +%s)" "$tmp/event"
  # Its delivery id is not signed, so whoever has one delivery can send it again under any other.
  route=venshack
  local effects
  effects=$(count_effects)
  send_event venshack 'a replay under a fresh delivery id' duplicate 200 '{"received":true,"duplicate":true}' \
    "${bodies[venshack]}" -H 'X-Venshack-Event: vending.completed' -H 'X-Venshack-Delivery-Id: dlv_fresh_2'
  expect_effects 'of the replay' "$effects"
}

# ---- what the application did: one line for each event that its handlers went through with

count_effects() {  # [TEXT]: how many lines hold it
  grep -cF -- "${1-}" "$tmp/effects" || true
}

expect_effects() {  # WHAT NUMBER [TEXT]
  local got
  [[ -z $sabotaged ]] || return 0  # it has no handlers
  got=$(count_effects "${3-}")
  [[ $got == "$2" ]] || { echo "DIFF effects $1: $got instead of $2" && different=$((different + 1)); }
}

# A process that is killed in the middle of a handler, and another one on the same file after it.
die_and_start_again() {
  local cancelled='{"id":"evt_c1","type":"payout.cancelled","createdAt":"2026-03-23T14:30:00.000Z","test":false,"data":{}}'
  route=zuba
  {  # without what the shell has to say about it
    send_event zuba 'its handler kills the process' '\(nothing logged\)' 000 "$any_body" "$cancelled"
    stop_receiver || true
  } 2>/dev/null
  start_receiver "${memory[@]}"
  print_row '' '' 'the receiver is started again' '' '' ''
  send_event zuba 'the same: it counts as being handled' in_flight 503 '' "$cancelled"
  send_event zuba 'an event from before the restart' duplicate 200 '{"received":true}' "${bodies[zuba]}"
  route=venshack
  send_event venshack 'another one' duplicate 200 '{"received":true,"duplicate":true}' "${bodies[venshack]}"
  sleep "$lease"
  route=zuba
  send_event zuba 'again, when its lease is over' handled 200 '{"received":true}' "$cancelled"
  send_event zuba 'and once more' duplicate 200 '{"received":true}' "$cancelled"
  expect_effects 'of the event that killed its process' 1 'zuba payout.cancelled evt_c1 '
  expect_effects 'of its second attempt' 1 'zuba payout.cancelled evt_c1 2'
  # All of it, restart included: these were delivered several times.
  expect_effects "of zuba's documented event, at two endpoints" 2 'zuba payout.paid evt_a1b2c3d4-e5f6-7890-abcd-ef1234567890 1'
  expect_effects "of hackmamba's documented event" 1 'hackmamba user.created evt_1234567890 1'
  expect_effects "of simpu's documented event" 1 'simpu AIRTIME_SUCCESS evt.airtime_ExTefBPVsc1F901NXSNm1EZnvzpfOTcQ 1'
}

# The health check and the metrics of Zuba's page: their shape, and that what was handled is counted.
check_operations() {
  local health counts pattern
  health=$(curl -q -sS --noproxy '*' --max-time 20 "http://127.0.0.1:$port/webhooks/health")
  pattern='^\{"status":"healthy","timestamp":"[0-9T:.-]+Z","version":"1\.0\.0"\}$'
  [[ $health =~ $pattern ]] || { echo "DIFF /webhooks/health: $health" && different=$((different + 1)); }
  counts=$(curl -q -sS --noproxy '*' --max-time 20 "http://127.0.0.1:$port/metrics/webhooks")
  pattern='^\{"received":([0-9]+),"processed":([0-9]+),"failed":2,"processingTime":\[[0-9,]*\],"averageProcessingTime":[0-9.]+\}$'
  [[ $counts =~ $pattern && ${BASH_REMATCH[1]} == $((BASH_REMATCH[2] + 2)) ]] ||
    { echo "DIFF /metrics/webhooks: $counts" && different=$((different + 1)); }
  echo "GET /webhooks/health  $health"
  one_line "$counts"
  echo "GET /metrics/webhooks $shown"
}

deliver_all() {
  local each
  total=0 hostile=0 different=0 noticed=0
  print_row '' provider 'what was sent' '' 'what came back' 'outcome or reason in the log'
  for each in rukkyhub simpu venshack hackmamba zuba; do deliver "$each"; done
  deliver_events
  if IFS= read -r -u "$log" _; then give_up 'the receiver logged more lines than it got deliveries'; fi
}

summary() { echo "$total deliveries, $((total - different)) as documented, $different different"; }

main() {
  local sabotage=()
  case ${1-} in
    '') ;;
    --help | -h) echo "$help" && exit 0 ;;
    --sabotage) sabotage=(--accept-everything) ;;
    *) give_up "unknown option $1; see --help" ;;
  esac

  tmp=$(mktemp -d)
  trap clean_up EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM

  if [[ -n ${HOOKLATCH_DEMO_RECEIVER-} ]]; then
    binary=$HOOKLATCH_DEMO_RECEIVER
    { command -v curl && command -v openssl; } >"$tmp/tools" || give_up 'needs curl and openssl'
  else
    build_receiver
  fi

  lease=5
  memory=(--store "$tmp/hooks.db" --effects "$tmp/effects" --lease "$lease")
  : >"$tmp/effects"
  sabotaged=${sabotage[*]}
  start_receiver "${memory[@]}" "${sabotage[@]}"
  echo "The receiver listens on 127.0.0.1:$port"
  deliver_all
  if [[ -z $sabotaged ]]; then
    check_operations
    die_and_start_again
  fi
  stop_receiver || { summary && give_up "the receiver ended early" "$(tail -n 3 "$tmp/log")"; }
  if ((different > 0)) || [[ -n $sabotaged ]]; then
    summary
    exit "$((different > 0))"
  fi

  # Would a receiver that verifies nothing have been noticed? Every delivery that is not to be accepted must tell.
  local line
  line=$(summary)
  sabotaged=yes
  start_receiver --accept-everything --store "$tmp/other.db"
  deliver_all >/dev/null
  stop_receiver || give_up "the sabotaged receiver ended early" "$(tail -n 3 "$tmp/log")"
  if ((noticed == 0 || noticed != hostile)); then
    echo "Self-check FAILED: a receiver that accepts everything was noticed in $noticed of $hostile hostile deliveries"
    exit 1
  fi
  echo "Self-check: a receiver that accepts everything was noticed in $noticed of $hostile hostile deliveries"
  echo "$line"
}

main "$@"
