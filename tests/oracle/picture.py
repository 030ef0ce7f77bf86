"""The figures of a cut, seen from one instant under one organisation."""

from functools import cached_property
from typing import Iterable

from .civil import date_text, day_of, month_start
from .counters import REV, all_counters
from .counts import Cell, Place, PlaceCounts
from .cutting import Cut
from .organisation import ALL, Organisation
from .ratios import RATIOS
from .windows import UNIT_WINDOWS, Window, names_of, window

DEFAULT_WINDOWS = names_of(("day", "year", "reportyear"))
_NOTHING: Cell = {}


class Picture:
    """All rows and windows at one `as_of`. The cut must not have moved on."""

    def __init__(
        self,
        cut: Cut,
        as_of_ms: int,
        organisation: Organisation = Organisation(),
        windows: Iterable[str] = DEFAULT_WINDOWS,
    ) -> None:
        self.cut = cut
        self.as_of_ms = as_of_ms
        self.organisation = organisation
        self.windows = {name: window(name, as_of_ms) for name in windows}
        self.codes = (ALL, *organisation.codes().values())
        self._turned_away = cut.units_turned_away()
        self._figures: dict[tuple[str, str], dict[str, str]] = {}
        self._sums = {name: self._sum_window(w) for name, w in self.windows.items()}

    def _sum_window(self, wanted: Window) -> dict[str, Cell]:
        codes = self.organisation.codes()
        sums: dict[str, Cell] = {code: {} for code in self.codes}
        for place, counts in self.cut.counts.places.items():
            for administration, first, end in self.organisation.parts(
                *place, wanted.first, wanted.end
            ):
                code = codes[administration]
                row = sums.setdefault(f"{code}/{place.unit}", {})
                found: Cell = {}
                counts.add_range(first, end, found)
                for counter, count in found.items():
                    for cell in (sums[ALL], sums[code], row):
                        cell[counter] = cell.get(counter, 0) + count
        return sums

    @cached_property
    def units(self) -> dict[str, set[str]]:
        """Code → its units (rule 8): mapped by the file at any date, or with something filed."""
        codes = self.organisation.codes()
        units: dict[str, set[str]] = {code: set() for code in codes.values()}
        for row in self.organisation.mappings:
            units[codes[row.administration]].add(row.unit)
        for place, counts in self.cut.counts.places.items():
            for administration in self._administrations(place, counts):
                units[codes[administration]].add(place.unit)
        return units

    def _administrations(self, place: Place, counts: PlaceCounts) -> set[int]:
        if not self.organisation.of_unit(place.unit):
            return {self.organisation.own(place.administration)}
        found: set[int] = set()
        for day in counts.days:
            parts = self.organisation.parts(*place, day, day + 1)
            found.update(administration for administration, _first, _end in parts)
        return found

    @cached_property
    def rows(self) -> frozenset[str]:
        """The names of all rows, as in `index`."""
        units = {f"{code}/{unit}" for code, names in self.units.items() for unit in names}
        return frozenset(self.codes) | units

    def unit_windows(self) -> list[str]:
        """The windows that units have."""
        return [name for name in self.windows if name in UNIT_WINDOWS]

    def cell(self, row: str, window_name: str) -> Cell:
        """Counter → count of a row in a window; what is not there is zero."""
        return self._sums[window_name].get(row, _NOTHING)

    def figures(self, row: str, window_name: str) -> dict[str, str]:
        """Every field of `fig:<row>:<window>` but `seq`; units publish some of them."""
        if (row, window_name) not in self._figures:
            self._figures[row, window_name] = self._figures_of(row, window_name)
        return self._figures[row, window_name]

    def _figures_of(self, row: str, window_name: str) -> dict[str, str]:
        cell, city = self.cell(row, window_name), self.cell(ALL, window_name)
        fields = {counter: str(cell.get(counter, 0)) for counter in (*all_counters(), REV)}
        for ratio in RATIOS.values():
            fields.update(ratio.fields(cell, city, self.cut.settings.min_denominator))
        if row.partition("/")[2] in self._turned_away:
            fields["incomplete"] = "1"
        return fields

    def window_fields(self, window_name: str) -> dict[str, str]:
        """`win:<window>`."""
        data_from = self.cut.data_from()
        return self.windows[window_name].fields(self.as_of_ms, data_from)

    def by(self, figure: str, window_name: str) -> dict[str, str]:
        """`by:<figure>:<window>`: code → value, without those that have none."""
        rows = {code: self.figures(code, window_name) for code in self.codes}
        return {code: fields[figure] for code, fields in rows.items() if figure in fields}

    def days(self, code: str, counter: str, year: int) -> dict[str, str]:
        """`days:<code>:<counter>:<year>`: date → value, zero included."""
        first, last = self._published_days
        first = max(first, month_start(12 * year))
        last = min(last, month_start(12 * year + 12) - 1)
        sums = self._day_sums.get(code, {})
        return {
            date_text(day): str(sums.get(day, _NOTHING).get(counter, 0))
            for day in range(first, last + 1)
        }

    @property
    def _published_days(self) -> tuple[int, int]:
        """The first and the last day that `days` shows."""
        today = day_of(self.as_of_ms)
        return today - self.cut.settings.publish_days + 1, today

    @cached_property
    def _day_sums(self) -> dict[str, dict[int, Cell]]:
        """Code → day → counts, of the days that are published."""
        first, last = self._published_days
        codes = self.organisation.codes()
        sums: dict[str, dict[int, Cell]] = {code: {} for code in self.codes}
        for place, counts in self.cut.counts.places.items():
            for day, found in counts.days.items():
                if first <= day <= last:
                    ((number, _first, _end),) = self.organisation.parts(*place, day, day + 1)
                    for code in (ALL, codes[number]):
                        cell = sums[code].setdefault(day, {})
                        for counter, count in found.items():
                            cell[counter] = cell.get(counter, 0) + count
        return sums
