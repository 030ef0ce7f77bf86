"""Counts by unit and administration as sent, and by local day; and by minute, for short windows."""

from collections import defaultdict
from typing import Iterator, NamedTuple

from .counters import Amounts

Cell = dict[str, int]  # counter → count


class Place(NamedTuple):
    """A row as it is stored."""

    unit: str
    administration: int


class Filing(NamedTuple):
    """Amounts that go to one row. Without a minute they belong to a day alone."""

    place: Place
    day: int
    minute: int | None
    amounts: Amounts


class PlaceCounts:
    """All counts of one stored row."""

    def __init__(self) -> None:
        self.days: defaultdict[int, Cell] = defaultdict(lambda: defaultdict(int))
        self.minutes: defaultdict[int, list[tuple[Amounts, int]]] = defaultdict(list)


class Counts:
    """All stored rows. A row exists once something was filed in it, taken back or not."""

    def __init__(self) -> None:
        self.places: defaultdict[Place, PlaceCounts] = defaultdict(PlaceCounts)

    def add(self, filing: Filing, times: int = 1) -> None:
        """File amounts so many times."""
        counts = self.places[filing.place]
        cell = counts.days[filing.day]
        for counter, amount in filing.amounts:
            cell[counter] += amount * times
        if filing.minute is not None:
            counts.minutes[filing.minute].append((filing.amounts, times))

    def lines(self) -> Iterator[tuple[Place, int, str, int]]:
        """Every count that is not zero, in no order."""
        for place, counts in self.places.items():
            for day, cell in counts.days.items():
                yield from ((place, day, name, count) for name, count in cell.items() if count)
