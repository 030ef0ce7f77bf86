#!/usr/bin/env bash
# tools/demo.sh: casepulse at work, from a fresh checkout, in one command.
#
# Installs what is missing, builds, starts a private Kafka and Redis and shows figures. On a terminal:
# two generated years of a small municipality fill casepulse top, then events of this moment keep
# coming (q ends it). Elsewhere: the example log that comes with the project, as one table. Stops and
# removes all that it started.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly CASEPULSE=$root/build/release/app/casepulse
readonly EXAMPLE=$root/docs/example
readonly AS_OF=2025-03-31T23:59:59.999 # the last instant of the example log's second reporting year
readonly SETTINGS=(
    -s redis.namespace=demo
    -s "picture.as_of=$AS_OF"
    -s "picture.organisation=$EXAMPLE/organisation.csv"
    -s "count.subject_groups=cash_benefit:32.24 32.30"
)
# Generated records carry their own times, and windows follow the clock.
readonly LIVE_SETTINGS=(-s redis.namespace=demo -s source.accept_create_time=true)
readonly LIVE_EVENTS_PER_YEAR=40000
readonly LIVE_EVENTS_PER_SECOND=5
readonly KEYS='casepulse:v1:{demo}'
readonly COUNT_SECONDS=60

work='' # what this demo writes: the stack's folder and logs
run_pid=''
feed_pid=''

clean_up() {
    local result=$? pid
    trap - EXIT
    trap '' INT TERM
    for pid in $feed_pid $run_pid; do
        kill -TERM "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    [[ -z $work ]] || remove_work "$result"
    exit "$result"
}

remove_work() {
    [[ $1 -eq 0 ]] || echo "the demo ended with $1" >"$CASEPULSE_STACK_DIR/failed" || true
    "$root/tools/stack.sh" down
    if [[ $1 -eq 0 ]]; then
        rm -rf "$work"
    else
        say "demo: failed, the logs are in $work"
    fi
}

start_stack() {
    work=$(mktemp -d "${TMPDIR:-/tmp}/casepulse-demo.XXXXXX")
    export CASEPULSE_STACK_DIR=$work/stack CASEPULSE_STACK_FAST=1
    "$root/tools/stack.sh" up >"$work/env"
    # shellcheck source=/dev/null
    . "$work/env"
}

feed() { "$CASEPULSE" feed --create-topic --mapping "$EXAMPLE/example.map" "$EXAMPLE/example.csv"; }

run_processor() {
    "$CASEPULSE" run "$@" >"$work/run.log" 2>&1 &
    run_pid=$!
}

ask_redis() { redis-cli -u "$CASEPULSE_REDIS_URL" "$@" 2>/dev/null; }

# All partitions seen, something read, nothing left to read.
all_is_counted() {
    local seen total lag read
    {
        IFS= read -r seen
        IFS= read -r total
        IFS= read -r lag
    } < <(ask_redis HMGET "$KEYS:meta" partitions_seen partitions_total lag_records)
    read=$(ask_redis HGET "$KEYS:books" all.offset)
    [[ -n $total && $seen == "$total" && $lag == 0 && ${read:-0} -gt 0 ]]
}

die_of_run() {
    tail -n 20 "$work/run.log" >&2
    die "$1"
}

wait_until_counted() {
    local deadline=$((SECONDS + COUNT_SECONDS))
    until all_is_counted; do
        kill -0 "$run_pid" 2>/dev/null || die_of_run "casepulse run has ended"
        [[ $SECONDS -lt $deadline ]] || die_of_run "not counted within $COUNT_SECONDS s"
        sleep 0.2
    done
}

# Two years, then this moment; what is made now is made until somebody ends it.
generate() {
    "$CASEPULSE" generate --create-topic --years 2 --per-year "$LIVE_EVENTS_PER_YEAR" --seed 1
    exec "$CASEPULSE" generate --live --rate "$LIVE_EVENTS_PER_SECOND" --seed 2
}

# The figures fill while one looks: the events come when the table is on the screen.
show_live() {
    run_processor "${LIVE_SETTINGS[@]}"
    (sleep 2 && generate) >"$work/feed.log" 2>&1 &
    feed_pid=$!
    "$CASEPULSE" top "${LIVE_SETTINGS[@]}"
}

show_once() {
    feed
    run_processor "${SETTINGS[@]}"
    wait_until_counted
    "$CASEPULSE" top --once "${SETTINGS[@]}"
}

main() {
    case "${1:-}" in
    '') ;;
    -h | --help) usage_of "$0"; exit 0 ;;
    *) die_usage "unknown argument: $1" ;;
    esac
    cd "$root"
    say "demo 1/4: packages"
    tools/packages.sh test
    say "demo 2/4: build"
    build_tree release
    trap clean_up EXIT
    trap 'exit 130' INT TERM
    say "demo 3/4: a private Kafka and a private Redis"
    start_stack
    if [[ -t 1 ]]; then
        say "demo 4/4: two generated years, then live events; q ends it"
        show_live
    else
        say "demo 4/4: feed docs/example/example.csv (generated), count it, show it as of $AS_OF"
        show_once
    fi
}

main "$@"
