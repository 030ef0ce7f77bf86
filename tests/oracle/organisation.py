"""Which administration a unit belongs to, and on which dates (rules 7 and 8)."""

import datetime
from dataclasses import dataclass, field
from typing import Iterator, Mapping, Sequence

from .civil import day_from

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
class Organisation:
    """What the organisation file says; empty without one."""

    mappings: Sequence[UnitMapping] = ()
    administrations: Mapping[int, str] = field(default_factory=dict)  # beyond the seven: id → code

    def codes(self) -> dict[int, str]:
        """Id → code of every administration, UNK included."""
        return {**CODES, **self.administrations}

    def of_unit(self, unit: str) -> list[UnitMapping]:
        """The mappings of a unit, by date."""
        return sorted((m for m in self.mappings if m.unit == unit), key=lambda m: m.first)

    def own(self, administration: int) -> int:
        """Where an event of this administration as sent lies if its unit is not mapped."""
        return administration if administration in self.codes() else UNKNOWN

    def parts(
        self, unit: str, administration: int, first: int, end: int
    ) -> Iterator[tuple[int, int, int]]:
        """Days [first, end) of a stored row as (administration, first, end), in order."""
        own = self.own(administration)
        for row in self.of_unit(unit):
            if row.end <= first or end <= row.first:
                continue
            if first < row.first:
                yield own, first, row.first
            yield row.administration, max(first, row.first), min(end, row.end)
            first = min(end, row.end)
        if first < end:
            yield own, first, end
