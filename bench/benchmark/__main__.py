"""Command line of the benchmark; tools/bench.sh has built what it needs."""

import argparse
import os
import pathlib
import signal
import sys
import tempfile
import time
from typing import Callable

from harness import Redis
from harness.stack import ROOT

from . import (
    section_catch_up,
    section_cost,
    section_latency,
    section_parts,
    section_rate,
    section_state,
    section_ticks,
)
from .bench import Bench, Scale
from .machine import ForeignLoad, cores, cpu_model
from .results import Results
from .servers import RedisWork, pinned_stack
from .topics import Topics

SECTIONS: dict[str, tuple[str, Callable[[Bench], None]]] = {
    "parts": ("Decoding, folding, judging ids, from memory", section_parts.measure),
    "rate": ("Records a second: librdkafka alone, run, naive", section_rate.measure),
    "latency": ("From an event's due time to its figures", section_latency.measure),
    "catch_up": ("Catching up, with a slow Redis too; at rest", section_catch_up.measure),
    "state": ("The state: bytes, Redis's time, restarts, memory", section_state.measure),
    "cost": ("A record's CPU without commits, with commits, with ids", section_cost.measure),
    "ticks": ("Ticks live, at midnight and at start; memory over years", section_ticks.measure),
}

QUICK = Scale(passes=3, rounds=2, restarts=3, is_full=False)
FULL = Scale(passes=9, rounds=5, restarts=9, is_full=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools/bench.sh", description="Run the benchmark.")
    parser.add_argument("--quick", action="store_true", help="fewer passes, smaller logs")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write results there")
    names = ", ".join(SECTIONS)
    parser.add_argument("--only", metavar="NAME,...", help=f"sections, of: {names}")
    options = parser.parse_args()
    options.sections = options.only.split(",") if options.only else list(SECTIONS)
    unknown = [name for name in options.sections if name not in SECTIONS]
    if unknown:
        parser.error(f"--only: no section {unknown[0]!r}; there are {names}")
    return options


def _run(bench: Bench, names: list[str]) -> None:
    for name in names:
        title, measure = SECTIONS[name]
        print(f"\n{title} ({name})", flush=True)
        begun, load = time.monotonic(), ForeignLoad()
        measure(bench)
        bench.results.show()
        print(f"  {time.monotonic() - begun:.0f} s; {load}", flush=True)


def main() -> int:
    """The status is 1 if a budget was missed."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the servers go too
    options = _options()
    scale = QUICK if options.quick else FULL
    server_core, core = cores()
    os.sched_setaffinity(0, {server_core})
    print(
        f"{cpu_model()}, {os.cpu_count()} cores; servers on core {server_core}, casepulse on {core}"
    )
    results = Results(scale.is_full)
    build = ROOT / "build" / "release"
    with pinned_stack(server_core) as stack, tempfile.TemporaryDirectory() as folder:
        with Redis(stack.redis_url) as redis:
            topics = Topics(str(build / "app" / "casepulse"), stack)
            bench = Bench(
                stack, RedisWork(redis), topics, results, scale, build, pathlib.Path(folder), core
            )
            _run(bench, options.sections)
    if options.json:
        results.write(options.json)
    return _conclude(results, scale.is_full and options.sections == list(SECTIONS))


def _conclude(results: Results, is_all: bool) -> int:
    missed = results.missed()
    unmet = results.unmet() if is_all else []
    print(
        f"\n{len(missed)} budgets missed: {', '.join(missed)}" if missed else "\nall budgets hold"
    )
    if unmet:
        print(f"nothing was measured for {', '.join(unmet)}")
    return 1 if missed or unmet else 0


if __name__ == "__main__":
    sys.exit(main())
