"""From nothing to the end of a log, start included; the same with a slow Redis; then at rest."""

import threading
import time

from harness import Redis

from .bench import Bench
from .topics import Log

FOUR_MILLION = Log("large", 4_000_000, 1)
TWELVE_MILLION = Log("three_years", 4_000_000, 3)
IDS_FREE = 400_000  # in the budget of memory
BYTES_PER_ID = 40
# Arrivals may go back, so ids are kept for twice the horizon; the made-up city has one night that is
# as full as 80 days.
KEEP_DAYS = 70 + 80
REST_S = 15
# Redis is busy with somebody else's script for half of the time.
BUSY = """local function now() local t = redis.call('TIME') return t[1] * 1e6 + t[2] end
local until_us = now() + 50000
while now() < until_us do end"""
FREE_S = 0.05


class _Nuisance(threading.Thread):
    """A client that keeps Redis busy until told to end."""

    def __init__(self, redis_url: str) -> None:
        super().__init__(daemon=True)
        self._redis_url = redis_url
        self.is_over = threading.Event()

    def run(self) -> None:
        with Redis(self._redis_url) as redis:
            while not self.is_over.wait(FREE_S):
                redis.command("EVAL", BUSY, 0)


def _catch_up(bench: Bench, log: Log) -> tuple[float, float, float]:
    """Seconds from exec to the first picture and to one without lag; most memory."""
    namespace = bench.namespace(log)
    with bench.run(namespace) as run:
        first = namespace.wait_for_picture(run)
        whole = namespace.wait_until_live(run)
        most = run.memory_mib("VmHWM")
        run.stop()
    return first, whole, most


def _measure(bench: Bench, log: Log, name: str) -> float:
    """Records a second, start included: the median."""
    count = bench.topics.make(log)
    passes = [_catch_up(bench, log) for _ in range(bench.scale.rounds)]
    add = bench.results.add
    add(f"catch_up.first_picture.{name}", [first for first, _whole, _most in passes], "s from exec")
    add(f"catch_up.whole.{name}", [whole for _first, whole, _most in passes], "s from exec")
    rate = add(f"catch_up.rate.{name}", [count / whole for _f, whole, _m in passes], "a second")
    ids = min(count, log.per_year * KEEP_DAYS / 365)
    allowed = max(0.0, ids - IDS_FREE) * BYTES_PER_ID / 1024 / 1024
    add(f"catch_up.memory.{name}", [most for *_times, most in passes], "MiB, most")
    beyond = [most - allowed for *_times, most in passes]
    add(f"catch_up.memory_beyond_ids.{name}", beyond, "MiB")
    return rate.value


def _measure_slow_redis(bench: Bench, usual_rate: float) -> None:
    nuisance = _Nuisance(bench.stack.redis_url)
    nuisance.start()
    rate = _measure(bench, FOUR_MILLION, "slow_redis")
    nuisance.is_over.set()
    nuisance.join()
    bench.results.add("catch_up.slow_redis_ratio", [rate / usual_rate], "x the usual rate")


def _measure_rest(bench: Bench) -> None:
    """Nothing arrives: the share of a core that renewing the clocks takes."""
    namespace = bench.namespace(FOUR_MILLION)
    with bench.run(namespace) as run:
        namespace.wait_until_live(run)
        run.sleep(2)
        begun, before = time.monotonic(), run.cpu_s()
        run.sleep(REST_S)
        share = (run.cpu_s() - before) / (time.monotonic() - begun)
        run.stop()
    bench.results.add("catch_up.idle", [100 * share], "% of a core")


def measure(bench: Bench) -> None:
    """Twelve million in the full form only."""
    rate = _measure(bench, FOUR_MILLION, "four_million")
    if bench.scale.is_full:
        _measure(bench, TWELVE_MILLION, "twelve_million")
    _measure_slow_redis(bench, rate)
    _measure_rest(bench)
