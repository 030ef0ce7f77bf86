"""The organisation file, as far as it is right: a wrong one is refused by casepulse."""

import csv
import datetime
import io
from typing import Mapping

from .civil import day_from
from .organisation import CODES, UNKNOWN, Balance, Name, Organisation, UnitMapping, mapping
from .shapes import UNIT_NONE
from .subjects import OTHER

Row = Mapping[str, str]


def organisation_from(text: str) -> Organisation:
    """Read the CSV `record,code,unit,administration,name_da,name_en,from,to,balance,group`."""
    rows = list(csv.DictReader(io.StringIO(text)))
    of_kind = {
        kind: [row for row in rows if row["record"] == kind]
        for kind in ("administration", "unit", "balance")
    }
    known = {code: number for number, code in CODES.items()}
    new = {row["code"]: int(row["administration"] or 0) for row in of_kind["administration"]}
    numbers = {**new, **known}
    days = [_date(row["from"]) for row in of_kind["balance"]]
    named = of_kind["administration"] + of_kind["unit"]
    return Organisation(
        [_mapping(row, numbers) for row in of_kind["unit"]],
        {numbers[code]: code for code in new if code not in known},
        [_balance(row, numbers) for row in of_kind["balance"]],
        day_from(days[0]) if days and days[0] else None,
        [_name(row, numbers) for row in named if row["name_da"] or row["name_en"]],
    )


def _date(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _mapping(row: Row, numbers: Mapping[str, int]) -> UnitMapping:
    return mapping(row["unit"], numbers[row["code"]], _date(row["from"]), _date(row["to"]))


def _balance(row: Row, numbers: Mapping[str, int]) -> Balance:
    unit, group = row["unit"] or UNIT_NONE, row["group"] or OTHER
    # A unit that is mapped on that date needs no code.
    return Balance(unit, numbers.get(row["code"], UNKNOWN), int(row["balance"]), group)


def _name(row: Row, numbers: Mapping[str, int]) -> Name:
    dates = mapping("", 0, _date(row["from"]), _date(row["to"]))
    number = numbers[row["code"]]
    return Name(number, row["unit"], row["name_da"], row["name_en"], dates.first, dates.end)
