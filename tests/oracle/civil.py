"""Civil time of Europe/Copenhagen. A day is a whole number: days since 1970-01-01."""

import datetime
from bisect import bisect_right
from functools import cache
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
MS_PER_DAY = 86_400_000
MS_PER_HOUR = 3_600_000
MS_PER_MINUTE = 60_000
_EPOCH = datetime.date(1970, 1, 1).toordinal()
_UTC = datetime.timezone.utc


def _offset_ms(instant_s: int) -> int:
    start = datetime.datetime(1970, 1, 1, tzinfo=_UTC) + datetime.timedelta(seconds=instant_s)
    offset = start.astimezone(COPENHAGEN).utcoffset()
    assert offset is not None
    return round(offset.total_seconds() * 1000)


def _transition_s(low: int, high: int) -> int:
    """The second in (low, high] from which the offset is that of `high`."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _offset_ms(middle) == _offset_ms(high) else (middle, high)
    return high


def _transitions() -> tuple[list[int], list[int]]:
    """Instants at which the offset changes, and the offsets before, between and after them."""
    instants: list[int] = []
    first, last, step = -2_240_000_000, 7_300_000_000, 86_400  # 1899 to 2201
    offsets = [_offset_ms(first)]
    for second in range(first + step, last, step):
        offset = _offset_ms(second)
        if offset != offsets[-1]:
            instants.append(_transition_s(second - step, second) * 1000)
            offsets.append(offset)
    return instants, offsets


_INSTANTS, _OFFSETS = _transitions()


def day_of(instant_ms: int) -> int:
    """The local day of an instant."""
    return (instant_ms + _OFFSETS[bisect_right(_INSTANTS, instant_ms)]) // MS_PER_DAY


def day_from(date: datetime.date) -> int:
    """The number of a date."""
    return date.toordinal() - _EPOCH


def date_from(day: int) -> datetime.date:
    """The date of a number."""
    return datetime.date.fromordinal(day + _EPOCH)


@cache
def date_text(day: int) -> str:
    """YYYY-MM-DD."""
    return date_from(day).isoformat()


@cache
def month_start(month: int) -> int:
    """The first day of a month: twelve times its year, plus 0 to 11."""
    return day_from(datetime.date(month // 12, month % 12 + 1, 1))


@cache
def months_later(day: int, months: int) -> int:
    """The same day of a later month, or that month's last where it has no such day."""
    date = date_from(day)
    month = date.year * 12 + date.month - 1 + months
    return min(month_start(month) + date.day, month_start(month + 1)) - 1


@cache
def midnight_ms(day: int) -> int:
    """The first instant of a local day. Of a doubled time the first; a skipped one moves on."""
    date = date_from(day)
    start = datetime.datetime(date.year, date.month, date.day, tzinfo=COPENHAGEN, fold=0)
    return round(start.timestamp() * 1000)


def local_ms(text: str) -> int:
    """Milliseconds UTC of "2013-05-21" or "2013-05-21T10:30", civil time of Copenhagen."""
    start = datetime.datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN)
    return round(start.timestamp() * 1000)
