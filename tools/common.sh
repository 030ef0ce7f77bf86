# shellcheck shell=bash
# What the tools share: how they speak and how they end. Messages go to stderr, data to stdout.

say() { printf '%s\n' "$*" >&2; }

die() {
    printf '%s: %s\n' "${0##*/}" "$1" >&2
    exit "${2:-1}"
}

# Usage is the comment block at the top of a tool, so that it cannot differ from what a reader of
# the file sees.
usage_of() { sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$1"; }

die_usage() {
    usage_of "$0" >&2
    die "$1" 2
}

# build_tree PRESET [CMAKE-FLAG...]: configure and build build/PRESET; quiet unless it fails. Call
# it in the root of the checkout.
build_tree() {
    local preset=$1 log=build/$1.log began=$SECONDS
    shift
    mkdir -p build
    if ! { cmake --preset "$preset" "$@" && cmake --build --preset "$preset" -j "$(nproc)"; } \
        >"$log" 2>&1; then
        tail -n 60 "$log" >&2
        die "the $preset build failed, its output is in $log"
    fi
    say "build: $preset is ready in build/$preset ($((SECONDS - began)) s)"
}
