#!/bin/sh
# SPDX-License-Identifier: MIT
# with_postgresql.sh COMMAND [ARGUMENT...]: runs the command with a throw-away PostgreSQL on a socket in a fresh folder, and
# HOOKLATCH_POSTGRESQL naming it. TMPDIR is where its data goes: a real disk, or the figures of commits mean nothing.
set -eu

bin=$(pg_config --bindir 2>/dev/null || true)
for each in "$bin" /usr/lib/postgresql/*/bin; do
  [ -x "$each/initdb" ] && [ -x "$each/postgres" ] && bin=$each
done
if [ ! -x "$bin/initdb" ] || [ ! -x "$bin/postgres" ]; then
  echo "with_postgresql.sh: initdb and postgres are missing: install PostgreSQL's server (Debian: postgresql)" >&2
  exit 1
fi

folder=$(mktemp -d)
server=
finish() {
  [ -n "$server" ] && kill -INT "$server" 2>/dev/null && wait "$server" 2>/dev/null
  rm -rf "$folder"
}
trap finish EXIT
trap 'exit 1' INT TERM

# postgres refuses to run as root.
as=
if [ "$(id -u)" = 0 ]; then
  chown postgres "$folder"
  as='setpriv --reuid=postgres --regid=postgres --clear-groups'
fi
cd "$folder"
$as "$bin/initdb" -D "$folder/data" -U hooklatch -A trust -E UTF8 --locale=C >"$folder.log" 2>&1 || {
  cat "$folder.log" >&2
  exit 1
}
rm -f "$folder.log"
$as "$bin/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c log_min_messages=fatal 2>/dev/null &
server=$!
export HOOKLATCH_POSTGRESQL="host=$folder user=hooklatch dbname=postgres"
tries=0
until "$bin/psql" "$HOOKLATCH_POSTGRESQL" -c 'SELECT 1' >/dev/null 2>&1; do
  tries=$((tries + 1))
  [ "$tries" -lt 200 ] || exit 1
  sleep 0.1
done
cd "$OLDPWD"
"$@"
