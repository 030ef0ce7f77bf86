"""How long decisions took: buckets that can be added up, percentiles read from them (rule 19)."""

from typing import Mapping

PERCENTILES = {f"duration_p{percent}": percent for percent in (50, 90, 95)}
_PREFIX = "decisions.bucket."


def _last_days() -> list[int]:
    """The last day of each bucket: one a day to 63, then 32 equal ones per doubling to 4,095."""
    days, width = list(range(64)), 2
    while len(days) < 256:
        days += [days[-1] + width * place for place in range(1, 33)]
        width *= 2
    return days


LAST_DAYS = _last_days()
BUCKETS = tuple(f"{_PREFIX}{bucket}" for bucket in range(256))
_NUMBERS = {name: bucket for bucket, name in enumerate(BUCKETS)}
assert LAST_DAYS[-1] == 4095


def bucket_of(days: int) -> int:
    """The bucket that a duration falls in; what is longer than all falls in the last."""
    return next((b for b, last in enumerate(LAST_DAYS) if days <= last), 255)


def percentile(cell: Mapping[str, int], percent: int) -> int | None:
    """The last day of the first bucket where the running count reaches ⌈percent·n/100⌉."""
    counts = sorted((_NUMBERS[name], cell[name]) for name in _NUMBERS.keys() & cell.keys())
    total = sum(count for _bucket, count in counts)
    if total <= 0:
        return None
    running = 0
    for bucket, count in counts:
        running += count
        if 100 * running >= percent * total:
            return LAST_DAYS[bucket]
    raise AssertionError("the last bucket reaches all")
