"""From an event's due time to its figures in Redis, as percentiles (bench/programs/latency.c)."""

import subprocess

from harness import create_topic

from .bench import Bench
from .topics import Log

RATES = {10: 600, 1_000: 60_000, 50_000: 1_500_000}  # a second: how many in all
QUICK_SHARE = 0.25


def _measure_rate(bench: Bench, rate: int, count: int) -> None:
    """Default settings, a topic of its own, arrival by the broker's clock."""
    log = Log(f"latency-{rate}", 0, 0)
    create_topic(bench.stack.bootstrap_servers, log.name)
    namespace = bench.namespace(log)
    with bench.run(namespace) as run:
        namespace.wait_until_live(run)
        port = bench.stack.redis_url.rsplit(":", 1)[1]
        offsets = namespace.picture.prefix + "offsets"
        words = [log.name, port, offsets, str(rate), str(count)]
        done = subprocess.run(
            [bench.build / "bench" / "bench_latency", bench.stack.bootstrap_servers, *words],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        run.stop()
    for line in done.stdout.splitlines():
        name, value = line.split()
        bench.results.add(f"latency.{rate}.{name}", [float(value)], "ms")


def measure(bench: Bench) -> None:
    """One rate after the other."""
    for rate, count in RATES.items():
        _measure_rate(bench, rate, count if bench.scale.is_full else int(count * QUICK_SHARE))
