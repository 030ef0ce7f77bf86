"""Small logs for the oracle's own tests: one line an event."""

import itertools
from typing import Any, Sequence

from . import values as v
from .civil import local_ms
from .contract import pb
from .cutting import Cut, Oracle
from .random_events import retraction_of
from .settings import Record, Settings

_IDS = itertools.count(1)


def event(kind: int, when: str, **fields: Any) -> Any:
    """An event of a type at a local time such as "2013-05-21T10:30"; details by field name."""
    values = {
        "event_id": next(_IDS).to_bytes(16, "big"),
        "schema_version": 1,
        "type": kind,
        "case_id": "case-1",
        "occurred": local_ms(when),
    }
    return pb.CaseEvent(**{**values, **fields})


def changed(message: Any, **fields: Any) -> Any:
    """A copy with other fields."""
    copy = pb.CaseEvent()
    copy.CopyFrom(message)
    for name, value in fields.items():
        setattr(copy, name, value)
    return copy


def retraction(message: Any, **fields: Any) -> Any:
    """The event that takes another back, under an id of its own."""
    taken = retraction_of(message, next(_IDS).to_bytes(16, "big"), message.occurred)
    return changed(taken, **fields)


def record(message: Any, arrival: str, offset: int, partition: int = 0) -> Record:
    """A record; `message` may be raw bytes."""
    value = message if message is None or isinstance(message, bytes) else bytes_of(message)
    return Record(partition, offset, local_ms(arrival), b"case-1", value)


def bytes_of(message: Any) -> bytes:
    """An event as it is sent."""
    return bytes(message.SerializeToString())


def judged(
    entries: Sequence[tuple[Any, str]], settings: Settings = Settings()
) -> tuple[list[str], Cut]:
    """(event, local time of arrival) of one partition → the verdicts ("duplicate*" if altered)."""
    oracle = Oracle(settings)
    oracle.feed(record(message, arrival, i) for i, (message, arrival) in enumerate(entries))
    results = [oracle.result(0, offset) for offset in range(len(entries))]
    return [result.verdict + "*" * result.is_altered for result in results], oracle.cut()


def at_once(events: Sequence[Any], settings: Settings = Settings()) -> Cut:
    """Events that all arrive on the day after the last of them; all must be counted."""
    oracle = Oracle(settings)
    arrival = max(message.occurred for message in events) + 86_400_000
    values = (bytes_of(message) for message in events)
    oracle.feed(Record(0, i, arrival, b"k", value) for i, value in enumerate(values))
    cut = oracle.cut()
    assert cut.verdicts()["counted"] == len(events), cut.verdicts()
    return cut


def complaints(count: int, when: str, administration: int, **detail: Any) -> list[Any]:
    """Complaints that are alike."""
    received = pb.ComplaintReceived(**detail)
    return [
        event(v.COMPLAINT, when, administration=administration, complaint_received=received)
        for _ in range(count)
    ]
