#!/usr/bin/env bash
# tools/kafka-jars.sh: print the folder of Apache Kafka's jars; fetch them first if need be.
#
# They come from Maven Central by way of mvn, once, into ${XDG_CACHE_HOME:-~/.cache}/casepulse,
# outside the checkout. Each use is checked against tools/kafka-jars.sha256.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

tools=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly CHECKSUMS=$tools/kafka-jars.sha256
readonly POM=$tools/kafka-jars.pom.xml
readonly COPY_GOAL=org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies
readonly CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/casepulse
readonly JARS=$CACHE/kafka-4.3.1
readonly LOCK_SECONDS=600

check_jars() {
    (cd "$1" && sha256sum --check --quiet --strict "$CHECKSUMS" >&2) && return 0
    die "jars in $1 are not those of ${CHECKSUMS##*/}; delete that folder to fetch them again"
}

fetch_into() {
    say "kafka: fetching the jars of Apache Kafka 4.3.1 (43 MB, once) into $JARS"
    command -v mvn >/dev/null || die "no mvn here: run tools/packages.sh"
    if ! mvn -q -B -f "$POM" "$COPY_GOAL" -DincludeScope=runtime -DoutputDirectory="$1" \
        >"$1.log" 2>&1; then
        tail -n 20 "$1.log" >&2
        die "mvn failed, its output is in $1.log"
    fi
    rm -f "$1.log"
}

# A folder of the final name is complete: it is filled under another name, checked, then renamed.
fetch() {
    local staging
    rm -rf "$CACHE"/.fetch.*
    staging=$(mktemp -d "$CACHE/.fetch.XXXXXX")
    fetch_into "$staging"
    check_jars "$staging"
    mv -T "$staging" "$JARS"
}

main() {
    case "${1:-}" in
    '') ;;
    -h | --help) usage_of "$0"; exit 0 ;;
    *) die_usage "unknown argument: $1" ;;
    esac
    mkdir -p "$CACHE"
    exec 9>"$JARS.lock"
    flock -w "$LOCK_SECONDS" 9 || die "locked for $LOCK_SECONDS s: $JARS.lock"
    [[ -d $JARS ]] || fetch 9>&-
    check_jars "$JARS"
    printf '%s\n' "$JARS"
}

main "$@"
