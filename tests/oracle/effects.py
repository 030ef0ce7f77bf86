"""What one record changes in the counts: rows, day and amounts. Interned, as many are alike."""

from typing import Generic, Hashable, NamedTuple, TypeVar

from . import values as v
from .civil import day_of
from .counters import MOVED_OUT, REV, Amounts, amounts_of
from .counts import Counts, Place
from .judge import Judgement
from .reading import Fact
from .shapes import UNIT_NONE, UNIT_OTHER

T = TypeVar("T", bound=Hashable)


class Interned(Generic[T]):
    """Values ↔ small numbers."""

    def __init__(self) -> None:
        self.values: list[T] = []
        self._numbers: dict[T, int] = {}

    def number(self, value: T) -> int:
        """The number of a value, a new one if need be."""
        number = self._numbers.get(value)
        if number is None:
            number = self._numbers[value] = len(self.values)
            self.values.append(value)
        return number


class Where(NamedTuple):
    """The row of an event, of a move also the sender's, and the local day."""

    place: Place
    sender: Place | None
    day: int


class What(NamedTuple):
    """The amounts of an event, once filed or once taken back."""

    kind: int
    amounts: Amounts
    is_retraction: bool
    is_late: bool  # its date is before its arrival's (rule 5)


class Units:
    """The units that a partition keeps, and those it turned away (rule 8)."""

    def __init__(self, max_units: int) -> None:
        self._max = max_units
        self._kept: set[str] = set()
        self.turned_away: dict[str, int] = {}  # unit → offset of the first record turned away

    def kept(self, unit: str, offset: int) -> str:
        """The unit under which a record is filed."""
        if unit in (UNIT_NONE, UNIT_OTHER) or unit in self._kept:
            return unit
        if len(self._kept) < self._max:
            self._kept.add(unit)
            return unit
        self.turned_away.setdefault(unit, offset)
        return UNIT_OTHER


def where_of(fact: Fact, units: Units, offset: int) -> Where:
    """The rows of a counted or retracted record; own before from."""
    place = Place(units.kept(fact.unit, offset), fact.administration)
    sender = None
    if fact.type == v.MOVE:
        sender = Place(units.kept(fact.from_unit, offset), fact.from_administration)
    return Where(place, sender, day_of(fact.occurred_ms))


def what_of(judgement: Judgement, day: int, arrival_ms: int) -> What:
    """The amounts of a counted or retracted record."""
    assert judgement.event is not None
    fact = judgement.event.fact
    is_retraction = judgement.verdict == "retracted"
    amounts = amounts_of(fact.type, fact.values)
    return What(fact.type, amounts, is_retraction, day < day_of(arrival_ms))


def apply(where: Where, what: What, times: int, counts: Counts) -> None:
    """File the same effect so many times."""
    sign = -times if what.is_retraction else times
    counts.add(where.place, where.day, what.amounts, sign)
    extra: list[tuple[str, int]] = []
    if what.is_retraction:
        extra.append(("retractions", 1))
    if what.is_late:
        extra.append((REV, 1))
    if extra:
        counts.add(where.place, where.day, tuple(extra), times)
    if where.sender is not None:
        counts.add(where.sender, where.day, MOVED_OUT, sign)
