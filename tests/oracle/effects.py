"""What one record changes in the counts: rows, days and amounts. Interned, as many are alike."""

from typing import Any, Iterator, NamedTuple

from . import values as v
from .civil import MS_PER_MINUTE, day_of
from .counters import DELTAS, REV, Amounts, ages_of, amounts_of, moved_out
from .counts import Counts, Filing, Place
from .judge import Judgement
from .reading import Fact
from .settings import Settings
from .shapes import UNIT_NONE, UNIT_OTHER
from .subjects import subjects_of


class Effect(NamedTuple):
    """All that one record changes; `date` is the local one of what is counted."""

    filings: tuple[Filing, ...]
    date: int
    is_retraction: bool


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


class Effects:
    """All different effects of one partition, numbered."""

    def __init__(self, settings: Settings) -> None:
        self.units = Units(settings.max_units)
        self.values: list[Effect] = []
        self._numbers: dict[tuple[int, str, str, bool, bool], int] = {}
        self._subjects = subjects_of(settings.subject_groups)
        self._balance_day = settings.balance_day

    def number(self, judgement: Judgement, offset: int) -> int:
        """The effect of a counted or retracted record; its own unit before the sender's."""
        assert judgement.event is not None
        fact: Fact = judgement.event.fact
        unit, from_unit = self.units.kept(fact.unit, offset), ""
        if fact.type == v.MOVE:
            from_unit = self.units.kept(fact.from_unit, offset)
        is_retraction, is_late = judgement.verdict == "retracted", judgement.is_late
        key = fact.content, unit, from_unit, is_retraction, is_late
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.values)
            own = Place(unit, fact.administration)
            sender = Place(from_unit, fact.from_administration)
            self.values.append(self._effect(fact, own, sender, is_retraction, is_late))
        return number

    def _effect(
        self, fact: Fact, own: Place, sender: Place, is_retraction: bool, is_late: bool
    ) -> Effect:
        date, minute = day_of(fact.occurred_ms), fact.occurred_ms // MS_PER_MINUTE
        group, sign = self._subjects.group(fact.subject), -1 if is_retraction else 1
        amounts = _times(sign, amounts_of(fact.type, fact.values, date, group))
        amounts += (("retractions", 1),) * is_retraction + ((REV, 1),) * is_late
        filings = [Filing(own, date, minute, amounts)]
        if fact.type == v.MOVE:
            filings.append(Filing(sender, date, minute, _times(sign, moved_out(group))))
        for day, name in self._ages(fact.type, fact.values, date):
            filings.append(Filing(own, day, None, ((name, sign * DELTAS[fact.type]),)))
            if fact.type == v.MOVE:
                filings.append(Filing(sender, day, None, ((name, -sign),)))
        return Effect(tuple(filings), date, is_retraction)

    def _ages(self, kind: int, values: Any, date: int) -> Iterator[tuple[int, str]]:
        """From which days on an event counts in which backlogs (rule 11)."""
        if kind not in DELTAS or (self._balance_day is not None and date < self._balance_day):
            return iter(())
        opened = date
        if kind != v.OPENED:
            if not values[0]:
                return iter(())
            opened = day_of(values[0])
        if self._balance_day is not None:
            opened = max(opened, self._balance_day - 1)
        return ages_of(opened, date)


def _times(sign: int, amounts: Amounts) -> Amounts:
    return tuple((counter, sign * amount) for counter, amount in amounts)


def apply(effect: Effect, times: int, counts: Counts) -> None:
    """File the same effect so many times."""
    for filing in effect.filings:
        counts.add(filing, times)
