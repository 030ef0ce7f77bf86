"""What one record changes in the counts: rows, day and amounts. Interned, as many are alike."""

from typing import Any, Callable, Generic, NamedTuple, TypeVar

from . import values as v
from .counters import MOVED_OUT, REV, Amounts, amounts_of
from .counts import Counts, Place
from .judge import Judgement
from .reading import Fact
from .shapes import UNIT_NONE, UNIT_OTHER

T = TypeVar("T")


# Unit, administration and local day of an event; of a move also the sender's unit and
# administration. Plain, as nearly every record has one of its own.
Where = tuple[Any, ...]


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


class What(NamedTuple):
    """The amounts of an event, once filed or once taken back."""

    amounts: Amounts
    is_retraction: bool
    extra: Amounts  # what is added in either case


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


def _what(kind: int, values: Any, is_retraction: bool, is_late: bool) -> What:
    extra: Amounts = (("retractions", 1),) if is_retraction else ()
    if is_late:
        extra += ((REV, 1),)
    return What(amounts_of(kind, values), is_retraction, extra)


class Effects:
    """All effects of one partition."""

    def __init__(self, max_units: int) -> None:
        self.units = Units(max_units)
        self.wheres: Interned[Where] = Interned(lambda *key: key)
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
    unit, administration, day, *sender = where
    place = Place(unit, administration)
    sign = -times if what.is_retraction else times
    counts.add(place, day, what.amounts, sign)
    if what.extra:
        counts.add(place, day, what.extra, times)
    if sender:
        counts.add(Place(*sender), day, MOVED_OUT, sign)
