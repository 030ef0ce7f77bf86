#!/usr/bin/env bash
# tools/stack.sh VERB: a private Apache Kafka and Redis, on loopback and ports of their own.
#
#   up                    start what does not run, wait until both answer, print their addresses
#   down                  stop what up started and remove its data
#   status                a line for each server; exit 0 if both run
#   env                   print the addresses, for: eval "$(tools/stack.sh env)"
#   stop  kafka|redis     stop one server, keep its data and port
#   start kafka|redis     start it again
#   kill  kafka|redis     stop one server the hard way (SIGKILL)
#
# Everything lies in CASEPULSE_STACK_DIR (default: a folder of this user's in XDG_RUNTIME_DIR or
# /tmp): data/, conf/, run/, logs/ and the file env. Two folders are two stacks. Other settings by
# environment:
#   CASEPULSE_STACK_FAST=1     a JVM that starts sooner and runs slower, for short tests
#   CASEPULSE_STACK_TIMEOUT=S  how long up waits for a server to answer (90)
# Logs survive down if a server failed or died, or if somebody has put a file named "failed" into
# the folder.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

tools=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly DIR=${CASEPULSE_STACK_DIR:-${XDG_RUNTIME_DIR:-/tmp}/casepulse-stack-$UID}
readonly MARK=$DIR/.casepulse-stack
readonly ANSWER_SECONDS=${CASEPULSE_STACK_TIMEOUT:-90}
readonly STOP_SECONDS=20
readonly LOCK_SECONDS=600 # the first up may fetch jars meanwhile
readonly SERVERS=(kafka redis)

# --- the folder

# up and down write and delete in DIR, so it must be new, empty or ours.
enter_dir() {
    [[ $DIR == /* ]] || die "CASEPULSE_STACK_DIR must be an absolute path: $DIR" 2
    if [[ ! -e $DIR ]]; then
        mkdir -p "$(dirname "$DIR")"
        mkdir -m 700 "$DIR" 2>/dev/null || true
    fi
    [[ -d $DIR && ! -L $DIR && -O $DIR ]] || die "not a folder of this user: $DIR"
    [[ -e $MARK || -z "$(ls -A "$DIR")" ]] || die "not empty, and not a stack's folder: $DIR"
    : >"$MARK"
    mkdir -p "$DIR"/{data,conf,run,logs}
}

has_dir() { [[ -e $MARK && -O $MARK ]]; }

# One writer at a time. Children close fd 9, or the lock would live as long as the servers.
lock_dir() {
    exec 9>>"$MARK"
    flock -w "$LOCK_SECONDS" 9 || die "locked for $LOCK_SECONDS s: $DIR"
}

mark_failed() { printf '%s\n' "$1" >>"$DIR/failed"; }

# --- ports

# Prints three free ports, from below the range that the kernel gives to outgoing connections: so a
# server that is stopped for a while finds its port still free.
choose_ports() {
    /usr/bin/python3 - <<'PY'
import random, socket
sockets = []
for port in random.sample(range(20000, 32000), 500):
    s = socket.socket()
    try:
        s.bind(("127.0.0.1", port))
    except OSError:
        continue
    sockets.append(s)
    if len(sockets) == 3:
        break
print(*(s.getsockname()[1] for s in sockets))
PY
}

write_ports() {
    local kafka controller redis
    read -r kafka controller redis < <(choose_ports)
    [[ -n $redis ]] || die "found no three free ports"
    printf 'kafka=%s\ncontroller=%s\nredis=%s\n' "$kafka" "$controller" "$redis" >"$DIR/conf/ports"
}

port_of() { sed -n "s/^$1=//p" "$DIR/conf/ports"; }

address_of() { printf '127.0.0.1:%s' "$(port_of "$1")"; }

# --- configuration

write_kafka_conf() {
    cat >"$DIR/conf/kafka.properties" <<CONF
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@$(address_of controller)
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://$(address_of kafka),CONTROLLER://$(address_of controller)
advertised.listeners=PLAINTEXT://$(address_of kafka)
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=$DIR/data/kafka
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
offsets.topic.num.partitions=3
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
log.cleaner.dedupe.buffer.size=8388608
# After a SIGKILL the broker registers again only when its old session is over (default: 9 s).
broker.heartbeat.interval.ms=500
broker.session.timeout.ms=4000
CONF
}

write_redis_conf() {
    cat >"$DIR/conf/redis.conf" <<CONF
bind 127.0.0.1
port $(port_of redis)
dir "$DIR/data/redis"
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
set-proc-title no
daemonize no
CONF
}

write_env() {
    printf 'CASEPULSE_KAFKA_BOOTSTRAP_SERVERS=%s\nCASEPULSE_REDIS_URL=redis://%s\n' \
        "$(address_of kafka)" "$(address_of redis)" >"$DIR/env"
}

write_conf() {
    [[ ! -e $DIR/env ]] || return 0
    write_ports
    write_kafka_conf
    write_redis_conf
    write_env # last: it says that the stack has a configuration
}

# --- processes: a pid alone may be somebody else's by now, so its start time and command line count
# too

start_time_of() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20; }

# The pid of a server of ours that runs, else nothing and 1.
pid_of() {
    local pid started
    read -r pid started 2>/dev/null <"$DIR/run/$1" || return 1
    [[ "$(start_time_of "$pid")" == "$started" ]] || return 1
    [[ "$(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline")" == *"$DIR/conf/$1."* ]] || return 1
    printf '%s' "$pid"
}

is_running() { pid_of "$1" >/dev/null; }

has_died() { [[ -e $DIR/run/$1 ]] && ! is_running "$1"; }

# launch NAME COMMAND...: in a session of its own, so that an interrupted terminal does not take it
# along.
launch() {
    local name=$1 pid
    shift
    setsid nohup "$@" >>"$DIR/logs/$name.log" 2>&1 </dev/null 9>&- &
    pid=$!
    printf '%s %s\n' "$pid" "$(start_time_of "$pid")" >"$DIR/run/$name"
    # Until its exec the child still looks like this script, not like a server.
    local tries=200
    until is_running "$name" || [[ $((tries -= 1)) -eq 0 ]] || ! kill -0 "$pid" 2>/dev/null; do
        sleep 0.01
    done
}

# --- Kafka

find_java() {
    local java
    for java in /usr/lib/jvm/java-17-openjdk-*/bin/java "${JAVA_HOME:-/nowhere}/bin/java" \
        "$(command -v java || true)"; do
        [[ -x $java ]] || continue
        printf '%s' "$java"
        return 0
    done
    die "no Java here: run tools/packages.sh"
}

# Only the jars with a checksum, whatever else lies in the folder.
kafka_classpath() {
    local jars
    jars=$("$tools/kafka-jars.sh")
    awk -v dir="$jars" '{ printf "%s%s/%s", (NR > 1 ? ":" : ""), dir, $2 }' \
        "$tools/kafka-jars.sha256"
}

format_kafka() {
    local java=$1 classpath=$2 id
    [[ ! -e $DIR/data/kafka/meta.properties ]] || return 0
    id=$(head -c 16 /dev/urandom | base64 | tr '+/' '-_' | cut -c 1-22)
    "$java" -cp "$classpath" -Xmx128m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \
        "-Dlog4j2.configurationFile=$tools/kafka-log4j2.xml" \
        kafka.tools.StorageTool format -t "c${id:1}" -c "$DIR/conf/kafka.properties" \
        >>"$DIR/logs/kafka.log" 2>&1 9>&-
}

launch_kafka() {
    local java classpath flags=(-Xmx512m)
    java=$(find_java)
    classpath=$(kafka_classpath 9>&-)
    format_kafka "$java" "$classpath"
    [[ ${CASEPULSE_STACK_FAST:-0} != 1 ]] || flags+=(-XX:TieredStopAtLevel=1 -XX:+UseSerialGC)
    launch kafka "$java" "${flags[@]}" -cp "$classpath" \
        "-Dlog4j2.configurationFile=$tools/kafka-log4j2.xml" \
        kafka.Kafka "$DIR/conf/kafka.properties"
}

# The open port first: kcat takes a second to find out that there is none.
kafka_answers() {
    (: <"/dev/tcp/127.0.0.1/$(port_of kafka)") 2>/dev/null &&
        kcat -L -m 3 -b "$(address_of kafka)" >/dev/null 2>&1 9>&-
}

# --- Redis

launch_redis() {
    mkdir -p "$DIR/data/redis"
    launch redis redis-server "$DIR/conf/redis.conf"
}

redis_answers() {
    [[ "$(redis-cli -h 127.0.0.1 -p "$(port_of redis)" ping 2>/dev/null 9>&-)" == PONG ]]
}

# --- one server

now_ms() { date +%s%3N; }

# A server that exits while it is waited for ends the wait; another program on its port does not
# count as an answer.
await_answer() {
    local deadline=$((SECONDS + ANSWER_SECONDS))
    while is_running "$1"; do
        "$1_answers" && return 0
        [[ $SECONDS -lt $deadline ]] || return 1
        sleep 0.1
    done
    return 1
}

fail_start() {
    say "stack: $1 did not answer; the end of $DIR/logs/$1.log:"
    tail -n 20 "$DIR/logs/$1.log" >&2
    mark_failed "$1 did not start"
    die "$1 did not start, its log is $DIR/logs/$1.log"
}

start_server() {
    local began
    began=$(now_ms)
    if is_running "$1"; then
        "$1_answers" || await_answer "$1" || fail_start "$1"
        say "$1: runs already on $(address_of "$1")"
        return 0
    fi
    "launch_$1"
    await_answer "$1" || fail_start "$1"
    say "$1: answers on $(address_of "$1") after $(($(now_ms) - began)) ms"
}

await_exit() {
    local deadline=$((SECONDS + STOP_SECONDS))
    while is_running "$1"; do
        [[ $SECONDS -lt $deadline ]] || return 1
        sleep 0.1
    done
}

stop_server() {
    local pid
    pid=$(pid_of "$1") || { rm -f "$DIR/run/$1"; return 0; }
    kill -s "$2" "$pid"
    if ! await_exit "$1"; then
        say "$1: did not end within $STOP_SECONDS s, killing it"
        mark_failed "$1 did not end by itself"
        kill -s KILL "$pid" 2>/dev/null || true
        await_exit "$1" || die "$1 (pid $pid) cannot be stopped"
    fi
    rm -f "$DIR/run/$1"
}

stop_one() {
    is_running "$1" || { say "$1: does not run"; rm -f "$DIR/run/$1"; return 0; }
    stop_server "$1" "$2"
    say "$1: stopped"
}

# --- verbs

# A stack that came up half is no stack: taken down again, the logs kept.
undo_up() {
    trap - EXIT
    mark_failed "up did not succeed"
    take_down
    die "the stack is not up"
}

verb_up() {
    local program server
    for program in redis-server redis-cli kcat /usr/bin/python3; do
        command -v "$program" >/dev/null || die "no $program here: run tools/packages.sh"
    done
    enter_dir
    lock_dir
    [[ -e $DIR/env ]] || trap undo_up EXIT
    write_conf
    for server in redis kafka; do
        start_server "$server"
    done
    trap - EXIT
    verb_env
}

stop_all() {
    local server
    for server in "${SERVERS[@]}"; do
        stop_server "$server" TERM
    done
}

# Gone by itself means something went wrong: then the logs are worth keeping.
note_the_dead() {
    local server
    for server in "${SERVERS[@]}"; do
        ! has_died "$server" || mark_failed "$server died"
    done
}

keep_or_remove_logs() {
    [[ -e $DIR/failed ]] || { rm -rf "$DIR/logs"; return 0; }
    local kept
    kept=$DIR/failed-$(date +%Y%m%dT%H%M%S)-$$
    mv "$DIR/failed" "$DIR/logs/failed"
    mv "$DIR/logs" "$kept"
    say "stack: something failed ($(paste -sd ';' "$kept/failed")); logs kept in $kept"
}

take_down() {
    mkdir -p "$DIR/run" "$DIR/logs"
    note_the_dead
    stop_all
    rm -rf "$DIR/data" "$DIR/conf" "$DIR/run" "$DIR/env"
    keep_or_remove_logs
}

is_up() { has_dir && [[ -e $DIR/env ]]; }

verb_down() {
    ! has_dir || lock_dir
    is_up || { say "stack: not up in $DIR"; return 0; }
    take_down
    say "stack: down"
}

verb_status() {
    local server pid result=0
    for server in "${SERVERS[@]}"; do
        if is_up && pid=$(pid_of "$server"); then
            printf '%s: up on %s, pid %s\n' "$server" "$(address_of "$server")" "$pid"
        else
            printf '%s: down\n' "$server"
            result=1
        fi
    done
    return "$result"
}

verb_env() {
    is_up || die "not up in $DIR"
    sed 's/^/export /' "$DIR/env"
}

# For verbs that name one server of a stack that is up.
enter_stack_of() {
    case "${1:-}" in
    kafka | redis) ;;
    *) die_usage "which server: kafka or redis?" ;;
    esac
    is_up || die "not up in $DIR"
    lock_dir
}

main() {
    local verb=${1:-}
    case "$verb" in
    up | down | status | env) [[ $# -eq 1 ]] || die_usage "$verb takes no argument"; "verb_$verb" ;;
    start) enter_stack_of "${2:-}"; start_server "$2" ;;
    stop) enter_stack_of "${2:-}"; stop_one "$2" TERM ;;
    kill) enter_stack_of "${2:-}"; stop_one "$2" KILL ;;
    -h | --help) usage_of "$0" ;;
    *) die_usage "unknown verb: ${verb:-none}" ;;
    esac
}

main "$@"
