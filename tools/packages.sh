#!/usr/bin/env bash
# tools/packages.sh [runtime|build|test]: install the Debian packages that are missing.
#
#   runtime what the installed program takes
#   build   what compiling takes
#   test    that, and what tests and demo take: servers, clients, Python (the default)
#
# The one place that knows the names of packages. It says what it installs and why, and does nothing
# when all are there. Written for Debian 12; as root, or through sudo.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# package | what for. libc6-dev is only recommended by gcc, so without recommended packages it must
# be named.
readonly RUNTIME_PACKAGES='
librdkafka1             | Kafka client
libprotobuf-c1          | C protobuf runtime
libhiredis0.14          | Redis client
libjansson4             | JSON
zlib1g                  | checksums
libinih1                | configuration and mapping files
libcsv3                 | CSV reader
libssl3                 | SHA-256 of event ids
libncursesw6            | the terminal of casepulse top
libtinfo6               | the same
ca-certificates         | trust for a Kafka with TLS
tzdata                  | civil time of Copenhagen
'
readonly BUILD_PACKAGES='
gcc                     | compiler of the release
libc6-dev               | headers of the C library
clang                   | compiler of the sanitizer builds
libclang-rt-14-dev      | AddressSanitizer, UBSan and ThreadSanitizer
llvm                    | names the lines in what they report
cmake                   | build system
ninja-build             | runs the build
pkg-config              | finds the libraries below
librdkafka-dev          | Kafka client
protobuf-compiler       | compiles the contract of the events
protobuf-c-compiler     | its C back end
libprotobuf-c-dev       | C protobuf runtime
libhiredis-dev          | Redis client
libcmocka-dev           | unit tests
libjansson-dev          | JSON
zlib1g-dev              | checksums
libinih-dev             | configuration and mapping files
libcsv-dev              | CSV reader
libssl-dev              | SHA-256 of event ids
libncurses-dev          | the terminal of casepulse top
tzdata                  | civil time of Copenhagen
'
readonly TEST_PACKAGES='
openjdk-17-jre-headless | runs Apache Kafka
maven                   | fetches the jars of Apache Kafka
ca-certificates         | trust for that download
redis-server            | a private Redis (its system service stays off)
redis-tools             | redis-cli
kcat                    | asks Kafka from the shell
python3                 | tests against real servers
python3-yaml            | checks docker-compose.yml
python3-confluent-kafka | tests produce and inspect records
python3-protobuf        | tests build events on their own
spin                    | walks through the model of the commit protocol
xz-utils                | unpacks the real logs
procps                  | looks at processes
chromium                | shows the capacity report, and hears whether it is quiet
fonts-dejavu-core       | letters for its pictures
'

packages_of() {
    case "$1" in
    runtime) printf '%s' "$RUNTIME_PACKAGES" ;;
    build) printf '%s' "$BUILD_PACKAGES" ;;
    test) printf '%s%s' "$BUILD_PACKAGES" "$TEST_PACKAGES" ;;
    esac | sed '/^$/d'
}

is_installed() {
    [[ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]
}

# Lines of the table on stdin whose package is missing.
only_missing() {
    local package reason
    while IFS='|' read -r package reason; do
        package=${package// /}
        is_installed "$package" || printf '%s|%s\n' "$package" "$reason"
    done
}

as_root() {
    if [[ $EUID -eq 0 ]]; then
        "$@"
    else
        sudo "$@"
    fi
}

check_can_install() {
    command -v apt-get >/dev/null || die "no apt-get here: install the packages above by hand"
    [[ $EUID -eq 0 ]] || command -v sudo >/dev/null ||
        die "not root and no sudo: install the packages above as root"
}

# Debian starts a service when its package is installed. A policy of our own prevents it for the
# moment; a policy that is there already belongs to somebody and stays as it is.
readonly POLICY=/usr/sbin/policy-rc.d
policy_is_ours=0

forbid_service_starts() {
    [[ ! -e $POLICY ]] || return 0
    policy_is_ours=1
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$POLICY" >/dev/null
    as_root chmod 755 "$POLICY"
}

allow_service_starts() {
    [[ $policy_is_ours -eq 0 ]] || as_root rm -f "$POLICY"
    policy_is_ours=0
}

# Not started now is not enough: the package also enables its service for the next boot.
keep_redis_service_off() {
    if [[ -d /run/systemd/system ]]; then
        as_root systemctl disable --quiet --now redis-server.service
    elif command -v update-rc.d >/dev/null; then
        as_root update-rc.d redis-server disable >/dev/null 2>&1 || true
    fi
}

apt() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 \
        -o Dpkg::Use-Pty=0 "$@"
}

install_packages() {
    local log
    log=$(mktemp)
    trap 'allow_service_starts' EXIT
    forbid_service_starts
    if ! { apt update && apt install -y --no-install-recommends "$@"; } >"$log" 2>&1; then
        tail -n 30 "$log" >&2
        die "apt-get failed, its output is in $log"
    fi
    rm -f "$log"
    allow_service_starts
}

main() {
    [[ $# -le 1 ]] || die_usage "too many arguments"
    local set=${1:-test} wanted missing
    case "$set" in
    runtime | build | test) ;;
    -h | --help) usage_of "$0"; exit 0 ;;
    *) die_usage "unknown argument: $set" ;;
    esac
    wanted=$(packages_of "$set")
    missing=$(only_missing <<<"$wanted")
    [[ -n $missing ]] || { say "packages: all $(wc -l <<<"$wanted") for $set are there"; return 0; }

    say "packages: installing $(wc -l <<<"$missing") with apt-get:"
    local package reason names=()
    while IFS='|' read -r package reason; do
        printf '  %-24s %s\n' "$package" "${reason# }" >&2
        names+=("$package")
    done <<<"$missing"
    check_can_install
    install_packages "${names[@]}"
    [[ " ${names[*]} " != *" redis-server "* ]] || keep_redis_service_off
    say "packages: done"
}

main "$@"
