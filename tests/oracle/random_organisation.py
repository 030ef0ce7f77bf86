"""Random organisation files: units that change hands, new administrations, opening balances."""

import csv
import io
import random
from typing import Iterator

from .civil import date_text
from .organisation import CODES
from .organisation_file import organisation_from

HEADER = "record code unit administration name_da name_en from to balance group".split()
NEW = {8: "NYF", 200: "XYZ"}
CITY = [code for number, code in CODES.items() if number]
Row = dict[str, str]


class RandomOrganisation:
    """The file of one log, which may be written anew with other mappings and the same balances."""

    def __init__(
        self,
        rng: random.Random,
        units: list[str],
        change_day: int,
        groups: list[str],
        has_balances: bool,
    ) -> None:
        self._rng = rng
        self._units = units
        self._change_day = change_day
        self._groups = groups
        self._balance_day = change_day - rng.choice((0, 1, 92, 184, 400, 900)) if has_balances else None
        self._new = [row for row in self._new_administrations()]
        self._codes = CITY + sorted({row["code"] for row in self._new})
        self._balances = list(self._all_balances()) if has_balances else []

    def text(self) -> str:
        """The file, with mappings drawn anew."""
        rows = [*self._new, *self._names(), *self._mappings(), *self._balances]
        self._rng.shuffle(rows)
        out = io.StringIO()
        writer = csv.DictWriter(out, HEADER, restval="", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
        text = out.getvalue()
        assert organisation_from(text).balance_day == self._balance_day
        return text

    def _day(self) -> int:
        """A date on which something changes: the log's own, or near it, or long ago."""
        rng = self._rng
        near = self._change_day + rng.randrange(-40, 40)
        return rng.choice((self._change_day, near, self._change_day - rng.randrange(900)))

    def _new_administrations(self) -> Iterator[Row]:
        for number, code in NEW.items():
            if self._rng.random() < 0.6:
                row = {"record": "administration", "code": code, "administration": str(number)}
                change = date_text(self._day())
                row["name_en"] = f'"{code}", now or before'
                yield {**row, "name_da": f"Før, {code}", "to": change}
                yield {**row, "name_da": f"Siden {code}", "from": change}

    def _names(self) -> Iterator[Row]:
        """A built-in administration under a name of the file."""
        if self._rng.random() < 0.5:
            row = {"record": "administration", "code": "SOF", "from": date_text(self._day())}
            yield {**row, "name_da": "Den nye forvaltning", "name_en": "The new administration"}

    def _mappings(self) -> Iterator[Row]:
        for unit in [*self._units, "unit-never"]:
            if self._rng.random() < 0.3:
                continue
            cuts = sorted({self._day() for _ in range(self._rng.choice((0, 0, 1, 1, 1, 2, 3)))})
            bounds = ["", *map(date_text, cuts), ""]
            for first, end in zip(bounds, bounds[1:]):
                if bounds == ["", ""] or self._rng.random() < 0.85:
                    code = self._rng.choice(self._codes)
                    row = {"record": "unit", "unit": unit, "code": code, "from": first, "to": end}
                    yield {**row, "name_da": f"Enhed {unit} {code}", "name_en": ""}

    def _all_balances(self) -> Iterator[Row]:
        assert self._balance_day is not None
        row = {"record": "balance", "from": date_text(self._balance_day)}
        groups = ["", *self._groups]
        for unit in self._rng.sample(self._units, len(self._units) // 2) + ["unit-quiet"]:
            code = self._rng.choice(self._codes)
            for group in self._rng.sample(groups, self._rng.randint(1, len(groups))):
                balance = str(self._rng.choice((0, 1, 7, 50, 300)))
                yield {**row, "unit": unit, "code": code, "balance": balance, "group": group}
        for code in self._rng.sample(self._codes, 3):
            for group in self._rng.sample(groups, self._rng.randint(1, len(groups))):
                yield {**row, "code": code, "balance": str(self._rng.randrange(90)), "group": group}
