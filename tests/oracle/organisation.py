"""Which administration a unit belongs to on which dates; what was open at the start (rules 7, 8)."""

import datetime
from dataclasses import dataclass, field
from functools import cached_property
from typing import Iterator, Mapping, Sequence

from .civil import day_from
from .shapes import UNIT_NONE, UNIT_OTHER
from .subjects import OTHER

UNKNOWN = 0
CODES = {0: "UNK", 1: "OKF", 2: "KFF", 3: "BUF", 4: "SUF", 5: "SOF", 6: "TMF", 7: "BIF"}
ALL = "ALL"
_FOREVER = 10**9


@dataclass(frozen=True)
class UnitMapping:
    """A unit's administration from one day to before another."""

    unit: str
    administration: int
    first: int
    end: int


def mapping(
    unit: str,
    administration: int,
    first: datetime.date | None = None,
    end: datetime.date | None = None,
) -> UnitMapping:
    """A row of the organisation file: [first, end) in dates, None = open."""
    first_day = -_FOREVER if first is None else day_from(first)
    return UnitMapping(unit, administration, first_day, _FOREVER if end is None else day_from(end))


@dataclass(frozen=True)
class Balance:
    """Active cases of a unit (`_none`: of an administration itself) at the start of the date."""

    unit: str
    administration: int
    amount: int
    group: str = OTHER


@dataclass(frozen=True)
class Name:
    """What an administration or (with a unit) a unit is called from one day to before another."""

    administration: int
    unit: str
    danish: str
    english: str
    first: int = -_FOREVER
    end: int = _FOREVER


@dataclass(frozen=True)
class Organisation:
    """What the organisation file says; empty without one."""

    mappings: Sequence[UnitMapping] = ()
    administrations: Mapping[int, str] = field(default_factory=dict)  # beyond the seven: id → code
    balances: Sequence[Balance] = ()
    balance_day: int | None = None
    names: Sequence[Name] = ()

    def codes(self) -> dict[int, str]:
        """Id → code of every administration, UNK included, by id."""
        return dict(sorted({**CODES, **self.administrations}.items()))

    @cached_property
    def _by_unit(self) -> dict[str, list[UnitMapping]]:
        found: dict[str, list[UnitMapping]] = {}
        for row in sorted(self.mappings, key=lambda row: row.first):
            found.setdefault(row.unit, []).append(row)
        return found

    def of_unit(self, unit: str) -> list[UnitMapping]:
        """The mappings of a unit, by date; units of ours have none."""
        return [] if unit in (UNIT_NONE, UNIT_OTHER) else self._by_unit.get(unit, [])

    def own(self, administration: int) -> int:
        """Where an event of this administration as sent lies if its unit is not mapped."""
        known = administration in CODES or administration in self.administrations
        return administration if known else UNKNOWN

    def on(self, unit: str, administration: int, day: int) -> int:
        """The administration of a unit and administration as sent on a day (rule 7)."""
        for row in self.of_unit(unit):
            if row.first <= day < row.end:
                return row.administration
        return self.own(administration)

    def starts(self, unit: str) -> Iterator[tuple[int, int]]:
        """The days on which the unit goes to another administration, and to which."""
        for row in self.of_unit(unit):
            if row.first > -_FOREVER:
                yield row.first, row.administration
