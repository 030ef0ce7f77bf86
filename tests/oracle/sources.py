"""The books per sending system (rule 25)."""

from collections import Counter
from dataclasses import dataclass, field

from .judge import VERDICTS
from .shapes import SOURCE_NONE, SOURCE_OTHER

SOURCES_MAX = 64
MOVES_FIGURES = ("counted", "retracted")


class SourceNames:
    """The sources that a partition keeps, numbered: the first 64 in the order of the log."""

    def __init__(self) -> None:
        self.names = [SOURCE_NONE, SOURCE_OTHER]
        self._numbers = {SOURCE_NONE: 0}

    def number(self, source: str) -> int:
        """The number of the name under which a record is filed."""
        number = self._numbers.get(source)
        if number is not None:
            return number
        if len(self.names) - 2 == SOURCES_MAX:
            return self.names.index(SOURCE_OTHER)
        self._numbers[source] = len(self.names)
        self.names.append(source)
        return self._numbers[source]


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
