"""Kafka and Redis on a core of their own, and what Redis tells of its work."""

import contextlib
import hashlib
import os
import pathlib
import re
import subprocess
import tempfile
from dataclasses import dataclass
from typing import Iterator

from harness import Redis, Stack
from harness.stack import ROOT, STACK_TOOL, read_stack

MIB = 1024 * 1024


@contextlib.contextmanager
def pinned_stack(core: int) -> Iterator[Stack]:
    """Private servers on one core, gone at the end."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="casepulse-bench-"))
    environment = {**os.environ, "CASEPULSE_STACK_DIR": str(folder)}
    environment.pop("CASEPULSE_STACK_FAST", None)
    pin = ["taskset", "--cpu-list", str(core), STACK_TOOL]
    subprocess.run([*pin, "up"], env=environment, stdout=subprocess.DEVNULL, check=True)
    try:
        yield read_stack(folder)
    finally:
        subprocess.run([*pin, "down"], env=environment, check=True)
        (folder / ".casepulse-stack").unlink()
        with contextlib.suppress(OSError):  # logs of a server that failed stay
            folder.rmdir()


@dataclass(frozen=True)
class Slow:
    """One entry of SLOWLOG."""

    duration_us: int
    words: list[bytes]

    @property
    def size(self) -> int:
        """Bytes of its words, as far as the log shows their sizes."""
        cut = [re.search(rb"\((\d+) more bytes\)$", word) for word in self.words]
        return sum(len(w) + (int(c[1]) if c else 0) for w, c in zip(self.words, cut))


class RedisWork:
    """What Redis does, by its own clocks."""

    def __init__(self, redis: Redis) -> None:
        self.redis = redis
        commit = (ROOT / "store" / "scripts" / "commit.lua").read_bytes()
        self._commit_id = hashlib.sha1(commit).hexdigest().encode()

    def info(self, section: str) -> dict[str, str]:
        """INFO of one section."""
        lines = self.redis.command("INFO", section).decode().splitlines()
        return dict(line.split(":", 1) for line in lines if ":" in line)

    def memory_mib(self) -> float:
        """used_memory."""
        return int(self.info("memory")["used_memory"]) / MIB

    def dataset_mib(self) -> float:
        """used_memory_dataset."""
        return int(self.info("memory")["used_memory_dataset"]) / MIB

    def spent(self, command: str) -> tuple[int, float]:
        """Calls of a command so far, and their milliseconds; EXEC holds what it executes."""
        text = self.info("commandstats").get(f"cmdstat_{command}", "calls=0,usec=0")
        fields = dict(field.split("=") for field in text.split(","))
        return int(fields["calls"]), int(fields["usec"]) / 1000

    def watch_commands(self) -> None:
        """From now on every command is in the slow log."""
        self.redis.command("CONFIG", "SET", "slowlog-max-len", 200_000)
        self.redis.command("CONFIG", "SET", "slowlog-log-slower-than", 0)
        self.redis.command("SLOWLOG", "RESET")

    def commits(self) -> list[Slow]:
        """The commits since then; ends the watch."""
        self.redis.command("CONFIG", "SET", "slowlog-log-slower-than", -1)
        entries = self.redis.command("SLOWLOG", "GET", -1)
        self.redis.command("SLOWLOG", "RESET")
        slow = [Slow(entry[2], entry[3]) for entry in entries]
        return [s for s in slow if s.words[:2] == [b"EVALSHA", self._commit_id]]
