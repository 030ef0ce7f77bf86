"""The books per sending system (rule 25)."""

from collections import Counter
from dataclasses import dataclass, field

from .judge import VERDICTS
from .shapes import SOURCE_NONE, SOURCE_OTHER

SOURCES_MAX = 64
MOVES_FIGURES = ("counted", "retracted")


class SourceNames:
    """The sources that a partition keeps: the first 64 in the order of the log."""

    def __init__(self) -> None:
        self._kept: set[str] = set()

    def kept(self, source: str) -> str:
        """The source under which a record is filed."""
        if source == SOURCE_NONE or source in self._kept:
            return source
        if len(self._kept) < SOURCES_MAX:
            self._kept.add(source)
            return source
        return SOURCE_OTHER


@dataclass
class SourceBooks:
    """What became of the records of one source."""

    verdicts: Counter[str] = field(default_factory=Counter)
    first: int = 0
    last: int = 0
    with_seq: int = 0  # counted and retracted ones that carry a source_seq

    def add(self, verdict: str, seq: int) -> None:
        """Book one record; `seq` 0 = absent."""
        self.verdicts[verdict] += 1
        if seq and verdict != "malformed":
            self.first = min(self.first or seq, seq)
            self.last = max(self.last, seq)
            self.with_seq += verdict in MOVES_FIGURES

    def fields(self, name: str) -> dict[str, int]:
        """As published; what stands for many sources has no sequence."""
        fields = {verdict: self.verdicts[verdict] for verdict in VERDICTS}
        if name not in (SOURCE_NONE, SOURCE_OTHER) and self.last:
            uncounted = self.last - self.first + 1 - self.with_seq
            fields |= {"first": self.first, "last": self.last, "uncounted": uncounted}
        return fields
