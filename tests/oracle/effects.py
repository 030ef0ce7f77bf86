"""What one record changes in the counts: rows, day and amounts. Interned, as many are alike."""

from typing import Any, Callable, Generic, NamedTuple, TypeVar

from . import values as v
from .counters import MOVED_OUT, REV, Amounts, amounts_of
from .counts import Counts, Place
from .judge import Judgement
from .reading import Fact
from .shapes import UNIT_NONE, UNIT_OTHER

T = TypeVar("T")


class Interned(Generic[T]):
    """Small numbers ↔ values, which are made from their keys when first seen."""

    def __init__(self, make: Callable[..., T]) -> None:
        self._make = make
        self.values: list[T] = []
        self._numbers: dict[tuple[Any, ...], int] = {}

    def number(self, key: tuple[Any, ...]) -> int:
        """The number of a key, a new one if need be."""
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.values)
            self.values.append(self._make(*key))
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
        if unit in self._kept or unit == UNIT_NONE or unit == UNIT_OTHER:
            return unit
        if len(self._kept) < self._max:
            self._kept.add(unit)
            return unit
        self.turned_away.setdefault(unit, offset)
        return UNIT_OTHER


def _where(unit: str, administration: int, day: int, *sender: Any) -> Where:
    return Where(Place(unit, administration), Place(*sender) if sender else None, day)


def _what(kind: int, values: Any, is_retraction: bool, is_late: bool) -> What:
    return What(kind, amounts_of(kind, values), is_retraction, is_late)


class Effects:
    """All effects of one partition."""

    def __init__(self, max_units: int) -> None:
        self.units = Units(max_units)
        self.wheres: Interned[Where] = Interned(_where)
        self.whats: Interned[What] = Interned(_what)

    def numbers(self, judgement: Judgement, offset: int) -> tuple[int, int]:
        """Where and what of a counted or retracted record; its own unit before the sender's."""
        assert judgement.event is not None
        fact: Fact = judgement.event.fact
        key: tuple[Any, ...]
        key = self.units.kept(fact.unit, offset), fact.administration, judgement.day
        if fact.type == v.MOVE:
            key += (self.units.kept(fact.from_unit, offset), fact.from_administration)
        is_retraction = judgement.verdict == "retracted"
        what = fact.type, fact.values, is_retraction, judgement.is_late
        return self.wheres.number(key), self.whats.number(what)


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
