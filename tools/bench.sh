#!/usr/bin/env bash
# tools/bench.sh [--quick] [--json FILE] [--only NAME,...]: build what it needs, then measure.
#
#   --quick       fewer passes over smaller logs
#   --json FILE   also write the results there, a list of {name, value, unit, must, holds}
#   --only NAMES  only these sections
#
# It starts a Kafka and a Redis of its own on one core and measures on the other; both are gone
# afterwards. How to read what it prints stands in docs/PERFORMANCE.md. The exit status is 1 if a
# budget is missed.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

case "${1:-}" in
-h | --help) usage_of "$0"; exit 0 ;;
esac
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
arguments=()
for argument in "$@"; do # a path is the caller's, not the checkout's
    if [[ ${previous:-} == --json ]]; then argument=$(realpath -m "$argument"); fi
    arguments+=("$argument")
    previous=$argument
done
cd "$root"
build_tree release
cmake --build build/release --target casepulse_bench >>build/release.log 2>&1 ||
    die "the programs of the benchmark did not build, see build/release.log"
PYTHONPATH=$root/tests/real:$root/bench exec /usr/bin/python3 -B -m benchmark "${arguments[@]}"
