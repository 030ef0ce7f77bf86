"""Records a second against librdkafka alone and against the same job done naively."""

import re
import subprocess
from dataclasses import dataclass
from typing import Callable

from .bench import Bench
from .topics import Log

FULL = Log("three_years", 4_000_000, 3)
QUICK = Log("large", 4_000_000, 1)

CRCS = "check.crcs=true"
SMALL = ("queued.min.messages=20000", "queued.max.messages.kbytes=8192")
LARGE = ("queued.min.messages=1000000", "queued.max.messages.kbytes=131072")
SOON = "fetch.wait.max.ms=10"


@dataclass(frozen=True)
class Pass:
    """One reading of the whole topic."""

    count: float
    seconds: float
    cpu_seconds: float

    @property
    def rate(self) -> float:
        """Records a second."""
        return self.count / self.seconds

    @property
    def cpu_us(self) -> float:
        """CPU a record."""
        return self.cpu_seconds / self.count * 1e6


def _program(bench: Bench, name: str, *words: str) -> Pass:
    """A program that prints its own pass."""
    program = str(bench.build / "bench" / name)
    command = ["taskset", "--cpu-list", str(bench.core), program, *words]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found = dict(line.split() for line in done.stdout.splitlines())
    return Pass(float(found["count"]), float(found["seconds"]), float(found["cpu_seconds"]))


def _bare(bench: Bench, log: Log, *queues: str) -> Pass:
    servers = bench.stack.bootstrap_servers
    return _program(bench, "bench_bare", servers, log.name, CRCS, SOON, *queues)


def _naive(bench: Bench, log: Log, *queues: str) -> Pass:
    bench.work.redis.command("FLUSHALL")
    port = bench.stack.redis_url.rsplit(":", 1)[1]
    return _program(
        bench, "bench_naive", bench.stack.bootstrap_servers, log.name, port, CRCS, *queues
    )


def _product(bench: Bench, log: Log) -> Pass:
    """Every guarantee on, default settings; from the assignment to the last record."""
    namespace = bench.namespace(log)
    with bench.run(namespace) as run:
        run.wait_for("partitions are ours")
        before = run.cpu_s()
        run.wait_for("caught up")
        cpu_seconds = run.cpu_s() - before
        run.stop()
        said = re.search(r"caught up: (\d+) records read in ([\d.]+) s", run.log())
    assert said is not None
    return Pass(float(said[1]), float(said[2]), cpu_seconds)


CONTESTANTS: dict[str, Callable[[Bench, Log], Pass]] = {
    "bare_small": lambda bench, log: _bare(bench, log, *SMALL),
    "bare_large": lambda bench, log: _bare(bench, log, *LARGE),
    "run": _product,
    "naive_large": lambda bench, log: _naive(bench, log, *LARGE, SOON),
    "naive_default": _naive,
}


def measure(bench: Bench) -> None:
    """In turns; ratios are those of one round, against the faster bare loop."""
    log = FULL if bench.scale.is_full else QUICK
    bench.topics.make(log)
    found: dict[str, list[Pass]] = {name: [] for name in CONTESTANTS}
    names = list(CONTESTANTS)
    for name in names[:2]:  # warms the broker and the page cache
        CONTESTANTS[name](bench, log)
    for number in range(bench.scale.rounds):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            found[name].append(CONTESTANTS[name](bench, log))
    for name in names:
        bench.results.add(f"rate.{name}", [p.rate for p in found[name]], "records a second")
        bench.results.add(f"rate.{name}.cpu", [p.cpu_us for p in found[name]], "us a record")
    _add_ratios(bench, found)


def _add_ratios(bench: Bench, found: dict[str, list[Pass]]) -> None:
    bare = [
        max(pair, key=lambda p: p.rate) for pair in zip(found["bare_small"], found["bare_large"])
    ]
    run = found["run"]
    add = bench.results.add
    add("rate.run_to_bare", [r.rate / b.rate for r, b in zip(run, bare)], "x its rate")
    add("rate.run_to_bare.cpu", [r.cpu_us / b.cpu_us for r, b in zip(run, bare)], "x its CPU")
    for name in ("naive_large", "naive_default"):
        ratios = [r.rate / n.rate for r, n in zip(run, found[name])]
        add(f"rate.run_to_{name}", ratios, "x its rate")
