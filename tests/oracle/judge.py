"""The verdicts that need the memory of one partition, in the order of rule 12."""

from typing import NamedTuple

from .civil import MS_PER_DAY, day_of
from .memory import COUNTED, RETRACTED, SET_ASIDE, IdTable, Remembered, hash_of
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
        verdict, is_altered = self._verdict(found.event, record.arrival_ms, day)
        return Judgement(verdict, is_altered, found.event, found.source, found.source_seq)

    def _verdict(self, event: Event, arrival_ms: int, day: int) -> tuple[str, bool]:
        assert self._largest_day is not None
        if day < self._largest_day - self._settings.horizon_days:
            return "too_late", False
        is_altered = self._is_altered_copy(event, day)
        if is_altered is not None:
            return "duplicate", is_altered
        occurred = event.fact.occurred_ms
        if occurred > arrival_ms + self._settings.skew_ms:
            self._own.add(event.id, day, Remembered(SET_ASIDE, 0))
            return "too_far_ahead", False
        if day_of(occurred) < day_of(arrival_ms) - self._settings.history_days:
            return "too_late", False
        if event.cancelled_id is None:
            self._own.add(event.id, day, Remembered(COUNTED, hash_of(event.content)))
            return "counted", False
        return self._verdict_of_retraction(event, event.cancelled_id, day), False

    def _is_altered_copy(self, event: Event, day: int) -> bool | None:
        """None if the event is no duplicate; else whether its content differs from the first's."""
        content_hash = hash_of(event.content)
        for known in self._own.near(event.id, day):
            if known.kind != SET_ASIDE:
                return known.content_hash != content_hash
        if event.cancelled_id is None:
            return None
        for known in self._cancelled.near(event.cancelled_id, day):
            return known.content_hash != hash_of(event.fact.content)
        return None

    def _verdict_of_retraction(self, event: Event, cancelled_id: bytes, day: int) -> str:
        fact_hash = hash_of(event.fact.content)
        originals = self._own.near(cancelled_id, day)
        for known in originals:
            if known.kind != SET_ASIDE:
                if known != Remembered(COUNTED, fact_hash):
                    return "conflict"
                break
        else:
            if originals:
                return "conflict"
        self._own.add(event.id, day, Remembered(RETRACTED, hash_of(event.content)))
        self._cancelled.add(cancelled_id, day, Remembered(RETRACTED, fact_hash))
        return "retracted"
