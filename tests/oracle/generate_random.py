"""A random log of case events: everything that the rules know, from one seed.

    /usr/bin/python3 -m oracle.generate_random --seed 7 --count 20000

prints what the oracle makes of it. In tests: `RandomLog(seed).records(count)`, or `.wires(count)`
for (arrival_ms, key, value) to be sent to Kafka, where the broker gives partition and offset. A
Kafka timestamp is the arrival only in a topic with CreateTime.
"""

import argparse
import random
import zlib
from collections import deque
from dataclasses import dataclass
from typing import Any, Callable, Iterator

from .civil import MS_PER_DAY, local_ms
from .contract import pb
from .cutting import Oracle
from .random_events import SUBJECTS, RandomEvents, retraction_of
from .random_faults import spoiled
from .settings import Record, Settings

Wire = tuple[int, bytes | None, bytes | None]  # arrival_ms, key, value


@dataclass(frozen=True)
class Mix:
    """Shares of the log. What is left are fresh events, `late` of them up to a year old."""

    duplicate: float = 0.05
    altered: float = 0.01
    retraction: float = 0.05
    early_retraction: float = 0.01  # before its original
    contradiction: float = 0.005
    faulty: float = 0.01
    ahead: float = 0.01
    late: float = 0.2
    too_old: float = 0.002
    late_arrival: float = 0.01  # arrival steps back by up to 50 days
    gap: float = 0.002  # offsets without a record
    leap: float = 0.0005  # arrival leaps on by up to 40 days
    framed: float = 0.1


class RandomLog:
    """One endless log; the same seed gives the same bytes."""

    REMEMBERED = 3000

    def __init__(
        self,
        seed: int,
        partitions: int = 3,
        first_ms: int = local_ms("2019-03-20"),
        step_ms: int = 60_000,
        mix: Mix = Mix(),
        unit_count: int = 24,
        subjects: tuple[str, ...] = SUBJECTS,
    ) -> None:
        self._rng = random.Random(seed)
        self._events = RandomEvents(self._rng, unit_count, subjects)
        self._mix = mix
        self._partitions = partitions
        self._now_ms, self._step_ms = first_ms, step_ms
        self._sent: deque[Any] = deque(maxlen=self.REMEMBERED)
        self._waiting: deque[Any] = deque()  # originals whose retraction has gone ahead
        self._offsets = [0] * partitions

    def records(self, count: int) -> Iterator[Record]:
        """The next records, placed in partitions by their key, with gaps between offsets."""
        for arrival_ms, key, value in self.wires(count):
            partition = zlib.crc32(key or b"") % self._partitions
            self._offsets[partition] += self._rng.random() < self._mix.gap
            yield Record(partition, self._offsets[partition], arrival_ms, key, value)
            self._offsets[partition] += 1

    def wires(self, count: int) -> Iterator[Wire]:
        """The next records without a place."""
        for _ in range(count):
            key, value = self._next()
            yield self._arrival(), key, value

    def _arrival(self) -> int:
        rng, mix = self._rng, self._mix
        self._now_ms += rng.randrange(2 * self._step_ms)
        if rng.random() < mix.leap:
            self._now_ms += rng.randrange(40) * MS_PER_DAY
        back = rng.random() < mix.late_arrival
        return self._now_ms - (rng.randrange(50) * MS_PER_DAY if back else 0)

    def _next(self) -> tuple[bytes | None, bytes | None]:
        rng, mix = self._rng, self._mix
        ways: tuple[tuple[float, Callable[[], tuple[bytes | None, bytes | None]]], ...] = (
            (mix.faulty, lambda: spoiled(rng, self._fresh())),
            (mix.duplicate, lambda: self._wire(self._known())),
            (mix.altered, self._altered),
            (mix.retraction, lambda: self._wire(self._retraction(self._known()))),
            (mix.contradiction, self._contradiction),
            (mix.early_retraction, self._early_retraction),
        )
        draw = rng.random()
        for share, make in ways:
            if draw < share and self._sent:
                return make()
            draw -= share
        if self._waiting and rng.random() < 0.02:
            return self._wire(self._waiting.popleft())
        return self._wire(self._fresh())

    def _wire(self, event: Any) -> tuple[bytes, bytes]:
        self._sent.append(event)
        value = bytes(event.SerializeToString())
        if self._rng.random() < self._mix.framed:
            value = b"\x00\x00\x00\x00\x07" + self._rng.choice((b"\x00", b"\x02\x00")) + value
        return event.case_id.encode(), value

    def _fresh(self) -> Any:
        rng, mix = self._rng, self._mix
        draw = rng.random()
        occurred = self._now_ms - rng.randrange(MS_PER_DAY)
        if draw < mix.ahead:
            occurred = self._now_ms + rng.randrange(3 * MS_PER_DAY)
        elif draw < mix.ahead + mix.late:
            occurred -= rng.randrange(365) * MS_PER_DAY
        elif draw < mix.ahead + mix.late + mix.too_old:
            occurred -= rng.randrange(4000, 4040) * MS_PER_DAY
        return self._events.event(occurred)

    def _known(self) -> Any:
        return self._rng.choice(self._sent)

    def _altered(self) -> tuple[bytes, bytes]:
        """A known event with one field changed; sometimes one that does not count."""
        event = pb.CaseEvent()
        event.CopyFrom(self._known())
        change = self._rng.randrange(4)
        if change == 0:
            event.emitted += 1
        elif change == 1:
            event.unit = self._events.unit()
        elif change == 2:
            event.occurred -= 1
        elif event.HasField("retracted"):
            event.retracted.administration = 3
        else:
            event.sensitivity = 2
        return self._wire(event)

    def _retraction(self, event: Any) -> Any:
        """The retraction of an event; of a retraction, that one again under another id."""
        retraction_id = self._rng.randbytes(16)
        if event.HasField("retracted"):
            again = pb.CaseEvent()
            again.CopyFrom(event)
            again.event_id = retraction_id
            return again
        return retraction_of(event, retraction_id, max(self._now_ms, event.occurred))

    def _contradiction(self) -> tuple[bytes, bytes]:
        retraction = self._retraction(self._known())
        retraction.retracted.occurred -= MS_PER_DAY
        return self._wire(retraction)

    def _early_retraction(self) -> tuple[bytes, bytes]:
        original = self._fresh()
        self._waiting.append(original)
        return self._wire(self._retraction(original))


def main() -> None:
    """Print the oracle's books and digest of one random log."""
    parser = argparse.ArgumentParser(description="A random log, and what the oracle makes of it.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--partitions", type=int, default=3)
    options = parser.parse_args()
    oracle = Oracle(Settings())
    oracle.feed(RandomLog(options.seed, options.partitions).records(options.count))
    cut = oracle.cut()
    print(f"seed {options.seed}")
    for field, value in cut.books().items():
        print(f"{field} {value}")
    print(f"digest {cut.digest()}")


if __name__ == "__main__":
    main()
