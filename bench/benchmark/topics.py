"""Generated logs, made once and shared by the sections."""

import subprocess
from dataclasses import dataclass
from typing import Mapping

from harness import Stack, end_offsets
from harness.program import environment as clean_environment
from harness.program import setting_flags

SEED = "20260101"


@dataclass(frozen=True)
class Log:
    """A stretch of the made-up city that ends today, each record with its own arrival time."""

    name: str
    per_year: int
    years: int
    more: tuple[str, ...] = ()

    @property
    def words(self) -> list[str]:
        """What `casepulse generate` is told."""
        return ["--per-year", str(self.per_year), "--years", str(self.years), *self.more]


class Topics:
    """The logs that were asked for so far."""

    def __init__(self, program: str, stack: Stack) -> None:
        self._program = program
        self._stack = stack
        self._counts: dict[str, int] = {}

    def make(self, log: Log) -> int:
        """Produce a log if it is not there yet; how many records it has."""
        if log.name not in self._counts:
            settings = {"source.topic": log.name}
            self.generate(settings, "--create-topic", "--seed", SEED, *log.words)
            ends = end_offsets(self._stack.bootstrap_servers, log.name)
            self._counts[log.name] = sum(ends.values())
        return self._counts[log.name]

    def generate(self, settings: Mapping[str, object], *words: str) -> None:
        """`casepulse generate`, to its end."""
        subprocess.run(
            [self._program, "generate", *setting_flags(settings), *words],
            env=clean_environment(self._stack.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )
