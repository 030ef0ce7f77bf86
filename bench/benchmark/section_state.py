"""What the state costs: bytes, Redis's time, restarts, memory."""

import statistics

from .bench import Bench, Namespace
from .commits import SmallCommits
from .servers import MIB
from .topics import Log

SIZES = (Log("small", 600_000, 1), Log("large", 4_000_000, 1))
# Rows and days without end: what fills a batch sooner than its ids do.
SCATTERED = Log(
    "scattered", 4_000_000, 10, ("--units", "20000", "--late", "100", "--count", "300000")
)
LIVE_EVENTS = 300
LIVE_RATE = 30
LARGEST = 9
WARM_COMMITS = 2000
UNUSED_PARTITION = 99


def _entry_sizes(namespace: Namespace) -> list[int]:
    """Bytes of the batches in the log."""
    (key,) = namespace.state_keys("log")
    return [len(fields[3]) for _id, fields in namespace.redis.command("XRANGE", key, "-", "+")]


def _checkpoint_bytes(namespace: Namespace) -> int:
    keys = namespace.state_keys("checkpoint:*")
    return sum(int(namespace.redis.command("STRLEN", key)) for key in keys)


def _count(bench: Bench, namespace: Namespace, log: Log) -> None:
    """All of a log for the first time: the state is a log without a checkpoint."""
    name = log.name
    with bench.run(namespace) as run:
        namespace.wait_until_live(run)
        bench.results.add(f"state.process_memory.{name}", [run.memory_mib("VmHWM")], "MiB, most")
        bench.results.add(f"state.process_memory_now.{name}", [run.memory_mib()], "MiB")
        bench.results.add(f"state.redis_memory.{name}", [bench.work.memory_mib()], "MiB")
        bench.results.add(f"state.redis_dataset.{name}", [bench.work.dataset_mib()], "MiB")
        run.stop()


def _restart(bench: Bench, namespace: Namespace, name: str) -> None:
    """From exec to the first picture; when the state was loaded, when the group gave partitions."""
    first, loaded, joined, after = [], [], [], []
    for _ in range(bench.scale.restarts):
        with bench.run(namespace) as run:
            first.append(namespace.wait_for_picture(run))
            loaded.append(run.wait_for("state: loaded"))
            joined.append(run.wait_for("partitions are ours"))
            after.append(first[-1] - joined[-1])
            run.stop()
    bench.results.add(f"state.first_picture.{name}", first, "s from exec")
    bench.results.add(f"state.loaded.{name}", loaded, "s from exec")
    bench.results.add(f"state.joined.{name}", joined, "s from exec, ids loaded")
    bench.results.add(f"state.first_picture_after_join.{name}", after, "s")


def _measure_size(bench: Bench, log: Log) -> None:
    count = bench.topics.make(log)
    namespace = bench.namespace(log)
    _count(bench, namespace, log)
    sizes = _entry_sizes(namespace)
    bench.results.add(f"state.log_entries.{log.name}", [len(sizes)], "")
    bench.results.add(f"state.log_bytes.{log.name}", [sum(sizes) / count], "B an event")
    _restart(bench, namespace, f"{log.name}.log")
    bench.make_checkpoint(namespace)
    size = _checkpoint_bytes(namespace)
    bench.results.add(f"state.checkpoint.{log.name}", [size / MIB], "MiB")
    bench.results.add(f"state.checkpoint_bytes.{log.name}", [size / count], "B an event")
    _restart(bench, namespace, f"{log.name}.checkpoint")


def _commits(bench: Bench, namespace: Namespace) -> list[tuple[int, float]]:
    """Bytes of the entry and Redis's milliseconds of each commit that was watched."""
    times = bench.work.commits_ms()
    return list(zip(_entry_sizes(namespace)[-len(times) :], times))


def _measure_live_commits(bench: Bench) -> None:
    """One event at a time, as most commits are."""
    log = SIZES[0]
    namespace = bench.namespace(log)
    with bench.run(namespace) as run:
        namespace.wait_until_live(run)
        bench.work.watch_commands()
        words = ("--live", "--rate", str(LIVE_RATE), "--count", str(LIVE_EVENTS))
        bench.topics.generate({"source.topic": log.name}, *words)
        namespace.wait_until_live(run)
        run.stop()
    commits = _commits(bench, namespace)
    sizes = [size for size, _ms in commits]
    bench.results.add("state.commit_entry.live", [statistics.median(sizes)], "B")
    times = [statistics.median(ms for _size, ms in commits)]
    bench.results.add("state.redis_blocked.live", times, "ms, caches cold")
    _measure_warm_commits(bench, namespace)


def _measure_warm_commits(bench: Bench, namespace: Namespace) -> None:
    """The same size one after the other: what the script itself takes."""
    small = SmallCommits(bench.work.redis, bench.work.commit_script, namespace, UNUSED_PARTITION)
    bench.work.watch_commands()
    for _ in range(WARM_COMMITS):
        small.commit()
    times = [statistics.median(bench.work.commits_ms())]
    bench.results.add("state.redis_blocked.one_event", times, "ms, back to back")


def _measure_large_commits(bench: Bench) -> None:
    """As many bytes in one batch as its limits allow; its ids come beside the entry."""
    bench.topics.make(SCATTERED)
    namespace = bench.namespace(SCATTERED)
    bench.work.watch_commands()
    with bench.run(namespace) as run:
        namespace.wait_until_live(run)
        run.stop()
    largest = sorted(_commits(bench, namespace))[-LARGEST:]
    bench.results.add("state.commit_entry.largest", [size / MIB for size, _ms in largest], "MiB")
    bench.results.add("state.redis_blocked.largest", [ms for _size, ms in largest], "ms")


def measure(bench: Bench) -> None:
    """Both sizes, then commits by themselves."""
    for log in SIZES:
        _measure_size(bench, log)
    _measure_live_commits(bench)
    _measure_large_commits(bench)
