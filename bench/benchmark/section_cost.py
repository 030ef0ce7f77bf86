"""What a record costs: `run` without commits, with commits, with ids as well."""

from .bench import Bench
from .topics import Log

LOG = Log("large", 4_000_000, 1)

# Name → program; the last one is the product.
VARIANTS = {
    "without_commits": "without_commits",
    "with_commits": "without_ids",
    "with_ids": "",
}


def _cpu_us(bench: Bench, program: str, count: int) -> tuple[float, float]:
    """CPU a record from the assignment to the end of the log: all, and that of the publisher."""
    namespace = bench.namespace(LOG)
    with bench.run(namespace, bench.variant(program) if program else bench.product) as run:
        run.wait_for("partitions are ours")
        before, before_main = run.cpu_s(), run.main_thread_cpu_s()
        run.wait_for("caught up")
        after, after_main = run.cpu_s(), run.main_thread_cpu_s()
        run.stop()
    return (after - before) / count * 1e6, (after_main - before_main) / count * 1e6


def measure(bench: Bench) -> None:
    """Alternated passes; ratios are the medians of the ratios inside a pass."""
    count = bench.topics.make(LOG)
    found: dict[str, list[float]] = {name: [] for name in VARIANTS}
    publisher: dict[str, list[float]] = {name: [] for name in VARIANTS}
    names = list(VARIANTS)
    _cpu_us(bench, VARIANTS[names[0]], count)  # warms the broker and the page cache
    for number in range(bench.scale.passes):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            whole, main = _cpu_us(bench, VARIANTS[name], count)
            found[name].append(whole)
            publisher[name].append(main)
    for name in names:
        bench.results.add(f"cost.cpu.{name}", found[name], "us an event")
        bench.results.add(f"cost.cpu.{name}.publisher", publisher[name], "us an event")
    _add_ratios(bench, "", [found[name] for name in names])
    # The publisher ticks by time: on a slow or busy machine more often for the same records.
    rest = [[a - b for a, b in zip(found[name], publisher[name])] for name in names]
    _add_ratios(bench, ".but_publisher", rest)


def _add_ratios(bench: Bench, kind: str, cpu: list[list[float]]) -> None:
    base, commits, ids = cpu
    bench.results.add(f"cost.commits_ratio{kind}", [c / b for b, c in zip(base, commits)], "x")
    bench.results.add(f"cost.ids_ratio{kind}", [i / b for b, i in zip(base, ids)], "x")
