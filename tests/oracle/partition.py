"""One partition: every record judged once, its result kept, so that any offset can be cut at."""

from array import array
from bisect import bisect_left
from collections import Counter
from typing import NamedTuple

from .counts import Counts
from .effects import Effects, apply
from .judge import VERDICTS, Judge
from .settings import Record, Settings
from .sources import MOVES_FIGURES, SourceBooks, SourceNames

_ALTERED = len(VERDICTS)  # flag: VERDICTS' index, plus this for an altered duplicate
_NUMBERS = {verdict: number for number, verdict in enumerate(VERDICTS)}
_NO_EFFECT = -1


class Result(NamedTuple):
    """What became of one record, for messages."""

    offset: int
    verdict: str
    is_altered: bool


class PartitionLog:
    """The results of one partition, in parallel arrays: 33 bytes a record."""

    def __init__(self, settings: Settings, start: int) -> None:
        self.start = self._next = start
        self._judge = Judge(settings)
        self.effects = Effects(settings)
        self._sources = SourceNames()
        self._offsets, self._arrivals, self._seqs = array("q"), array("q"), array("Q")
        self._flags, self._source = array("B"), array("I")
        self._effect = array("i")

    @property
    def end(self) -> int:
        """The next offset after the last record."""
        return self._next

    def feed(self, record: Record) -> None:
        """Judge the next record."""
        if record.offset < self._next:
            raise ValueError(f"partition {record.partition}: offset {record.offset} comes again")
        judgement = self._judge.judge(record)
        effect = _NO_EFFECT
        if judgement.verdict in MOVES_FIGURES:
            effect = self.effects.number(judgement, record.offset)
        self._next = record.offset + 1
        self._offsets.append(record.offset)
        self._arrivals.append(record.arrival_ms)
        self._flags.append(_NUMBERS[judgement.verdict] + _ALTERED * judgement.is_altered)
        self._source.append(self._sources.number(judgement.source))
        self._seqs.append(judgement.source_seq)
        self._effect.append(effect)

    def index_of(self, offset: int) -> int:
        """How many records lie below an offset."""
        return bisect_left(self._offsets, offset)

    def result(self, offset: int) -> Result:
        """What became of the record at an offset."""
        index = self.index_of(offset)
        if index == len(self._offsets) or self._offsets[index] != offset:
            raise KeyError(f"no record at offset {offset}")
        flag = self._flags[index]
        return Result(offset, VERDICTS[flag % _ALTERED], flag >= _ALTERED)


class PartitionCursor:
    """How far a partition has been summed up; it only moves forward."""

    def __init__(self, log: PartitionLog) -> None:
        self.log = log
        self.offset = log.start
        self.index = 0
        self.verdicts: Counter[str] = Counter({verdict: 0 for verdict in VERDICTS})
        self.altered = 0
        self.sources: dict[str, SourceBooks] = {}
        self.earliest_day: int | None = None  # of a counted event, taken back or not
        self.largest_arrival_ms: int | None = None

    def advance(self, offset: int, counts: Counts) -> None:
        """Sum up the records from here to before an offset."""
        first, end = self.index, self.log.index_of(offset)
        self.index, self.offset = end, offset
        if first < end:
            self._add_verdicts(first, end)
            self._add_effects(first, end, counts)
            self._add_sources(first, end)
            largest = max(self.log._arrivals[first:end])
            self.largest_arrival_ms = max(largest, self.largest_arrival_ms or largest)

    def _add_verdicts(self, first: int, end: int) -> None:
        for flag, count in Counter(self.log._flags[first:end]).items():
            self.verdicts[VERDICTS[flag % _ALTERED]] += count
            self.altered += count if flag >= _ALTERED else 0

    def _add_effects(self, first: int, end: int, counts: Counts) -> None:
        alike = Counter(self.log._effect[first:end])
        alike.pop(_NO_EFFECT, None)
        for number, times in alike.items():
            effect = self.log.effects.values[number]
            apply(effect, times, counts)
            if not effect.is_retraction:
                self.earliest_day = min(
                    effect.date, effect.date if self.earliest_day is None else self.earliest_day
                )

    def _add_sources(self, first: int, end: int) -> None:
        log = self.log
        names = log._sources.names
        for number, flag, seq in zip(
            log._source[first:end], log._flags[first:end], log._seqs[first:end]
        ):
            name = names[number]
            if name not in self.sources:
                self.sources[name] = SourceBooks()
            self.sources[name].add(VERDICTS[flag % _ALTERED], seq)

    def books(self) -> dict[str, int]:
        """The books of the partition: they balance by what they are."""
        gaps = self.offset - self.log.start - self.index
        return {
            "start": self.log.start,
            "offset": self.offset,
            **self.verdicts,
            "gaps": gaps,
            "lost": 0,
            "altered": self.altered,
        }
