#!/usr/bin/env bash
# tools/flame.sh [FILE]: a flame graph of `casepulse run` while it catches up with a log.
#
# Builds the release tree, starts a Kafka and a Redis of its own, and takes them down again. Needs
# perf, and the right to use it. FILE is docs/performance-flame.svg if none is named.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

case "${1:-}" in
-h | --help) usage_of "$0"; exit 0 ;;
esac
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
file=$(realpath -m "${1:-$root/docs/performance-flame.svg}")
cd "$root"
build_tree release
PYTHONPATH=$root/tests/real:$root/bench exec /usr/bin/python3 -B -m benchmark.flame "$file"
