"""The windows: what each covers, seen from one instant (section 5)."""

import datetime
from dataclasses import dataclass
from typing import Callable

from .civil import (
    MS_PER_DAY,
    MS_PER_HOUR,
    MS_PER_MINUTE,
    date_from,
    day_from,
    day_of,
    midnight_ms,
)

PERIODS = ("day", "week", "month", "quarter", "halfyear", "year", "reportyear")
# Length, and the unit at whose end they end, of the windows that roll with the clock.
_ROLLING = {
    "1h": (MS_PER_HOUR, MS_PER_MINUTE),
    "24h": (MS_PER_DAY, MS_PER_MINUTE),
    "7d": (7 * MS_PER_DAY, MS_PER_HOUR),
    "30d": (30 * MS_PER_DAY, MS_PER_HOUR),
    "90d": (90 * MS_PER_DAY, MS_PER_HOUR),
}
UNIT_WINDOWS = frozenset("24h 30d day month year reportyear reportyear-prev".split())
Date = datetime.date


def names_of(periods: tuple[str, ...]) -> tuple[str, ...]:
    """The periods, each with its -prev and -lastyear."""
    return tuple(name + ending for name in periods for ending in ("", "-prev", "-lastyear"))


ALL_WINDOWS = (*_ROLLING, "365d", *names_of(PERIODS))


@dataclass(frozen=True)
class Window:
    """What is counted: days [first, end), or of a window in minutes those of [from_ms, to_ms)."""

    name: str
    label: str
    first: int
    end: int
    from_ms: int
    to_ms: int
    last_day: int  # at the end of which gauges are read
    is_rolling: bool = False
    is_in_minutes: bool = False

    def fields(self, as_of_ms: int, data_from: int | None) -> dict[str, str]:
        """The hash `win:<window>`."""
        is_complete = not self.is_rolling and as_of_ms >= self.to_ms - 1
        is_covered = data_from is not None and self.first >= data_from
        return {
            "from_ms": str(self.from_ms),
            "to_ms": str(self.to_ms),
            "label": self.label,
            "complete": str(int(is_complete)),
            "covered": str(int(is_covered)),
        }


def window(name: str, as_of_ms: int) -> Window:
    """A window by its name."""
    day = day_of(as_of_ms)
    if name in _ROLLING:
        length, unit = _ROLLING[name]
        to_ms = as_of_ms - as_of_ms % unit + unit
        from_ms = to_ms - length
        return Window(name, name, day_of(from_ms), day + 1, from_ms, to_ms, day, True, True)
    if name == "365d":
        first, end = day - 364, day + 1
        return Window(name, name, first, end, midnight_ms(first), midnight_ms(end), day, True)
    start, past = _period(name, date_from(day))
    first, end = day_from(start), day_from(past)
    label = _LABELS[name.partition("-")[0]](start)
    last_day = min(end - 1, day)
    return Window(name, label, first, end, midnight_ms(first), midnight_ms(end), last_day)


def _period(name: str, today: Date) -> tuple[Date, Date]:
    """The dates [first, end) of a period, of the one before, or of the same a year before."""
    period, _, ending = name.partition("-")
    first, end = bounds(period, today)
    if ending == "prev":
        return bounds(period, first - datetime.timedelta(days=1))
    if ending == "lastyear":
        there = a_year_before(period, today)
        is_last_day = today + datetime.timedelta(days=1) == end
        first, end = bounds(period, there)
        if not is_last_day:
            end = there + datetime.timedelta(days=1)
    return first, end


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
