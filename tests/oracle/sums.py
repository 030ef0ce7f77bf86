"""Sums of many ranges at once: what lies between two neighbouring bounds is added up only once."""

from bisect import bisect_right
from typing import Iterable, Mapping

from .counters import Amounts
from .counts import Cell

Range = tuple[int, int]  # [first, end)


def add_cell(cell: Mapping[str, int], into: Cell) -> None:
    """Add each count of a cell."""
    for counter, count in cell.items():
        into[counter] = into.get(counter, 0) + count


class Sums:
    """What is added at a place on a line, ready to be summed over ranges that were named before."""

    def __init__(self, ranges: Iterable[Range]) -> None:
        self._bounds = sorted({bound for range_ in ranges for bound in range_})
        self._between: list[Cell] = [{} for _ in range(len(self._bounds) + 1)]

    def cell_at(self, at: int) -> Cell:
        """Where counts at this place are to be added."""
        return self._between[bisect_right(self._bounds, at)]

    def is_within(self, at: int) -> bool:
        """Whether any range can cover the place."""
        return bool(self._bounds) and self._bounds[0] <= at < self._bounds[-1]

    def add(self, other: "Sums") -> None:
        """Add all of another line with the same ranges."""
        for mine, others in zip(self._between, other._between):
            add_cell(others, mine)

    def total(self, range_: Range) -> Cell:
        """The sum over one of the ranges."""
        total: Cell = {}
        first, end = (bisect_right(self._bounds, bound) for bound in range_)
        for cell in self._between[first:end]:
            add_cell(cell, total)
        return total


def add_amounts(amounts: Amounts, times: int, into: Cell) -> None:
    """Add what one kind of event adds, so many times."""
    for counter, amount in amounts:
        into[counter] = into.get(counter, 0) + amount * times
