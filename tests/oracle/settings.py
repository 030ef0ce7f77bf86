"""What goes into the oracle: raw records and the settings that change what they mean."""

import datetime
from dataclasses import dataclass
from typing import NamedTuple


class Record(NamedTuple):
    """One record as Kafka holds it; `arrival_ms` is its Kafka timestamp."""

    partition: int
    offset: int
    arrival_ms: int
    key: bytes | None
    value: bytes | None


@dataclass(frozen=True)
class Settings:
    """The settings of casepulse that the oracle knows, with the same defaults."""

    history_days: int = 4018
    horizon_days: int = 35
    skew_ms: int = 600_000
    max_units: int = 4096
    refuse_ten_digits: bool = False
    data_from: datetime.date | None = None
    min_denominator: int = 30
    publish_days: int = 1461
    subject_groups: str = ""  # "name:prefix prefix, name:prefix"
    balance_day: int | None = None  # of the organisation file's opening balances
