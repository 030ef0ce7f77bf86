"""What every section works with."""

import pathlib
import time
import uuid
from dataclasses import dataclass
from typing import Callable, Mapping, Sequence

from harness import Picture, Redis, Stack
from harness.program import setting_flags

from .contestant import POLL_S, Contestant
from .results import Results
from .servers import RedisWork
from .topics import Log, Topics

PICTURE_TIMEOUT_S = 600
KEYS_AT_ONCE = 1000


@dataclass(frozen=True)
class Scale:
    """How much is measured."""

    passes: int  # of a comparison
    rounds: int  # of one whose contestants read the whole log each
    restarts: int
    is_full: bool


class Namespace:
    """One state and its picture, with a consumer group of the same name."""

    def __init__(self, redis: Redis, log: Log) -> None:
        self.name = f"bench-{uuid.uuid4().hex[:12]}"
        self.redis = redis
        self.picture = Picture(redis, self.name)
        self.settings: dict[str, object] = {
            "source.topic": log.name,
            "source.group": self.name,
            "source.accept_create_time": "true",
            "redis.namespace": self.name,
        }

    def state_keys(self, pattern: str) -> list[str]:
        """Whole names of state keys."""
        return self.redis.keys(f"casepulse-state:1:{{{self.name}}}:{pattern}")

    def remove_picture(self) -> None:
        """What was published goes, the state stays: the next tick must write everything."""
        names = self.redis.keys(self.picture.prefix + "*")
        for begin in range(0, len(names), KEYS_AT_ONCE):
            self.redis.command("UNLINK", *names[begin : begin + KEYS_AT_ONCE])

    def wait_for_picture(self, contestant: Contestant) -> float:
        """Until its first complete picture is out: seconds from its start."""
        return self._wait(contestant, lambda meta: True, "first picture")

    def wait_until_live(self, contestant: Contestant) -> float:
        """Until a picture without lag is out: seconds from its start."""
        return self._wait(contestant, lambda meta: meta.get("lag_records") == "0", "no lag")

    def _wait(
        self, contestant: Contestant, is_it: Callable[[dict[str, str]], bool], what: str
    ) -> float:
        deadline = time.monotonic() + PICTURE_TIMEOUT_S
        while time.monotonic() < deadline:
            meta = self.picture.meta()
            published_ms = float(meta.get("published_at_ms", 0))
            if published_ms >= contestant.started_ms and is_it(meta):
                return time.monotonic() - contestant.started
            contestant.expect_life(what)
            time.sleep(POLL_S * 2)
        raise TimeoutError(f"{what}: none within {PICTURE_TIMEOUT_S} s\n{contestant.log()[-2000:]}")


@dataclass(frozen=True)
class Bench:
    """Servers, topics, programs and results of this run."""

    stack: Stack
    work: RedisWork
    topics: Topics
    results: Results
    scale: Scale
    build: pathlib.Path
    folder: pathlib.Path
    core: int  # of the contestants

    @property
    def product(self) -> pathlib.Path:
        """casepulse as it is installed."""
        return self.build / "app" / "casepulse"

    def variant(self, name: str) -> pathlib.Path:
        """A program for benchmarks alone."""
        return self.build / "bench" / f"casepulse_{name}"

    def namespace(self, log: Log) -> Namespace:
        """A fresh state in an empty Redis."""
        self.work.redis.command("FLUSHALL")
        return Namespace(self.work.redis, log)

    def run(
        self,
        namespace: Namespace,
        program: pathlib.Path | None = None,
        env: Mapping[str, str] | None = None,
        flags: Sequence[str] = (),
    ) -> Contestant:
        """`run` of a program on the contestants' core."""
        settings = setting_flags(namespace.settings)
        words: list[str | pathlib.Path] = [program or self.product, "run", *settings, *flags]
        environment = {**self.stack.environment, **(env or {})}
        return Contestant(words, environment, self.core, self.folder)

    def make_checkpoint(self, namespace: Namespace) -> None:
        """A state without a log: the program of the kill tests makes a checkpoint at once."""
        program = self.build / "tests" / "kill" / "casepulse_faulty"
        with self.run(namespace, program, {"CASEPULSE_CHECKPOINT_ENTRIES": "1"}) as run:
            run.wait_for("checkpoint of")
            run.stop()
