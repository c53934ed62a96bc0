#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
set -euo pipefail
export LC_ALL=C

help="Requests per second of the example servers with hooklatch in the path, as a ratio to the same servers without it.

  bash benchmarks/http_throughput.sh BUILD [FRAMEWORK...]   BUILD: a build folder; httplib and beast unless said else

Builds nothing. For each framework two servers run side by side: one verifies each delivery, reads its event and calls
the dispatcher (--no-store: every delivery is handled), the other acknowledges everything unseen. wrk sends both the same
signed delivery of 1 KB over 8 kept connections, in turns, ROUNDS times (5) for RUN_SECONDS (3). Prints the ratio of each
round and the median, and the processor time that each server took for a request, which other programs on the machine
disturb less. All of one framework's runs end within the 300 s in which the delivery is fresh.

Needs wrk and openssl."

rounds=${ROUNDS:-5} seconds=${RUN_SECONDS:-3}

give_up() {
  printf 'http_throughput: %s\n' "$@" >&2
  exit 2
}

# Started with a pipe as standard input, at whose end it stops.
start() {  # FLAG: sets $port and $pid
  local output=$tmp/output$1
  mkfifo "$tmp/input$1"
  ZUBA_WEBHOOK_SECRET=$secret "$server" "$1" <"$tmp/input$1" >"$output" &
  pid=$!
  exec {input}>"$tmp/input$1"
  inputs+=("$input")
  local i
  for ((i = 0; i < 250; ++i)); do
    port=$(sed -n 's/^listening on 127\.0\.0\.1://p' "$output")
    [[ -z $port ]] || return 0
    sleep 0.02
  done
  give_up "$server $1 did not start"
}

stop_all() {
  local input
  for input in "${inputs[@]}"; do exec {input}>&-; done
  inputs=()
  wait
  rm -f "$tmp"/input* "$tmp"/output*
}

write_request() {
  local body time signature
  body=$(printf '{"id":"evt_1","type":"payout.paid","createdAt":"2026-03-23T14:30:00.000Z","test":false,"data":{"note":"%0900d"}}' 0)
  time=$(date +%s)
  signature=$(printf '%s.%s' "$time" "$body" | openssl dgst -sha256 -hmac "$secret" -binary | od -An -v -tx1 | tr -d ' \n')
  cat >"$tmp/request.lua" <<LUA
wrk.method = "POST"
wrk.body = '$body'
wrk.headers["Content-Type"] = "application/json"
wrk.headers["X-Zuba-Timestamp"] = "$time"
wrk.headers["X-Zuba-Signature"] = "$signature"
LUA
}

cpu_ticks() { awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$1/stat"; }  # PID: of the user's and the kernel's time

measure() {  # PORT PID: sets $rate and $cost, microseconds a request
  local before
  before=$(cpu_ticks "$2")
  wrk -t1 -c8 "-d${seconds}s" -s "$tmp/request.lua" "http://127.0.0.1:$1/hooks" >"$tmp/wrk" || give_up "$(cat "$tmp/wrk")"
  if grep -q 'Non-2xx' "$tmp/wrk"; then give_up 'a delivery was refused' "$(cat "$tmp/wrk")"; fi
  rate=$(sed -n 's/^Requests\/sec: *//p' "$tmp/wrk")
  cost=$(awk -v "ticks=$(($(cpu_ticks "$2") - before))" -v "hz=$(getconf CLK_TCK)" \
    '/ requests in / { printf "%.2f", ticks * 1000000 / hz / $1 }' "$tmp/wrk")
}

quotient() { awk -v "a=$1" -v "b=$2" 'BEGIN { printf "%.3f", a / b }'; }
median() { printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"; }

compare() {  # FRAMEWORK
  local -A port_of pid_of
  local -a order ratios=() costs_with=() costs_without=()
  local -A rate_of cost_of
  local round each
  server=$build/examples/hooklatch_server_$1
  [[ -x $server ]] || give_up "$server is missing; build it first"
  write_request
  for each in no-store without-hooklatch; do
    start "--$each" && port_of[$each]=$port pid_of[$each]=$pid
    measure "$port" "$pid"  # to warm up
  done
  for ((round = 0; round < rounds; ++round)); do
    order=(no-store without-hooklatch)
    if ((round % 2)); then order=(without-hooklatch no-store); fi
    for each in "${order[@]}"; do
      measure "${port_of[$each]}" "${pid_of[$each]}" && rate_of[$each]=$rate cost_of[$each]=$cost
    done
    ratios+=("$(quotient "${rate_of[no-store]}" "${rate_of[without-hooklatch]}")")
    costs_with+=("${cost_of[no-store]}") costs_without+=("${cost_of[without-hooklatch]}")
    printf '%-8s with %9s/s %6s us   without %9s/s %6s us   ratio %s\n' "$1" "${rate_of[no-store]}" "${cost_of[no-store]}" \
      "${rate_of[without-hooklatch]}" "${cost_of[without-hooklatch]}" "${ratios[-1]}"
  done
  stop_all
  printf '%-8s median ratio %s; processor time of the server a request: with %s us, without %s us\n' "$1" \
    "$(median "${ratios[@]}")" "$(median "${costs_with[@]}")" "$(median "${costs_without[@]}")"
}

main() {
  case ${1-} in
    '' | --help | -h) echo "$help" && exit 0 ;;
  esac
  build=$1
  shift
  (($# > 0)) || set -- httplib beast
  command -v wrk >/dev/null || give_up 'needs wrk'
  command -v openssl >/dev/null || give_up 'needs openssl'
  secret=whsec_throughput_test_secret
  inputs=()
  tmp=$(mktemp -d)
  trap 'stop_all; rm -rf "$tmp"' EXIT
  local framework
  for framework in "$@"; do compare "$framework"; done
}

main "$@"
