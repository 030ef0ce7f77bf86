"""What the kill tests have in common: servers of their own, and the oracle at any moment's side."""

import os
import random
import shutil
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from typing import AbstractSet, ClassVar, Mapping

from harness import Program, RealTestCase, Redis, end_offsets, private_stack
from load import Load
from oracle import Settings, compare
from oracle.civil import local_ms
from oracle.generate_random import Mix
from oracle.kafka_log import KafkaLog

AS_OF = "2019-12-31T23:59:59.999"
RATE = 21_000
KINDS = ("fig", "win", "by", "days", "offsets", "books", "refused", "source", "sources", "index")
DIFFERENCES_SHOWN = 12
REACHED_WITHIN_S = 60.0

Found = dict[str, Mapping[str, str] | AbstractSet[str]]


@dataclass(frozen=True)
class Sample:
    """What stood in Redis at one moment, read in one MULTI."""

    when: str
    meta: dict[str, str]
    offsets: dict[int, int]
    found: Found


class ExactTestCase(RealTestCase):
    """A topic with arrival times of its own, a namespace, and comparison with the oracle."""

    _servers: ClassVar[ExitStack]
    partitions = 12

    @classmethod
    def setUpClass(cls) -> None:
        cls._servers = ExitStack()
        cls.addClassCleanup(cls._servers.close)
        cls.stack = cls._servers.enter_context(private_stack())

    def setUp(self) -> None:
        super().setUp()
        text = os.environ.get("CASEPULSE_TEST_SEED")
        self.seed = int(text) if text else random.SystemRandom().randrange(1 << 32)
        self.random = random.Random(self.seed)
        self._programs = 0
        print(f"{self.id()}: CASEPULSE_TEST_SEED={self.seed}", flush=True)
        self.create_topic(self.partitions, {"message.timestamp.type": "CreateTime"})

    def _keep_logs(self) -> None:
        """Also what Redis holds: the state that made the test fail."""
        super()._keep_logs()
        if self.stack.folder is not None:
            shutil.copytree(self.stack.folder / "data" / "redis", self.folder / "redis")

    # --- servers

    def reconnect(self) -> None:
        """The test's own client, after Redis was away."""
        self.redis.close()
        self.redis = Redis(self.stack.redis_url)
        self.addCleanup(self.redis.close)
        self.picture.redis = self.redis

    def state_key(self, name: str) -> str:
        """The whole name of a state key."""
        return f"casepulse-state:1:{{{self.name}}}:{name}"

    def state_keys(self, pattern: str = "*") -> list[str]:
        """The state keys that match, without their common prefix."""
        prefix = self.state_key("")
        return [key.removeprefix(prefix) for key in self.redis.keys(prefix + pattern)]

    def state_n(self) -> int:
        """How many commits the log has seen."""
        return int(self.redis.hash(self.state_key("sys"))["n"])

    def expire_lease(self) -> None:
        """What time does: the lease of a publisher that was killed ends."""
        self.redis.command("DEL", self.state_key("lease"))

    # --- programs

    def load(self, mix: Mix, rate: int = RATE, count: int = 0) -> Load:
        """A producing process; stopped at the end of the test at the latest."""
        load = Load(self.stack.bootstrap_servers, self.name, self.seed, mix, rate, count)
        self.addCleanup(load.__exit__)
        return load

    def start_counting(
        self,
        own: Mapping[str, object] | None = None,
        environment: Mapping[str, str] | None = None,
        is_static: bool = False,
    ) -> Program:
        """`run` with a short session; as a static member it gets its partitions back at once."""
        self._programs += 1
        settings = {
            "source.accept_create_time": "true",
            "picture.as_of": AS_OF,
            "kafka.session.timeout.ms": 1000,
            "kafka.heartbeat.interval.ms": 300,
            **({"kafka.group.instance.id": "one"} if is_static else {}),
            **(own or {}),
        }
        program = Program(
            ["run", *self.settings(settings)],
            {**self.stack.environment, **(environment or {})},
            self.folder,
            f"run-{self._programs}",
        )
        self.addCleanup(program.kill)
        return program

    def inspect_digest(self) -> str:
        """`casepulse inspect --digest`, seen from the same instant: that belongs to the state."""
        result = self.command("inspect", "--digest", settings={"picture.as_of": AS_OF})
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout.strip()

    def wait_until_all_published(self, program: Program) -> None:
        """Until the picture holds every record there is now."""
        ends = end_offsets(self.stack.bootstrap_servers, self.name)
        program.wait_until(
            lambda: self.picture.has_reached(ends, program.started_ms),
            f"picture reaches {ends}",
            REACHED_WITHIN_S,
        )

    # --- pictures and the oracle

    def sample(
        self,
        when: str,
        unit_share: float = 1.0,
        days_share: float = 1.0,
        days_since_ms: int = 0,
    ) -> Sample | None:
        """One consistent picture; None where none is complete (before the first, within a tick).

        The first tick of a program writes the days before the rest and they carry no `seq`: they
        are left out if the picture is from before `days_since_ms`.
        """
        names = [name for name in self.picture.keys() if name.split(":")[0] in KINDS]
        names = [name for name in names if "/" not in name or self.random.random() < unit_share]
        names = [n for n in names if not n.startswith("days:") or self.random.random() < days_share]
        sets = [name for name in names if name in ("sources", "index")]
        hashes = ["meta", *(name for name in names if name not in sets)]
        prefix = self.picture.prefix
        replies = self.redis.together(
            *(("HGETALL", prefix + name) for name in hashes),
            *(("SMEMBERS", prefix + name) for name in sets),
        )
        found: Found = {}
        for name, reply in zip(hashes, replies):
            words = [word.decode() for word in reply]
            found[name] = dict(zip(words[::2], words[1::2]))
        for name, reply in zip(sets, replies[len(hashes) :]):
            found[name] = {word.decode() for word in reply}
        meta = dict(found.pop("meta"))  # type: ignore[arg-type]
        if "seq" not in meta or "offsets" not in found:
            return None
        fields = (value for value in found.values() if isinstance(value, Mapping))
        if any(int(value.get("seq", "0")) > int(meta["seq"]) for value in fields):
            return None
        if int(meta["published_at_ms"]) < days_since_ms:
            found = {name: value for name, value in found.items() if not name.startswith("days:")}
        offsets = {int(p): int(o) for p, o in dict(found["offsets"]).items() if p != "seq"}  # type: ignore[arg-type]
        return Sample(when, meta, offsets, {k: v for k, v in found.items() if v})

    def open_log(self, settings: Settings = Settings()) -> KafkaLog:
        """The oracle's own reader of the topic."""
        log = KafkaLog(self.stack.bootstrap_servers, self.name, settings)
        self.addCleanup(log.close)
        return log

    def assert_as_oracle(self, log: KafkaLog, sample: Sample) -> None:
        """Every figure of a sample is what the oracle counts below the sample's offsets."""
        cut = log.read_to(sample.offsets).cut(sample.offsets)
        differences = compare(sample.found, cut, local_ms(AS_OF))
        if differences:
            by_kind = Counter(line.split(":")[0] for line in differences)
            shown = "\n".join([str(dict(by_kind)), *differences[:DIFFERENCES_SHOWN]])
            self.fail(f"{sample.when}: {len(differences)} differences\n{shown}")
        self.assertEqual(sample.meta["balanced"], "1", sample.when)
        self.assertNotEqual(sample.meta["state"], "failed", sample.when)

    def assert_all_as_oracle(self, log: KafkaLog, when: str = "at the end") -> str:
        """Everything published, and the digest of the state; returns the digest."""
        sample = self.sample(when)
        assert sample is not None
        self.assertEqual(sample.offsets, self.end_offsets())
        self.assert_as_oracle(log, sample)
        digest = self.inspect_digest()
        self.assertEqual(
            digest, log.read_to(sample.offsets).cut(sample.offsets).digest(), when
        )
        return digest
