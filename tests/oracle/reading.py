"""From bytes to a checked event, or one of the two verdicts that need no memory (rule 12)."""

from typing import Any, NamedTuple

from google.protobuf.message import DecodeError

from . import values as v
from .contract import pb
from .details import READERS, Malformed, Values
from .shapes import (
    OCCURRED_FROM,
    OCCURRED_TO,
    SOURCE_NONE,
    administration_of,
    authority_of,
    case_of,
    facet_of,
    is_personal,
    source_of,
    subject_of,
    unit_of,
)

VALUE_MAX = 16_384
ID_SIZE = 16
SCHEMA_VERSION = 1


class Unsupported(Exception):
    """Well-formed, as far as it can be told, but of a later contract."""


class Fact(NamedTuple):
    """What is counted: of an event itself, or of the event that a retraction takes back."""

    type: int
    occurred_ms: int
    unit: str
    administration: int
    from_unit: str
    from_administration: int
    subject: str
    values: Values
    content: int  # hash of what rule 13 compares


class Event(NamedTuple):
    """A checked record. Of a retraction `fact` is that of the embedded event."""

    id: bytes
    cancelled_id: bytes | None
    fact: Fact
    content: int  # of a retraction its own fields as well


class Reading(NamedTuple):
    """The outcome: an event or a verdict; and the sender, as far as it is readable."""

    verdict: str | None
    event: Event | None
    source: str
    source_seq: int


_UNREADABLE = Reading("malformed", None, SOURCE_NONE, 0)


# Readings of values that are alike but for their id, as when a log is sent again under new ids.
_ALIKE_MAX = 1 << 17
_alike: dict[tuple[bytes, bytes | None, bool], Reading] = {}
_ID_FIELD = b"\x0a\x10"  # field 1, 16 bytes


def read(value: bytes | None, key: bytes | None, refuse_ten_digits: bool) -> Reading:
    """Check one record."""
    if not value or len(value) > VALUE_MAX:
        return _UNREADABLE
    begin = value.find(_ID_FIELD, 0, 9) + 2
    end = begin + ID_SIZE
    if begin == 1 or len(value) < end:
        return _read(value, key, refuse_ten_digits)
    alike = value[:begin] + value[end:], key, refuse_ten_digits
    known = _alike.get(alike)
    if known is not None:
        _verdict, event, source, seq = known
        assert event is not None
        event = Event(value[begin:end], None, event.fact, event.content)
        return Reading(None, event, source, seq)
    found = _read(value, key, refuse_ten_digits)
    event = found.event
    if event is not None and event.cancelled_id is None and event.id == value[begin:end]:
        if len(_alike) == _ALIKE_MAX:
            _alike.clear()
        _alike[alike] = found
    return found


def _read(value: bytes, key: bytes | None, refuse_ten_digits: bool) -> Reading:
    message = pb.CaseEvent()
    try:
        message.ParseFromString(_unframed(value))
    except (DecodeError, Malformed, UnicodeDecodeError):
        return _UNREADABLE
    text = message.source
    source = source_of(text, refuse_ten_digits) if text else SOURCE_NONE
    try:
        event = _event_of(message, key, refuse_ten_digits)
        return Reading(None, event, source, message.source_seq)
    except Malformed:
        return Reading("malformed", None, source, message.source_seq)
    except Unsupported:
        return Reading("unsupported", None, source, message.source_seq)


def _unframed(value: bytes) -> bytes:
    """Without a Confluent header: 0x00, four bytes, the message index 0 (short or long form)."""
    if value[0] != 0:
        return value
    for index in (b"\x00", b"\x02\x00"):
        if value.startswith(index, 5):
            return value[5 + len(index) :]
    raise Malformed("a header that does not name message 0")


def _event_of(message: Any, key: bytes | None, refuse_ten_digits: bool) -> Event:
    if len(message.event_id) != ID_SIZE:
        raise Malformed("event_id")
    _check_required(message)
    texts = _texts(message)
    if key:
        texts.append(key.decode("utf-8", "surrogateescape"))
    is_retraction = message.type == v.RETRACTION
    fact = None if is_retraction else _fact_of(message)
    if is_personal(texts, refuse_ten_digits):
        raise Malformed("personal data")
    if is_retraction:
        return _retraction_of(message, refuse_ten_digits)
    if fact is None:
        raise Unsupported("type")
    return Event(message.event_id, None, fact, fact.content)


def _check_required(message: Any) -> None:
    """The required fields but event_id; raises Unsupported for a newer version, checked no more."""
    version = message.schema_version
    if not version or not message.type or not 1 <= len(message.case_id.encode()) <= 36:
        raise Malformed("a required field is missing or misshapen")
    if not OCCURRED_FROM <= message.occurred < OCCURRED_TO:
        raise Malformed("occurred")
    if version > SCHEMA_VERSION:
        raise Unsupported("schema_version")


def _texts(message: Any) -> list[str]:
    """Every string field of an event, subject and facet apart."""
    texts = [message.case_id, message.unit, message.source, message.authority]
    texts.append(message.related_case)
    if message.HasField("unit_changed"):
        texts.append(message.unit_changed.from_unit)
    return texts


def _fact_of(message: Any) -> Fact | None:
    """What counts of an event whose required fields are good; None if its type is unknown."""
    kind = message.type
    if kind not in READERS:
        return None
    detail_values, rest = READERS[kind](message)
    sender = _sender_of(message) if kind == v.MOVE else ("", 0)
    unit, administration = unit_of(message.unit), administration_of(message.administration)
    occurred, subject = message.occurred, subject_of(message.subject)
    content = _hash_of(
        kind,
        message.case_id,
        occurred,
        unit,
        administration,
        sender,
        detail_values,
        rest,
        *_carried(message),
    )
    return Fact(kind, occurred, unit, administration, *sender, subject, detail_values, content)


def _hash_of(*content: Any) -> int:
    """What stands for a content in memory."""
    return hash(content) & 0xFFFF_FFFF_FFFF_FFFF


def _sender_of(message: Any) -> tuple[str, int]:
    """From where a case was moved; missing only if unit and administration both are."""
    move = message.unit_changed
    administration = administration_of(move.from_administration)
    if not move.from_unit and not administration:
        raise Malformed("a move without a sender")
    return unit_of(move.from_unit), administration


def _carried(message: Any) -> tuple[Any, ...]:
    """Content that is compared and never counted."""
    decision, sensitivity = message.complained_decision, message.sensitivity
    return (
        subject_of(message.subject),
        facet_of(message.facet),
        source_of(message.source, False),
        authority_of(message.authority),
        sensitivity if sensitivity <= 4 else 0,
        case_of(message.related_case),
        decision if len(decision) == ID_SIZE else b"",
    )


def _retraction_of(message: Any, refuse_ten_digits: bool) -> Event:
    cancelled, embedded = message.retracted_event_id, message.retracted
    if len(cancelled) != ID_SIZE or not message.HasField("retracted"):
        raise Malformed("a retraction without the event that it takes back")
    if embedded.event_id not in (b"", cancelled) or embedded.type == v.RETRACTION:
        raise Malformed("the embedded event carries another id, or is a retraction")
    _check_required(embedded)
    fact = _fact_of(embedded)
    if is_personal(_texts(embedded), refuse_ten_digits):
        raise Malformed("personal data in the embedded event")
    if fact is None:
        raise Unsupported("type of the embedded event")
    own = (
        message.case_id,
        message.occurred,
        unit_of(message.unit),
        administration_of(message.administration),
        *_carried(message),
    )
    return Event(message.event_id, cancelled, fact, _hash_of(cancelled, own, fact.content))
