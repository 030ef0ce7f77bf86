"""Kafka and Redis on a core of their own, and what Redis tells of its work."""

import contextlib
import hashlib
import os
import pathlib
import subprocess
import tempfile
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
    pin: list[str | pathlib.Path] = ["taskset", "--cpu-list", str(core), STACK_TOOL]
    subprocess.run([*pin, "up"], env=environment, stdout=subprocess.DEVNULL, check=True)
    try:
        yield read_stack(folder)
    finally:
        subprocess.run([*pin, "down"], env=environment, check=True)
        (folder / ".casepulse-stack").unlink()
        with contextlib.suppress(OSError):  # logs of a server that failed stay
            folder.rmdir()


class RedisWork:
    """What Redis does, by its own clocks."""

    def __init__(self, redis: Redis) -> None:
        self.redis = redis
        self.commit_script = (ROOT / "store" / "scripts" / "commit.lua").read_bytes()
        self._commit_id = hashlib.sha1(self.commit_script).hexdigest().encode()

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
        self.redis.command("CONFIG", "SET", "slowlog-max-len", 1_000_000)
        self.redis.command("CONFIG", "SET", "slowlog-log-slower-than", 0)
        self.redis.command("SLOWLOG", "RESET")

    def commits_ms(self) -> list[float]:
        """How long each commit since then took, in their order; ends the watch."""
        self.redis.command("CONFIG", "SET", "slowlog-log-slower-than", -1)
        entries = self.redis.command("SLOWLOG", "GET", -1)
        self.redis.command("SLOWLOG", "RESET")
        is_commit = [b"EVALSHA", self._commit_id]
        return [entry[2] / 1000 for entry in reversed(entries) if entry[3][:2] == is_commit]
