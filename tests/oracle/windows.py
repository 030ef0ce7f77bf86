"""The windows in civil time: which days each covers, seen from one instant (section 5).

Built: 365d and the periods with -prev and -lastyear. The windows of hours and minutes need more
than day counts.
"""

import datetime
from dataclasses import dataclass
from typing import Callable

from .civil import date_from, day_from, day_of, midnight_ms

PERIODS = ("day", "week", "month", "quarter", "halfyear", "year", "reportyear")
# Those published for units, of the ones that can be built here.
UNIT_WINDOWS = frozenset(("day", "month", "year", "reportyear", "reportyear-prev"))
Date = datetime.date


def names_of(periods: tuple[str, ...]) -> tuple[str, ...]:
    """The periods, each with its -prev and -lastyear."""
    return tuple(name + ending for name in periods for ending in ("", "-prev", "-lastyear"))


@dataclass(frozen=True)
class Window:
    """Days [first, end)."""

    name: str
    label: str
    first: int
    end: int
    is_rolling: bool = False

    def fields(self, as_of_ms: int, data_from: int | None) -> dict[str, str]:
        """The hash `win:<window>`."""
        from_ms, to_ms = midnight_ms(self.first), midnight_ms(self.end)
        is_complete = not self.is_rolling and as_of_ms >= to_ms - 1
        is_covered = data_from is not None and self.first >= data_from
        return {
            "from_ms": str(from_ms),
            "to_ms": str(to_ms),
            "label": self.label,
            "complete": str(int(is_complete)),
            "covered": str(int(is_covered)),
        }


def window(name: str, as_of_ms: int) -> Window:
    """A window by its name."""
    today = date_from(day_of(as_of_ms))
    if name == "365d":
        day = day_from(today)
        return Window(name, name, day - 364, day + 1, True)
    period, _, ending = name.partition("-")
    first, end = bounds(period, today)
    if ending == "prev":
        first, end = bounds(period, first - datetime.timedelta(days=1))
    if ending == "lastyear":
        there = a_year_before(period, today)
        is_last_day = today + datetime.timedelta(days=1) == end
        first, end = bounds(period, there)
        if not is_last_day:
            end = there + datetime.timedelta(days=1)
    return Window(name, _LABELS[period](first), day_from(first), day_from(end))


def a_year_before(period: str, today: Date) -> Date:
    """Today's date in the year before; of a week the same number and weekday."""
    if period == "week":
        year, week, weekday = today.isocalendar()
        weeks = Date(year - 1, 12, 28).isocalendar().week
        return Date.fromisocalendar(year - 1, min(week, weeks), weekday)
    if (today.month, today.day) == (2, 29):
        return Date(today.year - 1, 2, 28)
    return today.replace(year=today.year - 1)


def bounds(period: str, date: Date) -> tuple[Date, Date]:
    """The period that a date lies in, as [first, end)."""
    if period == "day":
        return date, date + datetime.timedelta(days=1)
    if period == "week":
        first = date - datetime.timedelta(days=date.weekday())
        return first, first + datetime.timedelta(days=7)
    months = {"month": 1, "quarter": 3, "halfyear": 6, "year": 12, "reportyear": 12}[period]
    shift = 3 if period == "reportyear" else 0
    index = date.year * 12 + date.month - 1 - shift
    start = index - index % months + shift
    return _month(start), _month(start + months)


def _month(index: int) -> Date:
    return Date(index // 12, index % 12 + 1, 1)


def _week_label(first: Date) -> str:
    year, week, _weekday = first.isocalendar()
    return f"{year:04}-W{week:02}"


_LABELS: dict[str, Callable[[Date], str]] = {
    "day": Date.isoformat,
    "week": _week_label,
    "month": lambda first: f"{first.year:04}-{first.month:02}",
    "quarter": lambda first: f"{first.year:04}-Q{first.month // 3 + 1}",
    "halfyear": lambda first: f"{first.year:04}-H{first.month // 6 + 1}",
    "year": lambda first: f"{first.year:04}",
    "reportyear": lambda first: f"{first.year:04}",
}
