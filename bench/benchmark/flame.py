"""A flame graph of `run` while it catches up: python3 -m benchmark.flame FILE (tools/flame.sh)."""

import itertools
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from typing import Iterator

from harness import Redis
from harness.stack import ROOT

from .bench import Bench, Scale
from .flame_graph import draw
from .machine import cores
from .results import Results
from .servers import RedisWork, pinned_stack
from .topics import Log, Topics

LOG = Log("flame", 4_000_000, 1)
TITLE = "casepulse run, catching up with a year of 4 million events, all guarantees on"
RATE_HZ = 1499
STACK_BYTES = 8192


# The bottom of every stack, which says nothing.
BEGINNINGS = {"_start", "__libc_start_main", "__libc_start_call_main", "clone3", "start_thread"}

_FRAME = re.compile(r"^\s+[0-9a-f]+ (?P<name>.*?) \((?P<file>.*)\)$")


def _role(command: str, thread: int, process: int) -> str:
    if command.startswith("rdk:"):
        return "threads of librdkafka"
    return "publisher" if thread == process else "shard"


def _name(line: str) -> str:
    """The function; where a library tells none the library, and the kernel as a whole."""
    match = _FRAME.match(line)
    if match is None:
        return "[unknown]"
    name, file = match["name"], pathlib.PurePath(match["file"]).name
    if "kernel" in file:
        return "[kernel]"
    if name == "[unknown]":
        return f"[{file.strip('[]')}]"
    return re.split(r"[@.]", name)[0]  # no version, no part of a function


def stacks_of(script: str, process: int) -> Iterator[list[str]]:
    """What `perf script` prints: a line for the thread, then its functions, innermost first."""
    for sample in script.split("\n\n"):
        head, *frames = sample.strip("\n").splitlines() or [""]
        if not frames:
            continue
        command, thread = head.rsplit(maxsplit=1)
        names = [_name(line) for line in reversed(frames)]
        names = [name for name in names if name not in BEGINNINGS and name != "[unknown]"]
        stack = [name for name, _ in itertools.groupby(names)]
        yield [_role(command.strip(), int(thread), process), *stack]


def _record(bench: Bench, folder: pathlib.Path) -> list[list[str]]:
    bench.topics.make(LOG)
    data = folder / "perf.data"
    with bench.run(bench.namespace(LOG)) as run:
        run.wait_for("partitions are ours")
        words = ["perf", "record", "--quiet", "--event", "cpu-clock", "--freq", str(RATE_HZ)]
        words += ["--call-graph", f"dwarf,{STACK_BYTES}", "--pid", str(run.pid)]
        with subprocess.Popen([*words, "--output", str(data)]) as perf:
            run.wait_for("caught up")
            perf.send_signal(signal.SIGINT)
        run.stop()
        process = run.pid
    words = ["perf", "script", "--no-inline", "--fields", "comm,tid,ip,sym,dso"]
    script = subprocess.run(
        [*words, "--input", str(data)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    return list(stacks_of(script.stdout, process))


def main() -> int:
    """Writes the graph to the file that is named."""
    if shutil.which("perf") is None:
        print("flame: there is no perf (Debian: package linux-perf)", file=sys.stderr)
        return 1
    out = pathlib.Path(sys.argv[1])
    server_core, core = cores()
    os.sched_setaffinity(0, {server_core})
    build = ROOT / "build" / "release"
    with pinned_stack(server_core) as stack, tempfile.TemporaryDirectory() as name:
        with Redis(stack.redis_url) as redis:
            folder = pathlib.Path(name)
            topics = Topics(str(build / "app" / "casepulse"), stack)
            scale = Scale(passes=1, rounds=1, restarts=1, is_full=False)
            work = RedisWork(redis)
            bench = Bench(stack, work, topics, Results(False), scale, build, folder, core)
            out.write_text(draw(_record(bench, folder), TITLE), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
