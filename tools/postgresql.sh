#!/bin/sh
# Run a command beside a PostgreSQL of its own, started here and thrown away afterwards. Where there is none on
# this machine, say so and go on: the embedded database has been tested by then.
# `--hasty` first: it lies in memory, where there is room, and waits for no disk; for tests that ask nothing of what a
# power cut leaves. Its settings are the sure ones all the same: on others the program does not start.
set -eu
hasty= place=/tmp
if [ "${1:-}" = --hasty ]; then
    hasty="-c autovacuum=off -c max_wal_size=512MB"
    free=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $1 == "tmpfs" { print $4 }')
    [ "${free:-0}" -lt 4000000 ] || place=/dev/shm
    shift
fi
server=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
if [ -z "$server" ] && command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ] && [ "${CI:-}" = true ]; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql >/dev/null
    server=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
fi
if [ -z "$server" ]; then
    echo "No PostgreSQL on this machine: its tests are left out." >&2
    exit 0
fi
folder=$(mktemp -d "$place/firsthand-postgresql-XXXXXX")
if [ "$(id -u)" = 0 ]; then
    chown postgres "$folder"
    as() { su postgres -s /bin/sh -c "$*"; }
else
    as() { sh -c "$*"; }
fi
port=$((20000 + $$ % 20000))
stop() {
    as "$server/pg_ctl -D $folder/data -m immediate stop" >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap stop EXIT INT TERM
as "$server/initdb -k -E UTF8 --locale=C -A trust -U firsthand -D $folder/data" >/dev/null
as "$server/pg_ctl -w -D $folder/data -l $folder/log -o '-p $port -k $folder -c listen_addresses=127.0.0.1 -c wal_recycle=off $hasty' start" >/dev/null
FIRSTHAND_DATABASE="postgresql://firsthand@127.0.0.1:$port/postgres" "$@"
