#!/usr/bin/env bash
# run.sh PROGRAM CORPUS: fuzzes for a minute, or for twenty with CASEPULSE_TEST_LONG=1. What is found
# on the way goes to a folder that is deleted; an input that breaks something stays in the working
# directory, and `PROGRAM FILE` repeats it.
set -euo pipefail

program=$1
corpus=$2
seconds=60
[[ ${CASEPULSE_TEST_LONG:-} != 1 ]] || seconds=1200

found=$(mktemp -d)
trap 'rm -rf "$found"' EXIT
"$program" -max_total_time="$seconds" -timeout=20 -print_final_stats=1 \
    -artifact_prefix="$(basename "$program")-" "$found" "$corpus"
