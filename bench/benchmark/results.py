"""What was measured: rows with a median, their spread and the budget they are held to."""

import json
import pathlib
import statistics
from dataclasses import dataclass
from typing import Sequence

from .budgets import BUDGETS, Must

COLUMNS = ("", "median", "least", "most", "", "must", "")


@dataclass(frozen=True)
class Result:
    """One figure: the median of its passes."""

    name: str
    values: tuple[float, ...]
    unit: str
    must: Must | None

    @property
    def value(self) -> float:
        """The median."""
        return statistics.median(self.values)

    @property
    def holds(self) -> bool | None:
        """Whether the budget is kept; None: there is none."""
        return None if self.must is None else self.must.holds(self.value)

    def cells(self) -> tuple[str, ...]:
        """The row as it is printed."""
        least, most = ("", "")
        if len(self.values) > 1:
            least, most = _number(min(self.values)), _number(max(self.values))
        verdict = {None: "", True: "holds", False: "MISSED"}[self.holds]
        must = "" if self.must is None else str(self.must)
        return (self.name, _number(self.value), least, most, self.unit, must, verdict)


def _number(value: float) -> str:
    """Three or four digits that count."""
    if value == 0 or abs(value) >= 1000:
        return f"{value:,.0f}"
    if abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.3g}"


class Results:
    """All rows of one run of the benchmark; `holds_to` says whether budgets apply at its sizes."""

    def __init__(self, holds_to_sizes: bool) -> None:
        self._holds_to_sizes = holds_to_sizes
        self._rows: list[Result] = []
        self._shown = 0

    def add(self, name: str, values: Sequence[float], unit: str) -> Result:
        """A row; its budget is looked up by its name."""
        must = BUDGETS.get(name)
        if must is not None and must.needs_full and not self._holds_to_sizes:
            must = None
        row = Result(name, tuple(values), unit, must)
        self._rows.append(row)
        return row

    def show(self) -> None:
        """Print the rows since the last time."""
        rows = [COLUMNS, *(row.cells() for row in self._rows[self._shown :])]
        widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
        for row in rows:
            name, *numbers = row
            cells = [name.ljust(widths[0])]
            cells += [cell.rjust(width) for cell, width in zip(numbers[:3], widths[1:])]
            cells += [cell.ljust(width) for cell, width in zip(numbers[3:], widths[4:])]
            print("  " + "  ".join(cells).rstrip(), flush=True)
        self._shown = len(self._rows)

    def missed(self) -> list[str]:
        """The names of rows that miss their budget."""
        return [row.name for row in self._rows if row.holds is False]

    def unmet(self) -> list[str]:
        """Budgets that no row was held to: after a full run a name is misspelt."""
        return sorted(set(BUDGETS) - {row.name for row in self._rows})

    def write(self, path: pathlib.Path) -> None:
        """The rows as JSON."""
        rows = [
            {
                "name": row.name,
                "value": row.value,
                "unit": row.unit,
                "must": None if row.must is None else str(row.must),
                "holds": row.holds,
            }
            for row in self._rows
        ]
        path.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
