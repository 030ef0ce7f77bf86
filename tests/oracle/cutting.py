"""All partitions together, cut at any offsets."""

import hashlib
from collections import Counter
from typing import Iterable, Mapping

from .civil import date_text, day_from
from .counters import stored_id
from .counts import Counts
from .judge import VERDICTS
from .partition import PartitionCursor, PartitionLog, Result
from .settings import Record, Settings
from .sources import SourceBooks
from .subjects import subjects_of

BOOK_FIELDS = ("start", "offset", *VERDICTS, "gaps", "lost", "altered")


class Oracle:
    """Judges records as they are fed; sums them up where it is asked to cut.

    A cut holds until the next one. Cuts that move forward cost what lies between them; one that
    moves a partition back sums up everything again.
    """

    def __init__(
        self, settings: Settings = Settings(), starts: Mapping[int, int] | None = None
    ) -> None:
        self.settings = settings
        self._starts = dict(starts or {})
        self._logs: dict[int, PartitionLog] = {}
        self._cut: Cut | None = None
        for partition in self._starts:
            self._log(partition)

    def _log(self, partition: int) -> PartitionLog:
        if partition not in self._logs:
            self._logs[partition] = PartitionLog(self.settings, self._starts.get(partition, 0))
        return self._logs[partition]

    def feed(self, records: Iterable[Record]) -> None:
        """Judge records; those of one partition come in the order of their offsets."""
        logs = self._logs
        for record in records:
            log = logs.get(record.partition) or self._log(record.partition)
            log.feed(record)

    def ends(self) -> dict[int, int]:
        """Partition → offset after its last record."""
        return {partition: log.end for partition, log in sorted(self._logs.items())}

    def result(self, partition: int, offset: int) -> Result:
        """What became of one record."""
        return self._logs[partition].result(offset)

    def cut(self, offsets: Mapping[int, int] | None = None) -> "Cut":
        """Everything below the offsets; default: all that has been fed."""
        wanted = self.ends() if offsets is None else dict(offsets)
        for partition, offset in wanted.items():
            self._check(partition, offset)
        if self._cut is None or not self._cut.can_reach(wanted):
            self._cut = Cut(self.settings)
        self._cut = self._cut.moved(wanted, self._logs)
        return self._cut

    def _check(self, partition: int, offset: int) -> None:
        log = self._log(partition)
        if offset < log.start:
            raise ValueError(f"partition {partition}: {offset} is before its start {log.start}")


class Cut:
    """Books, sources and counts of the records below one set of offsets."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._is_stale = False
        self._counts = Counts()
        self._cursors: dict[int, PartitionCursor] = {}

    def can_reach(self, offsets: Mapping[int, int]) -> bool:
        """Whether the offsets lie at or after this cut's in every partition."""
        return all(offsets.get(p, 0) >= cursor.offset for p, cursor in self._cursors.items())

    def moved(self, offsets: Mapping[int, int], logs: Mapping[int, PartitionLog]) -> "Cut":
        """This cut further on; what it was before is used up."""
        later = Cut(self.settings)
        later._counts, later._cursors = self._counts, self._cursors
        self._is_stale = True
        for partition, offset in sorted(offsets.items()):
            if partition not in later._cursors:
                later._cursors[partition] = PartitionCursor(logs[partition])
            later._cursors[partition].advance(offset, later._counts)
        return later

    def _fresh(self) -> dict[int, PartitionCursor]:
        if self._is_stale:
            raise RuntimeError("this cut is used up: a later one has been made")
        return self._cursors

    @property
    def counts(self) -> Counts:
        """The counts as stored."""
        self._fresh()
        return self._counts

    def offsets(self) -> dict[int, int]:
        """Where it was cut."""
        return {partition: cursor.offset for partition, cursor in self._fresh().items()}

    def books(self) -> dict[str, int]:
        """`<partition>.<field>` and `all.<field>`, as in the key `books`."""
        books: dict[str, int] = {f"all.{field}": 0 for field in BOOK_FIELDS}
        for partition, cursor in self._fresh().items():
            for field, value in cursor.books().items():
                books[f"{partition}.{field}"] = value
                books[f"all.{field}"] += value
        return books

    def verdicts(self) -> dict[str, int]:
        """Verdict → records, over all partitions."""
        books = self.books()
        return {verdict: books[f"all.{verdict}"] for verdict in VERDICTS}

    def sources(self) -> dict[str, dict[str, int]]:
        """Source → its books, over all partitions."""
        merged: dict[str, SourceBooks] = {}
        for cursor in self._fresh().values():
            for name, books in cursor.sources.items():
                known = merged.setdefault(name, SourceBooks(Counter()))
                known.verdicts.update(books.verdicts)
                known.first = min(filter(None, (known.first, books.first)), default=0)
                known.last = max(known.last, books.last)
                known.with_seq += books.with_seq
        return {name: books.fields(name) for name, books in merged.items()}

    def earliest_day(self) -> int | None:
        """The earliest local day of a counted event, taken back or not."""
        days = [c.earliest_day for c in self._fresh().values() if c.earliest_day is not None]
        return min(days, default=None)

    def data_from(self) -> int | None:
        """The first day that the data cover (rule 4); None if nothing has been counted."""
        if self.settings.data_from is not None:
            return day_from(self.settings.data_from)
        return self.earliest_day()

    def largest_arrival_ms(self) -> int | None:
        """The largest arrival read: a replay's clock."""
        found = [c.largest_arrival_ms for c in self._fresh().values()]
        return max((ms for ms in found if ms is not None), default=None)

    def units_turned_away(self) -> set[str]:
        """The units that some partition had no room for."""
        return {
            unit
            for cursor in self._fresh().values()
            for unit, offset in cursor.log.effects.units.turned_away.items()
            if offset < cursor.offset
        }

    def digest_lines(self) -> list[str]:
        """The lines of the state digest, sorted as bytes; see `digest`."""
        groups = subjects_of(self.settings.subject_groups).names
        lines = [f"{verdict},{count}" for verdict, count in self.verdicts().items() if count]
        for place, day, counter, count in self.counts.lines():
            name = stored_id(counter, groups)
            if name is not None:
                where = f"{place.unit},{place.administration},{date_text(day)}"
                lines.append(f"{where},{name},{count}")
        return sorted(lines)

    def digest(self) -> str:
        """SHA-256 in hexadecimal over the lines, a newline after each.

        `unit,administration,date,counter,value`: the unit as sent, `_none` or `_other`; the
        administration as sent, decimal, 0 = absent; the local date YYYY-MM-DD; every stored count
        but `rev`; and `verdict,sum` over all partitions. Zero values and gaps have no line.
        """
        text = "".join(line + "\n" for line in self.digest_lines())
        return hashlib.sha256(text.encode()).hexdigest()
