#!/usr/bin/env bash
# tools/test.sh [-L LABEL] [--long]: install what is missing, build, run every test.
#
#   -L LABEL   only tests whose label matches (a regular expression, as ctest -L takes it)
#   --long     let the tests that can go longer do so (CASEPULSE_TEST_LONG=1)
#
# Three trees are built: release (gcc), asan (clang, ASan and UBSan) and tsan (clang). The release
# tree knows the other two and runs their programs as tests of its own, so one ctest run and one
# summary cover all. Tests on real logs run where CASEPULSE_TEST_DATA names their folder, and are
# skipped visibly elsewhere.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly TEST_SECONDS=900 # for a test without a limit of its own

# The sanitizers of clang 14 want a memory layout that newer kernels' randomisation may spoil.
fixed_layout() {
    if setarch -R true 2>/dev/null; then
        setarch -R "$@"
    else
        "$@"
    fi
}

run_tests() {
    fixed_layout ctest --test-dir build/release --output-on-failure --no-tests=error \
        --timeout "$TEST_SECONDS" -j "$(nproc)" "$@"
}

main() {
    local ctest_flags=()
    while [[ $# -gt 0 ]]; do
        case "$1" in
        -L) [[ -n ${2:-} ]] || die_usage "-L needs a label"; ctest_flags+=(-L "$2"); shift 2 ;;
        --long) export CASEPULSE_TEST_LONG=1; shift ;;
        -h | --help) usage_of "$0"; exit 0 ;;
        *) die_usage "unknown argument: $1" ;;
        esac
    done

    cd "$root"
    tools/packages.sh test
    build_tree asan
    build_tree tsan
    build_tree release -DBUILD_TESTING=ON \
        "-DCASEPULSE_ASAN_BUILD=$root/build/asan" "-DCASEPULSE_TSAN_BUILD=$root/build/tsan"
    # The model's table is worth seeing even when all holds; ctest hides what passes.
    local status=0
    if [[ ${#ctest_flags[@]} -eq 0 ]]; then
        run_tests -R '^model$' --verbose || status=$?
        ctest_flags=(-E '^model$')
    fi
    run_tests "${ctest_flags[@]}" || status=$?
    exit "$status"
}

main "$@"
