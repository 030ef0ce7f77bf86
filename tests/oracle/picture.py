"""The figures of a cut, seen from one instant under one organisation."""

from functools import cached_property
from typing import Iterable

from .civil import MS_PER_MINUTE, date_text, day_of, month_start
from .counters import all_gauges
from .counts import Cell, Place, PlaceCounts
from .cutting import Cut
from .durations import PERCENTILES, percentile
from .fields import template
from .gauges import Changes, RowKey, at_ends, row_changes, summed
from .organisation import ALL, Organisation
from .subjects import subjects_of
from .sums import Sums, add_amounts, add_cell
from .windows import ALL_WINDOWS, UNIT_WINDOWS, Window, window

_NOTHING: Cell = {}


class Picture:
    """All rows and windows at one `as_of`. The cut must not have moved on."""

    def __init__(
        self,
        cut: Cut,
        as_of_ms: int,
        organisation: Organisation = Organisation(),
        windows: Iterable[str] = ALL_WINDOWS,
    ) -> None:
        self.cut = cut
        self.as_of_ms = as_of_ms
        self.organisation = organisation
        self.windows = {name: window(name, as_of_ms) for name in windows}
        self.groups = subjects_of(cut.settings.subject_groups).names
        self._codes = organisation.codes()
        self.codes = (ALL, *self._codes.values())
        self._turned_away = cut.units_turned_away()
        self._figures: dict[tuple[str, str], dict[str, str]] = {}
        self._cells: dict[tuple[str, str], Cell] = {}
        self._cities: dict[str, Cell] = {}
        self._sum_windows()

    # --- rows

    def _row_name(self, key: RowKey) -> str:
        administration, unit = key
        return f"{self._codes[administration]}/{unit}"

    @cached_property
    def units(self) -> dict[str, set[str]]:
        """Code → its units (rule 8): mapped by the file at any date, or with something filed."""
        units: dict[str, set[str]] = {code: set() for code in self._codes.values()}
        for row in self.organisation.mappings:
            units[self._codes[row.administration]].add(row.unit)
        for place, counts in self.cut.counts.places.items():
            if not self.organisation.of_unit(place.unit):
                own = self.organisation.own(place.administration)
                units[self._codes[own]].add(place.unit)
                continue
            for day, cell in counts.days.items():
                if any(cell.values()):
                    units[self._codes[self.organisation.on(*place, day)]].add(place.unit)
        for administration, unit in self._gauge_changes:
            units[self._codes[administration]].add(unit)
        return units

    @cached_property
    def rows_perhaps(self) -> set[str]:
        """Rows of units of which all was taken back that the file does not have there all days."""
        found = {
            self._row_name((self.organisation.on(*place, day), place.unit))
            for place, counts in self.cut.counts.places.items()
            if self.organisation.of_unit(place.unit)
            for day in counts.days
        }
        return found - self.rows

    @cached_property
    def rows(self) -> frozenset[str]:
        """The names of all rows, as in `index`."""
        units = {f"{code}/{unit}" for code, names in self.units.items() for unit in names}
        return frozenset(self.codes) | units

    def unit_windows(self) -> list[str]:
        """The windows that units have."""
        return [name for name in self.windows if name in UNIT_WINDOWS]

    # --- counts

    def _sum_windows(self) -> None:
        """Fill the cells: first days and minutes by unit row, then the rows that these make up."""
        for is_in_minutes in (False, True):
            windows = [w for w in self.windows.values() if w.is_in_minutes == is_in_minutes]
            ranges = [_range(w) for w in windows]
            rows: dict[RowKey, Sums] = {}
            wide = {code: Sums(ranges) for code in self.codes}
            for place, counts in self.cut.counts.places.items():
                self._add_place(place, counts, is_in_minutes, ranges, rows)
            for (administration, _unit), sums in rows.items():
                wide[ALL].add(sums)
                wide[self._codes[administration]].add(sums)
            for covered in windows:
                for code, sums in wide.items():
                    self._cells[code, covered.name] = sums.total(_range(covered))
                if covered.name in UNIT_WINDOWS:
                    for key, sums in rows.items():
                        cell = sums.total(_range(covered))
                        self._cells[self._row_name(key), covered.name] = cell

    def _add_place(
        self,
        place: Place,
        counts: PlaceCounts,
        is_in_minutes: bool,
        ranges: list[tuple[int, int]],
        rows: dict[RowKey, Sums],
    ) -> None:
        is_mapped = bool(self.organisation.of_unit(place.unit))
        administration = self.organisation.own(place.administration)
        line = Sums(ranges)
        for at in counts.minutes if is_in_minutes else counts.days:
            if not line.is_within(at):
                continue
            if is_mapped:
                day = day_of(at * MS_PER_MINUTE) if is_in_minutes else at
                administration = self.organisation.on(*place, day)
            key = administration, place.unit
            if key not in rows:
                rows[key] = Sums(ranges)
            into = rows[key].cell_at(at)
            if not is_in_minutes:
                add_cell(counts.days[at], into)
                continue
            for amounts, times in counts.minutes[at]:
                add_amounts(amounts, times, into)

    def cell(self, row: str, window_name: str) -> Cell:
        """Counter → count of a row in a window; what is not there is zero."""
        return self._cells.get((row, window_name), _NOTHING)

    # --- gauges

    @cached_property
    def _gauge_changes(self) -> dict[RowKey, Changes]:
        return row_changes(self.cut.counts, self.organisation, all_gauges(self.groups))

    @cached_property
    def _row_changes(self) -> dict[str, Changes]:
        """The changes of the gauges of every row."""
        parts = self._gauge_changes
        rows = {self._row_name(key): changes for key, changes in parts.items()}
        for number, code in self._codes.items():
            rows[code] = summed(changes for key, changes in parts.items() if key[0] == number)
        rows[ALL] = summed(parts.values())
        return rows

    @cached_property
    def _gauges(self) -> dict[str, dict[int, Cell]]:
        """Row → last day of a window → gauges at its end."""
        days = {covered.last_day for covered in self.windows.values()}
        return {row: at_ends(changes, days) for row, changes in self._row_changes.items()}

    def _has_gauges(self, day: int) -> bool:
        """Before the balance date a gauge has no value."""
        balance_day = self.organisation.balance_day
        return balance_day is None or day >= balance_day

    def gauges(self, row: str, day: int) -> Cell:
        """Gauge → value at the end of a window's last day; {} where they have none."""
        if not self._has_gauges(day):
            return {}
        found = self._gauges.get(row, {}).get(day, _NOTHING)
        return {name: found.get(name, 0) for name in all_gauges(self.groups)}

    # --- what is published

    def figures(self, row: str, window_name: str) -> dict[str, str]:
        """Every field of `fig:<row>:<window>` but `seq`; units publish some of them."""
        if (row, window_name) not in self._figures:
            self._figures[row, window_name] = self.some_figures(row, window_name, None)
        return self._figures[row, window_name]

    def some_figures(
        self, row: str, window_name: str, published: frozenset[str] | None
    ) -> dict[str, str]:
        """Those of the fields that are published; of ratios all parts or none."""
        day = self.windows[window_name].last_day
        cell = self._with_gauges(row, window_name, day)
        city = cell if row == ALL else self._city(window_name)
        fields = template(self.groups, published).fields(
            cell, city, self.cut.settings.min_denominator
        )
        for name, value in self.gauges(row, day).items():
            if published is None or name in published:
                fields[name] = str(value)
        if "/" not in row:
            fields.update(self._durations(cell))
        elif row.partition("/")[2] in self._turned_away:
            fields["incomplete"] = "1"
        return fields

    def _city(self, window_name: str) -> Cell:
        """Counts and gauges of the row ALL, which every row's share looks at."""
        if window_name not in self._cities:
            day = self.windows[window_name].last_day
            self._cities[window_name] = self._with_gauges(ALL, window_name, day)
        return self._cities[window_name]

    def _with_gauges(self, row: str, window_name: str, day: int) -> Cell:
        """Counts and gauges; among the counts of the days a gauge's name means its change."""
        cell = dict(self.cell(row, window_name))
        for name in all_gauges(self.groups):
            cell.pop(name, None)
        cell.update(self.gauges(row, day))
        return cell

    def _durations(self, cell: Cell) -> dict[str, str]:
        fields = {}
        timed = cell.get("decisions.timed", 0)
        for name, percent in PERCENTILES.items():
            days = percentile(cell, percent) if timed > 0 else None
            if days is not None:
                fields[name] = str(days)
            if 0 < timed < self.cut.settings.min_denominator:
                fields[name + ".small"] = "1"
        return fields

    def window_fields(self, window_name: str) -> dict[str, str]:
        """`win:<window>`."""
        data_from = self.cut.data_from()
        return self.windows[window_name].fields(self.as_of_ms, data_from)

    def by(self, figure: str, window_name: str) -> dict[str, str]:
        """`by:<figure>:<window>`: code → value, without those that have none."""
        rows = {code: self.figures(code, window_name) for code in self.codes}
        return {code: fields[figure] for code, fields in rows.items() if figure in fields}

    def days(self, code: str, figure: str, year: int) -> dict[str, str]:
        """`days:<code>:<figure>:<year>`: date → value, zero included; of gauges the day's end."""
        first, last = self._published_days
        first = max(first, month_start(12 * year))
        last = min(last, month_start(12 * year + 12) - 1)
        if figure in all_gauges(self.groups):
            first = max(first, self.organisation.balance_day or first)
            sums = self._gauge_ends.get(code, {})
        else:
            sums = self._day_sums.get(code, {})
        return {
            date_text(day): str(sums.get(day, _NOTHING).get(figure, 0))
            for day in range(first, last + 1)
        }

    @property
    def _published_days(self) -> tuple[int, int]:
        """The first and the last day that `days` shows: none from before the data."""
        today = day_of(self.as_of_ms)
        data_from = self.cut.data_from()
        first = today - self.cut.settings.publish_days + 1
        return max(first, today + 1 if data_from is None else data_from), today

    @cached_property
    def _gauge_ends(self) -> dict[str, dict[int, Cell]]:
        """Code → day → gauges, of the days that are published."""
        first, last = self._published_days
        days = range(first, last + 1)
        return {code: at_ends(self._row_changes[code], days) for code in self.codes}

    @cached_property
    def _day_sums(self) -> dict[str, dict[int, Cell]]:
        """Code → day → counts, of the days that are published."""
        first, last = self._published_days
        sums: dict[str, dict[int, Cell]] = {code: {} for code in self.codes}
        for place, counts in self.cut.counts.places.items():
            for day, found in counts.days.items():
                if first <= day <= last:
                    number = self.organisation.on(*place, day)
                    for code in (ALL, self._codes[number]):
                        add_cell(found, sums[code].setdefault(day, {}))
        return sums


def _range(covered: Window) -> tuple[int, int]:
    if covered.is_in_minutes:
        return covered.from_ms // MS_PER_MINUTE, covered.to_ms // MS_PER_MINUTE
    return covered.first, covered.end
