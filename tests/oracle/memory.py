"""The ids that a partition remembers (rule 13): every counted, retracted and set aside record.

Remembered for as long as the arrivals' UTC days of both records are at most the horizon apart, in
either direction. Nothing is ever forgotten for room: what is too far away is not looked at. Content
is kept as its 64-bit hash, and a record as one number, so that millions fit.
"""

from typing import Iterator, NamedTuple, Sequence

COUNTED, RETRACTED, SET_ASIDE = range(3)
_DAY_BITS, _KIND_BITS = 24, 2
_DAY_ZERO = 1 << (_DAY_BITS - 1)


class Remembered(NamedTuple):
    """One remembered record, under its own id or under the id that it cancels."""

    kind: int
    content_hash: int


_NONE: Sequence[Remembered] = ()


class IdTable:
    """Ids → remembered records, the first remembered first."""

    def __init__(self, horizon_days: int) -> None:
        self._horizon = horizon_days
        self._records: dict[bytes, int | list[int]] = {}

    def add(self, id_: bytes, day: int, record: Remembered) -> None:
        """Remember a record that arrived on a UTC day."""
        packed = (record.content_hash << _DAY_BITS | (day + _DAY_ZERO)) << _KIND_BITS | record.kind
        known = self._records.get(id_)
        if known is None:
            self._records[id_] = packed
        elif isinstance(known, list):
            known.append(packed)
        else:
            self._records[id_] = [known, packed]

    def near(self, id_: bytes, day: int) -> Sequence[Remembered]:
        """What is remembered of an id, seen from an arrival's day."""
        known = self._records.get(id_)
        return _NONE if known is None else list(self._near(known, day))

    def _near(self, known: int | list[int], day: int) -> Iterator[Remembered]:
        for packed in known if isinstance(known, list) else (known,):
            kind = packed & ((1 << _KIND_BITS) - 1)
            packed >>= _KIND_BITS
            other_day = (packed & ((1 << _DAY_BITS) - 1)) - _DAY_ZERO
            if abs(other_day - day) <= self._horizon:
                yield Remembered(kind, packed >> _DAY_BITS)
