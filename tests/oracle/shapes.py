"""Shapes of fields: what is taken as it is, what means absent, what gets the record refused."""

import re
from functools import lru_cache
from typing import Iterable

from .civil import local_ms

UNIT_NONE, UNIT_OTHER = "_none", "_other"
SOURCE_NONE, SOURCE_OTHER = "_none", "_other"

# Half-open bounds of required and of optional times, in local years.
OCCURRED_FROM, OCCURRED_TO = local_ms("1990-01-01"), local_ms("2100-01-01")
TIME_FROM, TIME_TO = local_ms("1900-01-01"), local_ms("2200-01-01")

_UNIT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,35}").fullmatch
_SUBJECT = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}").fullmatch
_FACET = re.compile(r"[A-Z][0-9]{2}").fullmatch
_AUTHORITY = re.compile(r"[0-9]{8}").fullmatch
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]").search

# DDMMYY, separator, four digits; no letter or digit (of any alphabet) beside it.
_NUMBER = r"(?<![^\W_])([0-9]{2})([0-9]{2})([0-9]{2})%s[0-9]{4}(?![^\W_])"
_SEPARATED = re.compile(_NUMBER % "[- ]")
_SEPARATED_OR_NOT = re.compile(_NUMBER % "[- ]?")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@lru_cache(1 << 16)
def unit_of(text: str) -> str:
    """A unit as it is filed: itself, `_none` if absent, `_other` if misshapen."""
    if not text:
        return UNIT_NONE
    return text if _UNIT(text) else UNIT_OTHER


def administration_of(number: int) -> int:
    """An administration as sent: 1 to 255, 0 = absent."""
    return number if number <= 255 else 0


def time_of(instant_ms: int) -> int:
    """An optional time; 0 = absent."""
    return instant_ms if TIME_FROM <= instant_ms < TIME_TO else 0


@lru_cache(1 << 12)
def subject_of(text: str) -> str:
    """A subject, or ""."""
    return text if _SUBJECT(text) else ""


@lru_cache(1 << 12)
def facet_of(text: str) -> str:
    """A facet, or ""."""
    return text if _FACET(text) else ""


@lru_cache(1 << 12)
def authority_of(text: str) -> str:
    """An authority's number, or ""."""
    return text if _AUTHORITY(text) else ""


@lru_cache(1 << 12)
def case_of(text: str) -> str:
    """A case id of 1 to 36 bytes, or ""."""
    return text if len(text.encode()) <= 36 else ""


@lru_cache(1 << 12)
def source_of(text: str, refuse_ten_digits: bool) -> str:
    """The source that a record is filed under: 1 to 64 bytes without control characters."""
    if not text or len(text.encode()) > 64 or _CONTROL(text):
        return SOURCE_NONE
    return SOURCE_NONE if is_personal((text,), refuse_ten_digits) else text


def is_personal(texts: Iterable[str], refuse_ten_digits: bool) -> bool:
    """Whether one of the texts holds what looks like a national id number."""
    pattern = _SEPARATED_OR_NOT if refuse_ten_digits else _SEPARATED
    # A newline is neither a separator nor a letter or digit, so that no match spans two texts.
    text = "\n".join(texts)
    if pattern.search(text) is None:
        return False
    for match in pattern.finditer(text):
        day, month, year = (int(part) for part in match.groups())
        if not 1 <= month <= 12 or not 1 <= day <= _DAYS[month - 1]:
            continue
        if (day, month) != (29, 2) or year % 4 == 0:
            return True
    return False
