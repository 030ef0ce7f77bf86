"""Gauges: how many cases are active, and how many of them are old, at the end of a day.

Walked day by day, as it happened: what was open at the start, what each day brought, and on the day
a unit goes to another administration, all its cases going with it (rules 10 and 11).
"""

from collections import defaultdict
from typing import Iterable, Mapping

from .civil import months_later
from .counters import BACKLOGS, active_of
from .counts import Cell, Counts
from .organisation import Balance, Organisation

_YOUNG = "young."  # begins the name of what will be in a backlog
RowKey = tuple[int, str]  # administration, unit
Changes = dict[int, Cell]  # day → what a gauge goes up or down by


def row_changes(
    counts: Counts, organisation: Organisation, gauges: Iterable[str]
) -> dict[RowKey, Changes]:
    """Unit row → the days on which its gauges change, in any order, and by how much."""
    walks: defaultdict[str, _Walk] = defaultdict(_Walk)
    for place, found in counts.places.items():
        for day, cell in found.days.items():
            delta = {name: cell[name] for name in gauges if cell.get(name)}
            if organisation.balance_day is not None and day < organisation.balance_day:
                delta = {}
            if delta:
                walks[place.unit].bring(day, place.administration, delta)
    for row in organisation.balances:
        walks[row.unit].open(row, organisation)
    rows: dict[RowKey, Changes] = {}
    for unit, walk in walks.items():
        for administration, changes in walk.changes(unit, organisation).items():
            rows[administration, unit] = changes
    return rows


class _Walk:
    """One unit through time."""

    def __init__(self) -> None:
        self._brought: defaultdict[int, list[tuple[int, Cell]]] = defaultdict(list)
        self._stocks: defaultdict[int, Cell] = defaultdict(dict)
        self._changes: defaultdict[int, Changes] = defaultdict(dict)
        self._coming_of_age: dict[int, str] = {}  # day → backlog that a balance joins

    def open(self, row: Balance, organisation: Organisation) -> None:
        """What was open at the start; where it stands when it comes of age, it joins a backlog."""
        first = organisation.balance_day
        assert first is not None
        cases = dict(active_of(row.amount, row.group))
        for name, months in BACKLOGS.items():
            cases[_YOUNG + name] = row.amount
            self._coming_of_age[months_later(first - 1, months) + 1] = name
        self.bring(first, organisation.on(row.unit, row.administration, first), cases)

    def bring(self, day: int, administration: int, delta: Cell) -> None:
        """A day brings changes, under an administration as sent."""
        self._brought[day].append((administration, delta))

    def changes(self, unit: str, organisation: Organisation) -> Mapping[int, Changes]:
        """Administration → day → changes of the unit's row there."""
        starts = dict(organisation.starts(unit))
        for day in sorted({*self._brought, *starts, *self._coming_of_age}):
            if day in starts:
                self._all_go_to(starts[day], day)
            if day in self._coming_of_age:
                self._join(self._coming_of_age[day], day)
            for administration, delta in self._brought.get(day, ()):
                self._add(organisation.on(unit, administration, day), day, delta, 1)
        return self._changes

    def _join(self, name: str, day: int) -> None:
        for administration in list(self._stocks):
            amount = self._stocks[administration].get(_YOUNG + name, 0)
            if amount:
                self._add(administration, day, {name: amount, _YOUNG + name: -amount}, 1)

    def _all_go_to(self, administration: int, day: int) -> None:
        for other in [number for number in self._stocks if number != administration]:
            stock = dict(self._stocks[other])
            self._add(other, day, stock, -1)
            self._add(administration, day, stock, 1)

    def _add(self, administration: int, day: int, delta: Mapping[str, int], sign: int) -> None:
        stock, changes = self._stocks[administration], self._changes[administration]
        for cell in (stock, changes.setdefault(day, {})):
            for name, amount in delta.items():
                cell[name] = cell.get(name, 0) + sign * amount


def summed(parts: Iterable[Changes]) -> Changes:
    """The changes of a row that other rows make up."""
    total: Changes = {}
    for changes in parts:
        for day, cell in changes.items():
            into = total.setdefault(day, {})
            for name, amount in cell.items():
                into[name] = into.get(name, 0) + amount
    return total


def at_ends(changes: Changes, days: Iterable[int]) -> dict[int, Cell]:
    """Day → the gauges at its end, of the days asked for."""
    left = sorted(changes, reverse=True)
    running: Cell = {}
    found: dict[int, Cell] = {}
    for day in sorted(days):
        while left and left[-1] <= day:
            for name, amount in changes[left.pop()].items():
                running[name] = running.get(name, 0) + amount
        found[day] = dict(running)
    return found
