"""A log of made-up case events of all types, and what is to become of each: the same for a seed.

Ten months of a small city, of events that reach back two years. Most have a unit, some a wrong one;
some enumerations carry values that the contract does not know; some events are taken back that
never came; some records arrive late, and some cannot be read at all.
"""

import datetime
import random
from dataclasses import dataclass
from typing import Any

from events import MS_PER_DAY, TYPES, date_of, event, local, pb, retraction_of

from harness import Record

PARTITIONS = 12
FIRST_ARRIVAL = local("2023-09-01")
LAST_ARRIVAL = local("2024-06-30")
HISTORY_DAYS = 700


@dataclass(frozen=True)
class Sent:
    """A record of the log, its event, and why its content is to be refused."""

    record: Record
    event: Any
    refusal: str | None


class RandomLog:
    """The generator of one seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._units = [f"unit-{number}" for number in range(24)] + ["Borgercenter.Voksne_2", "X"]

    def records(self, count: int) -> list[Sent]:
        """`count` records in the order of their arrival."""
        log: list[Sent] = []
        for number in range(count):
            share = (LAST_ARRIVAL - FIRST_ARRIVAL) * number // count
            log.append(self._record(FIRST_ARRIVAL + share))
        return log

    def _record(self, arrival_ms: int) -> Sent:
        partition = self._random.randrange(PARTITIONS)
        if self._random.random() < 0.02:
            # Behind the largest of the partition: within the horizon, on its edge, beyond it.
            arrival_ms -= self._random.choice([3, 35, 36, 60]) * MS_PER_DAY
        if self._random.random() < 0.03:
            return self._unreadable(partition, arrival_ms)
        made = self._event(arrival_ms)
        if self._random.random() < 0.05:
            made = retraction_of(made, event_id=self._id(), administration=3, unit="ignored")
        record = Record(made.SerializeToString(), made.case_id.encode(), partition, arrival_ms)
        return Sent(record, made, None)

    def _unreadable(self, partition: int, arrival_ms: int) -> Sent:
        made = self._event(arrival_ms)
        unknown = pb.CaseEvent.FromString(made.SerializeToString())
        unknown.type = 99
        later = pb.CaseEvent.FromString(made.SerializeToString())
        later.schema_version = 2
        spoiled = [
            (None, "malformed.empty"),
            (b"", "malformed.empty"),
            (b"\xff" * 20, "malformed.undecodable"),
            (made.SerializeToString()[18:], "malformed.event_id"),
            (unknown.SerializeToString(), "unsupported.type"),
            (later.SerializeToString(), "unsupported.schema_version"),
        ]
        value, refusal = self._random.choice(spoiled)
        return Sent(Record(value, b"case", partition, arrival_ms), None, refusal)

    def _id(self) -> bytes:
        return self._random.randbytes(16)

    def _event(self, arrival_ms: int) -> Any:
        kind = self._random.choice([kind for kind in TYPES if kind != "EVENT_RETRACTED"])
        fields: dict[str, Any] = {
            "event_id": self._id(),
            "case_id": f"case-{self._random.randrange(500)}",
            # 0 and everything above 7 are nobody's.
            "administration": self._random.choice(
                [0, 1, 2, 3, 4, 5, 5, 6, 7, 7, 7, 8, 200, 70_000]
            ),
            "subject": self._random.choice(["", "27.54.24", "nonsense"]),
            "source": self._random.choice(["", "opera", "esdh"]),
            "source_seq": self._random.randrange(1, 5000),
        }
        if self._random.random() < 0.7:
            fields["unit"] = self._unit()
        return event(kind, self._occurred(arrival_ms), self._detail(kind), **fields)

    def _unit(self) -> str:
        misshapen = ["_none", "-x", "a b", "x" * 37, "bø"]
        return self._random.choice(misshapen if self._random.random() < 0.1 else self._units)

    def _occurred(self, arrival_ms: int) -> int:
        chance = self._random.random()
        if chance < 0.5:
            return arrival_ms - self._random.randrange(3 * MS_PER_DAY)
        if chance < 0.55:
            return arrival_ms + self._random.randrange(20 * 60_000)
        if chance < 0.65:
            return self._midnight_near(arrival_ms)
        return arrival_ms - self._random.randrange((HISTORY_DAYS + 10) * MS_PER_DAY)

    def _midnight_near(self, arrival_ms: int) -> int:
        """The last or the first millisecond of a local day."""
        days = self._random.choice([0, 1, 366, HISTORY_DAYS, HISTORY_DAYS + 1])
        day = date_of(arrival_ms) - datetime.timedelta(days=days)
        return local(day.isoformat()) - self._random.randrange(2)

    def _any(self, enum: Any) -> int:
        """A value of an enumeration, sometimes none or one that nobody knows."""
        known: list[int] = [number for number in enum.values() if number]
        if self._random.random() < 0.08:
            return self._random.choice([0, 99, 2_000_000_000, -5])
        return self._random.choice(known)

    def _some(self, enum: Any, most: int) -> list[int]:
        return [self._any(enum) for _ in range(self._random.randrange(most + 1))]

    def _detail(self, kind: str) -> dict[str, Any] | None:
        if self._random.random() < 0.05 and kind != "UNIT_CHANGED":
            return None
        flag = self._random.random() < 0.5
        details: dict[str, dict[str, Any]] = {
            "INQUIRY_RECEIVED": {
                "channel": self._any(pb.Channel),
                "addressee": self._any(pb.Addressee),
            },
            "STATE_CHANGED": {"state": self._any(pb.State)},
            "UNIT_CHANGED": self._sender(),
            "DECISION_MADE": {"result": self._any(pb.DecisionResult)},
            "COMPLAINT_RECEIVED": {
                "kinds": self._some(pb.ComplaintKind, 3),
                "body": self._any(pb.Body),
                "points": self._some(pb.Theme, self._random.choice([3, 32])),
            },
            "COMPLAINT_REASSESSED": {"result": self._any(pb.ReassessmentResult)},
            "COMPLAINT_CONCLUDED": {
                "result": self._any(pb.ConclusionResult),
                "criticism": flag,
                "body": self._any(pb.Body),
                "way": self._any(pb.Way),
            },
            "APPEAL_DECIDED": {"outcome": self._any(pb.Outcome), "board": self._any(pb.Board)},
            "INVESTIGATION_CONCLUDED": {
                "cause": self._any(pb.Cause),
                "reaction": self._any(pb.Reaction),
                "error": flag,
                "error_themes": self._some(pb.Theme, 4),
            },
            "AUDIT_REVIEWED": {
                "reviewer": self._any(pb.Reviewer),
                "error": flag,
                "error_themes": self._some(pb.Theme, 4),
            },
        }
        return details.get(kind, {})

    def _sender(self) -> dict[str, Any]:
        senders: list[dict[str, Any]] = [
            {"from_unit": self._unit()},
            {"from_administration": self._random.randrange(1, 9)},
            {"from_unit": self._unit(), "from_administration": self._random.randrange(0, 9)},
        ]
        return self._random.choice(senders)
