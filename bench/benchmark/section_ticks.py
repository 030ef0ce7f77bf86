"""What a tick writes and how long it takes; memory over years."""

import datetime
import re
import subprocess
import zoneinfo
from dataclasses import dataclass

from .bench import Bench, Namespace
from .contestant import Contestant
from .topics import Log

FULL = (Log("four_years", 4_000_000, 4), Log("five_years", 4_000_000, 5))
QUICK = (Log("four_years", 500_000, 4), Log("five_years", 500_000, 5))
ZONE = zoneinfo.ZoneInfo("Europe/Copenhagen")
BEFORE_MIDNIGHT_S = 20  # beyond the time of a start
AFTER_MIDNIGHT_S = 8
SETTLE_S = 3  # what loading took has been given back
EVENTS_A_TICK = 150_000  # while a log is caught up with
UNITS = 300
LIVE_EVENTS = 60
LIVE_RATE = 2
SAID = r"tick \d+: (\d+) fields in (\d+) transactions, (\d+) ms"
TICK = re.compile(rf"^(\S+)Z .*{SAID}", re.MULTILINE)


@dataclass(frozen=True)
class Tick:
    """One line of the log, written when a tick is over."""

    at: datetime.datetime
    fields: int
    transactions: int
    duration_ms: int


def _ticks(run: Contestant) -> list[Tick]:
    return [
        Tick(datetime.datetime.fromisoformat(at + "+00:00"), int(fields), int(parts), int(duration))
        for at, fields, parts, duration in TICK.findall(run.log())
    ]


def _add(bench: Bench, name: str, ticks: list[Tick]) -> None:
    add = bench.results.add
    add(f"ticks.fields.{name}", [tick.fields for tick in ticks], "fields")
    add(f"ticks.transactions.{name}", [tick.transactions for tick in ticks], "")
    add(f"ticks.duration.{name}", [tick.duration_ms for tick in ticks], "ms")


def _largest(ticks: list[Tick]) -> Tick:
    return max(ticks, key=lambda tick: tick.fields)


def _wait_for_tick(namespace: Namespace, run: Contestant) -> None:
    """Until a picture without lag is out and its tick is over."""
    namespace.wait_until_live(run)
    run.wait_for(SAID)


def _fill(bench: Bench, log: Log, name: str) -> Namespace:
    """Count a log, and make a checkpoint of it: how many entries are left would be chance."""
    bench.topics.make(log)
    namespace = bench.namespace(log)
    with bench.run(namespace) as run:
        namespace.wait_until_live(run)
        most = run.memory_mib("VmHWM")
        run.stop()
    bench.results.add(f"ticks.process_memory.{name}", [most], "MiB, most while catching up")
    bench.results.add(f"ticks.redis_memory.{name}", [bench.work.memory_mib()], "MiB")
    bench.make_checkpoint(namespace)
    bench.results.add(f"ticks.log_entries.{name}", [_log_entries(namespace)], "")
    return namespace


def _log_entries(namespace: Namespace) -> int:
    """Entries that stand behind the checkpoint."""
    return sum(namespace.redis.command("XLEN", key) for key in namespace.state_keys("log"))


def _first_tick(bench: Bench, namespace: Namespace) -> Tick:
    """The largest tick of a start."""
    with bench.run(namespace, flags=["-v"]) as run:
        _wait_for_tick(namespace, run)
        tick = _largest(_ticks(run))
        run.stop()
    return tick


def _measure_starts(bench: Bench, namespace: Namespace) -> None:
    """A start that finds its picture in Redis, and one that must write it whole."""
    found, whole = [], []
    for _ in range(bench.scale.restarts):
        found.append(_first_tick(bench, namespace))
        namespace.remove_picture()
        whole.append(_first_tick(bench, namespace))
    _add(bench, "start", found)
    _add(bench, "whole", whole)


def _restarted_memory(bench: Bench, namespace: Namespace) -> tuple[float, float]:
    """The least of some restarts, of process and Redis: nothing is left of the catching up, nor
    of the loading."""
    process, redis = [], []
    for _ in range(bench.scale.rounds):
        with bench.run(namespace, flags=["-v"]) as run:
            _wait_for_tick(namespace, run)
            run.sleep(SETTLE_S)
            process.append(run.memory_mib())
            redis.append(bench.work.memory_mib())
            run.stop()
    return min(process), min(redis)


def _measure_live(bench: Bench, namespace: Namespace, log: Log) -> None:
    """One event at a time."""
    with bench.run(namespace, flags=["-v"]) as run:
        _wait_for_tick(namespace, run)
        before = len(_ticks(run))
        words = ("--live", "--rate", str(LIVE_RATE), "--count", str(LIVE_EVENTS))
        bench.topics.generate({"source.topic": log.name}, *words)
        namespace.wait_until_live(run)
        ticks = _ticks(run)[before:]
        run.stop()
    _add(bench, "live", ticks)


def _seconds_to_midnight() -> float:
    now = datetime.datetime.now(ZONE)
    tomorrow = datetime.datetime.combine(now.date() + datetime.timedelta(days=1), datetime.time())
    return (tomorrow.replace(tzinfo=ZONE) - now).total_seconds()


def _measure_midnight(bench: Bench, namespace: Namespace, start_s: float) -> None:
    """A clock that is ahead passes midnight soon after the start."""
    lead_s = start_s + BEFORE_MIDNIGHT_S
    ahead_ms = int((_seconds_to_midnight() - lead_s) * 1000)
    env = {"CASEPULSE_BENCH_AHEAD_MS": str(ahead_ms)}
    with bench.run(namespace, bench.variant("ahead"), env, ["-v"]) as run:
        run.sleep(lead_s - 2)
        before = len(_ticks(run))
        run.sleep(2 + AFTER_MIDNIGHT_S)
        tick = _largest(_ticks(run)[before:])
        run.stop()
    _add(bench, "midnight", [tick])


def _measure_cpu(bench: Bench) -> None:
    """What a tick takes of our process alone, from a city in memory into an empty Redis."""
    bench.work.redis.command("FLUSHALL")
    words = [bench.stack.redis_url, bench.scale.rounds, EVENTS_A_TICK, UNITS]
    pin = ["taskset", "--cpu-list", str(bench.core)]
    command = [*pin, str(bench.build / "bench" / "bench_tick"), *map(str, words)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, list[float]] = {}
    for line in done.stdout.splitlines():
        key, value = line.split()
        found.setdefault(key, []).append(float(value))
    for key, name in (("first", "whole"), ("tick", "catching_up"), ("live", "live")):
        fields = found["fields" if key == "tick" else f"{key}_fields"]
        bench.results.add(f"ticks.cpu.{name}", [ns / 1e6 for ns in found[key]], "ms of our process")
        bench.results.add(f"ticks.cpu_fields.{name}", fields, "fields")


def measure(bench: Bench) -> None:
    """Four years, then five: what one more adds."""
    _measure_cpu(bench)
    four, five = FULL if bench.scale.is_full else QUICK
    namespace = _fill(bench, four, "four_years")
    with bench.run(namespace) as run:
        start_s = namespace.wait_until_live(run)
        run.stop()
    before = _restarted_memory(bench, namespace)
    _measure_starts(bench, namespace)
    _measure_live(bench, namespace, four)
    _measure_midnight(bench, namespace, start_s)
    namespace = _fill(bench, five, "five_years")
    after = _restarted_memory(bench, namespace)
    for name, older, newer in zip(("process", "redis"), before, after):
        bench.results.add(f"ticks.{name}_memory.restarted", [older], "MiB")
        bench.results.add(f"ticks.{name}_memory.year_more", [newer - older], "MiB")
