"""The ratios: numerator, denominator, scale (rules 18 and 24)."""

from dataclasses import dataclass
from functools import cache
from typing import Iterator, Mapping

from .counters import ACTIVE, DAYS
from .subjects import OTHER
from .values import REVIEWERS, THEMES

PERCENT, PER_1000, MEAN = 100, 1000, 1


@dataclass(frozen=True)
class Ratio:
    """A ratio of sums of counters or gauges of one row; `is_of_city`: the denominator is ALL's."""

    id: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    scale: int = PERCENT
    is_of_city: bool = False

    def for_ombudsman(self) -> "Ratio":
        """The same of the ombudsman's counters."""
        numerator = tuple("omb_" + counter for counter in self.numerator)
        denominator = tuple("omb_" + counter for counter in self.denominator)
        return Ratio("omb_" + self.id, numerator, denominator, self.scale, self.is_of_city)

    def fields(
        self, row: Mapping[str, int], city: Mapping[str, int], min_denominator: int
    ) -> dict[str, str]:
        """`<id>`, `<id>.num`, `<id>.den`, `<id>.small` as in `fig`."""
        numerator = sum(row.get(counter, 0) for counter in self.numerator)
        whole = city if self.is_of_city else row
        denominator = sum(whole.get(counter, 0) for counter in self.denominator)
        fields = {f"{self.id}.num": str(numerator), f"{self.id}.den": str(denominator)}
        if denominator > 0 and numerator >= 0:
            fields[self.id] = quotient(numerator, denominator, self.scale)
        if 0 < denominator < min_denominator:
            fields[f"{self.id}.small"] = "1"
        return fields


def quotient(numerator: int, denominator: int, scale: int) -> str:
    """Four decimals, half away from zero, in whole numbers; neither part is negative."""
    rounded = (2 * numerator * scale * 10_000 + denominator) // (2 * denominator)
    return f"{rounded // 10_000}.{rounded % 10_000:04}"


def _outcomes(*names: str) -> tuple[str, ...]:
    return tuple(f"appeals.outcome.{name}" for name in names)


def _reviewed(*reviewers: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    counters = tuple(f"reviews.reviewer.{reviewer}" for reviewer in reviewers)
    return tuple(counter + ".error" for counter in counters), counters


def _appeal_ratios() -> Iterator[Ratio]:
    decided = _outcomes("changed", "annulled", "remanded", "confirmed")
    yield Ratio("reversal_rate", _outcomes("changed", "annulled", "remanded"), decided)
    yield Ratio("changed_share", _outcomes("changed", "annulled"), decided)
    yield Ratio("remanded_share", _outcomes("remanded"), decided)


def _complaint_ratios() -> Iterator[Ratio]:
    formality, merits = ("complaints.kind.formality",), ("complaints.kind.merits",)
    inquiries, decisions, complaints = ("inquiries",), ("decisions",), ("complaints",)
    yield Ratio("formality_share", formality, complaints)
    yield Ratio("merits_share", merits, complaints)
    yield Ratio("formality_per_1000_inquiries", formality, inquiries, PER_1000)
    yield Ratio("formality_per_1000_decisions", formality, decisions, PER_1000)
    yield Ratio("merits_per_1000_decisions", merits, decisions, PER_1000)
    yield Ratio("complaints_per_1000_decisions", complaints, decisions, PER_1000)
    yield Ratio("complaints_per_1000_cases", complaints, (ACTIVE,), PER_1000)


def _with_ombudsman() -> Iterator[Ratio]:
    upheld = ("concluded.result.upheld", "concluded.result.partly")
    treated, complaints = ("concluded.treated",), ("complaints",)
    yield Ratio("upheld_share", upheld, treated)
    yield Ratio("criticism_share", ("concluded.criticism",), treated)
    for theme in (*THEMES[1:], "delay"):
        yield Ratio(f"theme_share.{theme}", (f"complaints.theme.{theme}",), complaints)
    yield Ratio("city_share", complaints, complaints, PERCENT, True)


def _error_ratios() -> Iterator[Ratio]:
    changed = ("reassessed.result.changed", "reassessed.result.partly_changed")
    yield Ratio("reassessed_changed_share", changed, (*changed, "reassessed.result.maintained"))
    for name, cause in (("investigation", "complaint"), ("own_initiative", "own_initiative")):
        counter = f"investigations.cause.{cause}"
        yield Ratio(f"{name}_error_share", (counter + ".error",), (counter,))
    yield Ratio("audit_error_share", *_reviewed("external_auditor"))
    yield Ratio("control_error_share", *_reviewed(*REVIEWERS[2:]))


def _decision_ratios() -> Iterator[Ratio]:
    for months in (3, 6):
        in_time = (f"decisions.service_{months}m",)
        yield Ratio(f"decided_within_{months}m", in_time, ("decisions.service",))
    past, limited = ("decisions.past_deadline",), ("decisions.with_deadline",)
    yield Ratio("past_deadline_share", past, limited)
    yield Ratio("duration_mean", (DAYS,), ("decisions.timed",), MEAN)


def _subject_ratios(groups: tuple[str, ...]) -> Iterator[Ratio]:
    for group in groups:
        yield Ratio(f"subject_share.{group}", (f"complaints.subject.{group}",), ("complaints",))
        yield Ratio(f"active_share.{group}", (f"{ACTIVE}.subject.{group}",), (ACTIVE,))


def _all_ratios(groups: tuple[str, ...]) -> Iterator[Ratio]:
    yield from _appeal_ratios()
    yield from _complaint_ratios()
    for ratio in _with_ombudsman():
        yield from (ratio, ratio.for_ombudsman())
    yield from _error_ratios()
    yield from _decision_ratios()
    yield from _subject_ratios(groups)


@cache
def all_ratios(groups: tuple[str, ...] = (OTHER,)) -> dict[str, Ratio]:
    """Id → ratio."""
    return {ratio.id: ratio for ratio in _all_ratios(groups)}
