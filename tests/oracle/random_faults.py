"""Records that must be refused: one way of spoiling a good event each."""

import random
from typing import Any, Callable

from . import values as v
from .civil import local_ms
from .contract import pb
from .random_events import retraction_of

Wire = tuple[bytes | None, bytes | None]  # key, value


def _with(**fields: Any) -> Callable[[Any], bytes]:
    def spoil(event: Any) -> bytes:
        for name, value in fields.items():
            setattr(event, name, value)
        return bytes(event.SerializeToString())

    return spoil


def _points(event: Any) -> bytes:
    event.type = v.COMPLAINT
    event.complaint_received.CopyFrom(pb.ComplaintReceived(points=[1] * 33))
    return bytes(event.SerializeToString())


def _themes(event: Any) -> bytes:
    event.type = v.REVIEW
    event.audit_reviewed.CopyFrom(pb.AuditReviewed(error_themes=[2] * 33))
    return bytes(event.SerializeToString())


def _no_sender(event: Any) -> bytes:
    event.type = v.MOVE
    event.unit_changed.CopyFrom(pb.UnitChanged(from_administration=256))
    return bytes(event.SerializeToString())


def _personal_sender(event: Any) -> bytes:
    event.type = v.MOVE
    event.unit_changed.CopyFrom(pb.UnitChanged(from_unit="u.290200 1234"))
    return bytes(event.SerializeToString())


def _retracted(**fields: Any) -> Callable[[Any], bytes]:
    """A retraction whose embedded event, a closing, is spoiled."""

    def spoil(event: Any) -> bytes:
        event.type = v.CLOSED
        event.ClearField("detail")
        retraction = retraction_of(event, bytes(reversed(event.event_id)), event.occurred)
        for name, value in fields.items():
            setattr(retraction.retracted, name, value)
        return bytes(retraction.SerializeToString())

    return spoil


def _bare_retraction(event: Any) -> bytes:
    event.type = v.RETRACTION
    event.retracted_event_id = b"r" * 16
    return bytes(event.SerializeToString())


def _cut_short(event: Any) -> bytes:
    return bytes(event.SerializeToString())[:-1] + b"\xff"


MALFORMED: tuple[Callable[[Any], bytes | None], ...] = (
    lambda _event: None,
    lambda _event: b"",
    lambda event: b"\x00\x00\x00\x00\x07\x02\x02" + bytes(event.SerializeToString()),
    lambda _event: b"\x0a" * 16_385,
    _cut_short,
    _with(event_id=b"fifteen bytes.."),
    _with(event_id=b""),
    _with(schema_version=0),
    _with(type=0),
    _with(case_id=""),
    _with(case_id="c" * 37),
    _with(occurred=local_ms("1990-01-01") - 1),
    _with(occurred=local_ms("2100-01-01")),
    _with(unit="u.010190-1234"),
    _with(related_case="311299 0000"),
    _with(authority="290296-1111", source="010190-1234"),
    _points,
    _themes,
    _no_sender,
    _personal_sender,
    _bare_retraction,
    _retracted(type=v.RETRACTION),
    _retracted(event_id=b"another id ....."),
    _retracted(case_id=""),
    _retracted(unit="010190-1234"),
    _retracted(occurred=1),
)
UNSUPPORTED: tuple[Callable[[Any], bytes | None], ...] = (
    _with(schema_version=2),
    _with(schema_version=3, unit="010190-1234"),
    _with(type=15),
    _with(type=2_000_000_000),
    _retracted(type=40),
    _retracted(schema_version=2),
)


def spoiled(rng: random.Random, event: Any, share_unsupported: float = 0.2) -> Wire:
    """A record that is malformed or unsupported."""
    key = event.case_id.encode()
    if rng.random() < 0.05:
        return b"0101901234 010190-1234", bytes(event.SerializeToString())
    ways = UNSUPPORTED if rng.random() < share_unsupported else MALFORMED
    return key, rng.choice(ways)(event)
