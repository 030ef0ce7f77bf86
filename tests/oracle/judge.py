"""The verdicts that need the memory of one partition, in the order of rule 12."""

from typing import NamedTuple

from .civil import MS_PER_DAY, day_of
from .memory import COUNTED, RETRACTED, SET_ASIDE, IdTable, Remembered
from .reading import Event, read
from .settings import Record, Settings

VERDICTS = (
    "counted",
    "retracted",
    "duplicate",
    "conflict",
    "malformed",
    "unsupported",
    "too_late",
    "too_far_ahead",
)


class Judgement(NamedTuple):
    """What became of one record. `event` is there if it has been read, whatever the verdict."""

    verdict: str
    is_altered: bool  # a duplicate with other content
    event: Event | None
    source: str
    source_seq: int  # 0 = absent
    day: int = 0  # local date of what is counted
    is_late: bool = False  # that date is before the arrival's (rule 5)


class Judge:
    """Gives the records of one partition, in the order of the log, their verdicts."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._largest_day: int | None = None
        self._own = IdTable(settings.horizon_days)  # by the record's own id
        self._cancelled = IdTable(settings.horizon_days)  # retractions by the id they take back

    def judge(self, record: Record) -> Judgement:
        """The verdict of the next record."""
        day = record.arrival_ms // MS_PER_DAY
        if self._largest_day is None or day > self._largest_day:
            self._largest_day = day
        found = read(record.value, record.key, self._settings.refuse_ten_digits)
        if found.event is None:
            assert found.verdict is not None
            return Judgement(found.verdict, False, None, found.source, found.source_seq)
        event, source, seq = found.event, found.source, found.source_seq
        if day < self._largest_day - self._settings.horizon_days:
            return Judgement("too_late", False, event, source, seq)
        is_altered = self._is_altered_copy(event, day)
        if is_altered is not None:
            return Judgement("duplicate", is_altered, event, source, seq)
        date, arrival_date = day_of(event.fact.occurred_ms), day_of(record.arrival_ms)
        is_late = date < arrival_date
        verdict = self._verdict_of_new(event, record.arrival_ms, day, arrival_date - date)
        return Judgement(verdict, False, event, source, seq, date, is_late)

    def _verdict_of_new(self, event: Event, arrival_ms: int, day: int, age_days: int) -> str:
        """The verdict of what is no duplicate; remembers it where the rules say so."""
        if event.fact.occurred_ms > arrival_ms + self._settings.skew_ms:
            self._own.add(event.id, day, Remembered(SET_ASIDE, 0))
            return "too_far_ahead"
        if age_days > self._settings.history_days:
            return "too_late"
        if event.cancelled_id is not None:
            return self._verdict_of_retraction(event, event.cancelled_id, day)
        self._own.add(event.id, day, Remembered(COUNTED, event.content))
        return "counted"

    def _is_altered_copy(self, event: Event, day: int) -> bool | None:
        """None if the event is no duplicate; else whether its content differs from the first's."""
        for known in self._own.near(event.id, day):
            if known.kind != SET_ASIDE:
                return known.content_hash != event.content
        if event.cancelled_id is None:
            return None
        for known in self._cancelled.near(event.cancelled_id, day):
            return known.content_hash != event.fact.content
        return None

    def _verdict_of_retraction(self, event: Event, cancelled_id: bytes, day: int) -> str:
        fact_hash = event.fact.content
        originals = self._own.near(cancelled_id, day)
        for known in originals:
            if known.kind != SET_ASIDE:
                if known != Remembered(COUNTED, fact_hash):
                    return "conflict"
                break
        else:
            if originals:
                return "conflict"
        self._own.add(event.id, day, Remembered(RETRACTED, event.content))
        self._cancelled.add(cancelled_id, day, Remembered(RETRACTED, fact_hash))
        return "retracted"
