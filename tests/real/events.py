"""Case events from the contract alone: protoc compiles it when this module is loaded.

It shares no line with casepulse's own encoder and decoder. Names: `pb` is the compiled contract,
`event` makes one event, `retraction_of` takes one back, `record` and `copies` make Kafka records.
"""

import datetime
import importlib
import pathlib
import shutil
import subprocess
import sys
import tempfile
import uuid
from types import ModuleType
from typing import Any, Iterator
from zoneinfo import ZoneInfo

from harness import Record
from harness.stack import ROOT

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
MS_PER_DAY = 86_400_000
CONTRACT = "casepulse/v1/case_event.proto"


def _load_contract() -> ModuleType:
    folder = pathlib.Path(tempfile.mkdtemp(prefix="casepulse-contract-"))
    try:
        proto = ROOT / "proto"
        subprocess.run(
            ["protoc", f"--proto_path={proto}", f"--python_out={folder}", proto / CONTRACT],
            check=True,
        )
        sys.path.insert(0, str(folder))
        return importlib.import_module("casepulse.v1.case_event_pb2")
    finally:
        sys.path.remove(str(folder))
        shutil.rmtree(folder)


pb: Any = _load_contract()

# "CASE_OPENED" → 2, for all types of the contract; and back.
TYPES: dict[str, int] = {
    name.removeprefix("EVENT_TYPE_"): number for name, number in pb.EventType.items() if number
}
TYPE_NAMES = {number: name for name, number in TYPES.items()}
# The administrations' codes in the order of their ids.
CODES = ("UNK", "OKF", "KFF", "BUF", "SUF", "SOF", "TMF", "BIF")


def ms_of(instant: datetime.datetime) -> int:
    """Milliseconds UTC of an aware instant."""
    return round(instant.timestamp() * 1000)


def local(text: str) -> int:
    """Milliseconds UTC of "2013-05-21", "2013-05-21T10:30" or more, civil time of Copenhagen."""
    return ms_of(datetime.datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN))


def instant_of(ms: int) -> datetime.datetime:
    """The instant in civil time of Copenhagen."""
    return datetime.datetime.fromtimestamp(ms / 1000, COPENHAGEN)


def date_of(ms: int) -> datetime.date:
    """The civil date of an instant in Copenhagen."""
    return instant_of(ms).date()


def event(kind: str, occurred: int, detail: dict[str, Any] | None = None, **fields: Any) -> Any:
    """A CaseEvent of the type `kind`; `detail` holds the fields of that type's own message."""
    made = pb.CaseEvent(
        **{
            "event_id": uuid.uuid4().bytes,
            "schema_version": 1,
            "type": TYPES[kind],
            "case_id": "case-1",
            "occurred": occurred,
            **fields,
        }
    )
    if detail is not None:
        message = getattr(made, kind.lower())
        message.SetInParent()
        message.MergeFrom(type(message)(**detail))
    return made


def retraction_of(original: Any, occurred: int | None = None, **fields: Any) -> Any:
    """The event that takes `original` back: its id, and its own bytes again."""
    return pb.CaseEvent(
        **{
            "event_id": uuid.uuid4().bytes,
            "schema_version": 1,
            "type": TYPES["EVENT_RETRACTED"],
            "case_id": original.case_id,
            "occurred": original.occurred if occurred is None else occurred,
            "retracted_event_id": original.event_id,
            "retracted": pb.RetractedEvent.FromString(original.SerializeToString()),
            **fields,
        }
    )


def record(made: Any, **options: Any) -> Record:
    """The Kafka record of an event, keyed by its case."""
    return Record(made.SerializeToString(), key=made.case_id.encode(), **options)


def copies(made: Any, count: int) -> Iterator[Record]:
    """`count` records that differ in their ids only, without encoding each anew."""
    stem = pb.CaseEvent.FromString(made.SerializeToString())
    stem.ClearField("event_id")
    rest = stem.SerializeToString()
    key = made.case_id.encode()
    run = uuid.uuid4().bytes[:8]
    for number in range(count):
        # Field 1, 16 bytes.
        yield Record(b"\x0a\x10" + run + number.to_bytes(8, "big") + rest, key=key)
