"""The fields of a row: which there are, and what becomes of them when something is counted."""

from functools import cache
from typing import Mapping

from .counters import REV, all_counters
from .ratios import Ratio, all_ratios


class Template:
    """Counters and ratios: as they are without anything counted, and who depends on what."""

    def __init__(self, groups: tuple[str, ...], published: frozenset[str] | None) -> None:
        names = (*all_counters(groups), REV)
        ratios = list(all_ratios(groups).values())
        if published is not None:
            names = tuple(name for name in names if name in published)
            ratios = [ratio for ratio in ratios if f"{ratio.id}.den" in published]
        self._counters = frozenset(names)
        self._empty = dict.fromkeys(names, "0")
        self._of_city = [ratio for ratio in ratios if ratio.is_of_city]
        self._of_counter: dict[str, list[Ratio]] = {}
        for ratio in ratios:
            self._empty.update(ratio.fields({}, {}, 0))
            for counter in {*ratio.numerator, *ratio.denominator}:
                self._of_counter.setdefault(counter, []).append(ratio)

    def fields(
        self, cell: Mapping[str, int], city: Mapping[str, int], min_denominator: int
    ) -> dict[str, str]:
        """Counters and ratios of a row with these counts and gauges."""
        fields = dict(self._empty)
        moved = {ratio.id: ratio for ratio in self._of_city}
        for counter, count in cell.items():
            if count:
                if counter in self._counters:
                    fields[counter] = str(count)
                for ratio in self._of_counter.get(counter, ()):
                    moved[ratio.id] = ratio
        for ratio in moved.values():
            fields.update(ratio.fields(cell, city, min_denominator))
        return fields


@cache
def template(groups: tuple[str, ...], published: frozenset[str] | None = None) -> Template:
    """The template of a configuration; of the fields published of a row, if not of all."""
    return Template(groups, published)
