"""Counts by unit and administration as sent, local day and counter; and by whole months.

The months save the sum of a long window from adding up every day; both levels are only sums.
"""

from collections import defaultdict
from typing import Iterator, NamedTuple

from .civil import month_of, month_start
from .counters import Amounts

Cell = dict[str, int]  # counter → count


class Place(NamedTuple):
    """A row as it is stored."""

    unit: str
    administration: int


class PlaceCounts:
    """All counts of one stored row."""

    def __init__(self) -> None:
        self.days: defaultdict[int, Cell] = defaultdict(lambda: defaultdict(int))
        self.months: defaultdict[int, Cell] = defaultdict(lambda: defaultdict(int))

    def add(self, day: int, amounts: Amounts, times: int) -> None:
        """Add amounts so many times."""
        month = month_of(day)
        day_cell, month_cell = self.days[day], self.months[month]
        for counter, amount in amounts:
            day_cell[counter] += amount * times
            month_cell[counter] += amount * times

    def add_range(self, first: int, end: int, into: Cell) -> None:
        """Add the days from `first` to before `end` into a cell."""
        for month, cell in self.months.items():
            start, next_start = month_start(month), month_start(month + 1)
            if first <= start and next_start <= end:
                _add_cell(cell, into)
            elif first < next_start and start < end:
                for day in range(max(first, start), min(end, next_start)):
                    if day in self.days:
                        _add_cell(self.days[day], into)


def _add_cell(cell: Cell, into: Cell) -> None:
    for counter, count in cell.items():
        into[counter] = into.get(counter, 0) + count


class Counts:
    """All stored rows. A row exists once something was filed in it, taken back or not."""

    def __init__(self) -> None:
        self.places: dict[Place, PlaceCounts] = {}

    def add(self, place: Place, day: int, amounts: Amounts, times: int = 1) -> None:
        """File amounts in a row and day."""
        if place not in self.places:
            self.places[place] = PlaceCounts()
        self.places[place].add(day, amounts, times)

    def lines(self) -> Iterator[tuple[Place, int, str, int]]:
        """Every count that is not zero, in no order."""
        for place, counts in self.places.items():
            for day, cell in counts.days.items():
                yield from ((place, day, name, count) for name, count in cell.items() if count)
