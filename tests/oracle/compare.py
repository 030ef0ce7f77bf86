"""What was read from Redis against what should be there; a line for each difference.

Pass what was read in one MULTI, keys without their common prefix: hashes as dicts, sets as sets.
Only what was read is compared. `seq` and what stands in `not_built` (names, or beginnings ending in
"*") is left out. A wide row must have every field; units publish some: those are compared, and all
rows of units must have the same counters.
"""

from functools import cache
from typing import AbstractSet, Callable, Mapping

from .counters import REV, all_counters, all_gauges
from .judge import VERDICTS
from .cutting import Cut
from .organisation import Organisation
from .picture import Picture
from .ratios import all_ratios

Found = Mapping[str, Mapping[str, str] | AbstractSet[str]]
REFUSALS = tuple(v for v in VERDICTS if v not in ("counted", "retracted", "duplicate"))
MISSING = "nothing"


def compare(
    found: Found,
    cut: Cut,
    as_of_ms: int,
    organisation: Organisation = Organisation(),
    not_built: tuple[str, ...] = (),
    picture: Picture | None = None,
) -> list[str]:
    """Every difference as "key field: found X, expected Y"; `picture`: that of cut and instant."""
    windows = {key.split(":")[-1] for key in found if key.startswith(("fig:", "win:", "by:"))}
    picture = picture or Picture(cut, as_of_ms, organisation, sorted(windows))
    comparison = _Comparison(picture, not_built)
    for key in sorted(found):
        comparison.add(key, found[key])
    comparison.add_units(found)
    return comparison.differences


def expected_keys(picture: Picture) -> set[str]:
    """The keys of rows and windows that must exist; for a test that reads all there are."""
    keys = {f"win:{name}" for name in picture.windows}
    for row in picture.rows:
        windows = picture.unit_windows() if "/" in row else list(picture.windows)
        keys |= {f"fig:{row}:{name}" for name in windows}
    ratios = all_ratios(picture.groups)
    keys |= {f"by:{ratio}:{name}" for ratio in ratios for name in picture.windows}
    keys |= {f"units:{code}" for code, units in picture.units.items() if units}
    return {key for key in keys if not key.startswith("by:") or picture.by(*key.split(":")[1:])}


class _Comparison:
    """Collects the differences of one picture."""

    def __init__(self, picture: Picture, not_built: tuple[str, ...]) -> None:
        self._picture = picture
        self._not_built = {"seq", *not_built}
        self._not_built_prefixes = tuple(n[:-1] for n in not_built if n.endswith("*"))
        self.differences: list[str] = []
        self._readers: dict[str, Callable[[str, Mapping[str, str]], None]] = {
            "fig": self._add_figures,
            "win": self._add_window,
            "by": self._add_by,
            "days": self._add_days,
            "offsets": self._add_offsets,
            "books": self._add_books,
            "refused": self._add_refused,
            "source": self._add_source,
        }

    def add(self, key: str, value: Mapping[str, str] | AbstractSet[str]) -> None:
        """Compare one key."""
        kind = key.split(":")[0]
        if not isinstance(value, Mapping):
            self._add_set(key, value)
        elif kind in self._readers:
            self._readers[kind](key, value)
        else:
            self.differences.append(f"{key}: the oracle knows no such key")

    def add_units(self, found: Found) -> None:
        """All rows of units must publish the same counters."""
        first: tuple[str, set[str]] | None = None
        counters = {*all_counters(self._picture.groups), REV}
        for key in sorted(found):
            fields = found[key]
            if key.startswith("fig:") and "/" in key and isinstance(fields, Mapping):
                names = set(fields) & counters
                first = first or (key, names)
                for name in sorted(names ^ first[1]):
                    self.differences.append(f"{key} {name}: not as in {first[0]}")

    def _is_built(self, field: str) -> bool:
        return field not in self._not_built and not field.startswith(self._not_built_prefixes)

    def _fields(self, key: str, found: Mapping[str, str], expected: Mapping[str, str]) -> None:
        if found == expected:
            return
        for field in sorted(filter(self._is_built, {*found, *expected})):
            here, there = found.get(field, MISSING), expected.get(field, MISSING)
            if here != there:
                self.differences.append(f"{key} {field}: found {here}, expected {there}")

    def _numbers(self, key: str, found: Mapping[str, str], expected: Mapping[str, int]) -> None:
        self._fields(key, found, {field: str(value) for field, value in expected.items()})

    def _add_figures(self, key: str, found: Mapping[str, str]) -> None:
        row, window_name = key.removeprefix("fig:").rsplit(":", 1)
        if row not in self._picture.rows and row not in self._picture.rows_perhaps:
            self.differences.append(f"{key}: found, expected no such row")
            return
        published = None
        if "/" in row:
            published = _publishable(self._picture.groups).intersection(found)
        self._fields(key, found, self._picture.some_figures(row, window_name, published))

    def _add_window(self, key: str, found: Mapping[str, str]) -> None:
        self._fields(key, found, self._picture.window_fields(key.removeprefix("win:")))

    def _add_by(self, key: str, found: Mapping[str, str]) -> None:
        _by, figure, window_name = key.split(":")
        self._fields(key, found, self._picture.by(figure, window_name))

    def _add_days(self, key: str, found: Mapping[str, str]) -> None:
        _days, code, counter, year = key.split(":")
        self._fields(key, found, self._picture.days(code, counter, int(year)))

    def _add_offsets(self, key: str, found: Mapping[str, str]) -> None:
        offsets = self._picture.cut.offsets()
        self._numbers(key, found, {str(p): offset for p, offset in offsets.items()})

    def _add_books(self, key: str, found: Mapping[str, str]) -> None:
        self._numbers(key, found, self._picture.cut.books())

    def _add_refused(self, key: str, found: Mapping[str, str]) -> None:
        sums = {verdict: 0 for verdict in REFUSALS}
        for field, count in found.items():
            verdict = field.split(".")[0]
            sums[verdict] = sums.get(verdict, 0) + int(count)
        expected = self._picture.cut.verdicts()
        texts = {f"{verdict}.*": str(count) for verdict, count in sums.items()}
        self._numbers(key, texts, {f"{v}.*": expected[v] for v in REFUSALS})

    def _add_source(self, key: str, found: Mapping[str, str]) -> None:
        expected = self._picture.cut.sources().get(key.removeprefix("source:"), {})
        names = (*VERDICTS, "first", "last", "uncounted")
        self._numbers(key, {name: found[name] for name in names if name in found}, expected)

    def _add_set(self, key: str, found: AbstractSet[str]) -> None:
        expected: AbstractSet[str] = set(self._picture.cut.sources())
        if key == "index":
            expected = self._picture.rows
        elif key.startswith("units:"):
            expected = self._picture.units.get(key.removeprefix("units:"), set())
        for name in sorted((found ^ expected) - self._perhaps(key)):
            side = "found, not expected" if name in found else "expected, not found"
            self.differences.append(f"{key} {name}: {side}")

    def _perhaps(self, key: str) -> set[str]:
        """Members of a set that may be there or not."""
        rows = self._picture.rows_perhaps
        if key.startswith("units:"):
            code = key.removeprefix("units:")
            return {row.partition("/")[2] for row in rows if row.startswith(code + "/")}
        return rows if key == "index" else set()


@cache
def _publishable(groups: tuple[str, ...]) -> frozenset[str]:
    """What tells which figures a row of a unit publishes; a ratio by its denominator."""
    ratios = (f"{ratio}.den" for ratio in all_ratios(groups))
    return frozenset((*all_counters(groups), REV, *all_gauges(groups), *ratios))
