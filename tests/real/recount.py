"""The counts of a log, once more, by few lines that were written from the rules of counting alone.

`Recount.take` judges a record and files it under its date and row; `Recount.figures` answers with
the fields that `fig` must hold, `windows_at` with the windows that a `win` key must describe. What
this module does not know must not be published: a new counter or ratio needs its row here too.
"""

import calendar
import datetime
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any, Iterable

from events import CODES, COPENHAGEN, MS_PER_DAY, TYPE_NAMES, date_of, ms_of, pb

UNIT_SHAPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,35}", re.ASCII)
THEMES = [name.removeprefix("THEME_").lower() for name in pb.Theme.keys()][1:]
DELAY = {"processing_time", "missing_reply"}

# --- what an event adds


def value_of(enum: Any, prefix: str, number: int) -> str:
    """A value as it stands in the counters; whatever the contract does not name is unknown."""
    if number == 0 or number not in enum.values():
        return "unknown"
    name: str = enum.Name(number)
    return name.removeprefix(prefix + "_").lower()


# Type → its counter, and the fields counted by value: (field, enumeration, prefix of its values).
SIMPLE: dict[str, tuple[str, list[tuple[str, Any, str]]]] = {
    "INQUIRY_RECEIVED": (
        "inquiries",
        [("channel", pb.Channel, "CHANNEL"), ("addressee", pb.Addressee, "ADDRESSEE")],
    ),
    "CASE_OPENED": ("opened", []),
    "CASE_REOPENED": ("reopened", []),
    "CASE_CLOSED": ("closed", []),
    "STATE_CHANGED": ("states", [("state", pb.State, "STATE")]),
    "UNIT_CHANGED": ("moved_in", []),
    "DECISION_MADE": ("decisions", [("result", pb.DecisionResult, "DECISION_RESULT")]),
    "COMPLAINT_REASSESSED": (
        "reassessed",
        [("result", pb.ReassessmentResult, "REASSESSMENT_RESULT")],
    ),
    "COMPLAINT_CONCLUDED": (
        "concluded",
        [
            ("result", pb.ConclusionResult, "CONCLUSION_RESULT"),
            ("body", pb.Body, "BODY"),
            ("way", pb.Way, "WAY"),
        ],
    ),
    "APPEAL_DECIDED": (
        "appeals",
        [("outcome", pb.Outcome, "OUTCOME"), ("board", pb.Board, "BOARD")],
    ),
    "INVESTIGATION_CONCLUDED": (
        "investigations",
        [("cause", pb.Cause, "CAUSE"), ("reaction", pb.Reaction, "REACTION")],
    ),
    "AUDIT_REVIEWED": ("reviews", [("reviewer", pb.Reviewer, "REVIEWER")]),
    "COMPLAINT_RECEIVED": ("complaints", [("body", pb.Body, "BODY")]),
}
WITH_ERRORS = ("INVESTIGATION_CONCLUDED", "AUDIT_REVIEWED")  # by their first field
DAYS = "decisions.days"
BY_SUBJECT = ("inquiries", "decisions", "complaints", "omb_complaints")  # groups: none configured
# What tests/oracle alone counts: gauges and all that is made of them, percentiles.
NOT_RECOUNTED = ("active_", "backlog_", "complaints_per_1000_cases", "duration_p")
TOTALS = [total for total, _fields in SIMPLE.values()] + ["moved_out", "retractions"]


def _complaint(detail: Any, prefix: str) -> Counter[str]:
    """Kinds, themes and points; the rest of a complaint is simple."""
    kinds = {value_of(pb.ComplaintKind, "COMPLAINT_KIND", kind) for kind in detail.kinds}
    if not kinds and detail.body == pb.BODY_OMBUDSMAN:
        kinds = {"formality"}
    added = Counter(f"{prefix}complaints.kind.{kind}" for kind in kinds or {"none"})
    if {"formality", "merits"} <= kinds:
        added[f"{prefix}complaints.kind.both"] += 1
    points = [value_of(pb.Theme, "THEME", point) for point in detail.points]
    groups = points + ["delay" for point in points if point in DELAY]
    added.update(f"{prefix}complaints.theme.{theme}" for theme in set(groups))
    added.update(f"{prefix}complaint_points.theme.{theme}" for theme in groups)
    added[f"{prefix}complaint_points"] += len(points)
    return added


def _concluded(detail: Any, prefix: str) -> Counter[str]:
    results = (
        pb.CONCLUSION_RESULT_UPHELD,
        pb.CONCLUSION_RESULT_PARTLY,
        pb.CONCLUSION_RESULT_NOT_UPHELD,
    )
    is_treated = detail.result in results
    return Counter(
        {
            f"{prefix}concluded.treated": int(is_treated),
            f"{prefix}concluded.criticism": int(is_treated and detail.criticism),
        }
    )


def _day(ms: int) -> int:
    return date_of(ms).toordinal()


def _months_later(day: int, months: int) -> int:
    date = datetime.date.fromordinal(day)
    month = date.month - 1 + months
    year, month = date.year + month // 12, month % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return datetime.date(year, month, min(date.day, last)).toordinal()


def _decision(event: Any) -> Counter[str]:
    """What the times of a decision say; `days` is not published, but the mean is made of it."""
    detail, date = event.decision_made, _day(event.occurred)
    added: Counter[str] = Counter()
    if detail.deadline:
        added["decisions.with_deadline"] += 1
        added["decisions.past_deadline"] += date > _day(detail.deadline)
    if not detail.applied or date < _day(detail.applied):
        return added
    applied = _day(detail.applied)
    added.update({"decisions.timed": 1, DAYS: date - applied})
    if detail.service_target:
        added["decisions.service"] += 1
        added["decisions.service_3m"] += date <= _months_later(applied, 3)
        added["decisions.service_6m"] += date <= _months_later(applied, 6)
    return added


def counters_of(event: Any) -> Counter[str]:
    """What one event adds to its own row."""
    kind = TYPE_NAMES[event.type]
    total, fields = SIMPLE[kind]
    detail = getattr(event, kind.lower())
    is_ombudsman = "body" in (name for name, _, _ in fields) and detail.body == pb.BODY_OMBUDSMAN
    added: Counter[str] = Counter()
    for prefix in ("", "omb_") if is_ombudsman else ("",):
        added[f"{prefix}{total}"] += 1
        for name, enum, values in fields:
            value = value_of(enum, values, getattr(detail, name))
            added[f"{prefix}{total}.{name}.{value}"] += 1
        if kind == "COMPLAINT_RECEIVED":
            added.update(_complaint(detail, prefix))
        if kind == "COMPLAINT_CONCLUDED":
            added.update(_concluded(detail, prefix))
    if kind == "DECISION_MADE":
        added.update(_decision(event))
    if kind in WITH_ERRORS and detail.error:
        name, enum, values = fields[0]
        added[f"{total}.{name}.{value_of(enum, values, getattr(detail, name))}.error"] += 1
        themes = {value_of(pb.Theme, "THEME", theme) for theme in detail.error_themes}
        themes |= {"delay"} if themes & DELAY else set()
        added.update(f"errors.theme.{theme}" for theme in themes)
    for total in BY_SUBJECT:
        added[f"{total}.subject.other"] = added[total]
    return added


def _all_counters() -> list[str]:
    """Every counter there is, from the same tables."""
    names = [*TOTALS, "rev"]
    for total, fields in SIMPLE.values():
        for name, enum, prefix in fields:
            numbers = sorted(enum.values())
            names += [f"{total}.{name}.{value_of(enum, prefix, number)}" for number in numbers]
    kinds = ("formality", "merits", "access", "both", "none", "unknown")
    names += [f"complaints.kind.{kind}" for kind in kinds]
    names += [f"{total}.subject.other" for total in BY_SUBJECT[:3]]
    for counter in ("complaints", "complaint_points", "errors"):
        names += [f"{counter}.theme.{theme}" for theme in [*THEMES, "delay", "unknown"]]
    names += ["complaint_points", "concluded.treated", "concluded.criticism"]
    names += [f"decisions.{name}" for name in ("timed", "with_deadline", "past_deadline")]
    names += [f"decisions.service{months}" for months in ("", "_3m", "_6m")]
    for kind in WITH_ERRORS:
        total, (field, *_others) = SIMPLE[kind]
        values = (value_of(field[1], field[2], number) for number in field[1].values())
        names += [f"{total}.{field[0]}.{value}.error" for value in values]
    mirrored = ("complaints", "complaint_points", "concluded")
    return names + [f"omb_{name}" for name in names if name.partition(".")[0] in mirrored]


COUNTERS = _all_counters()

# --- ratios: id → numerator, denominator, scale; "city:" takes the denominator from ALL

_JUDGED = [f"appeals.outcome.{o}" for o in ("changed", "annulled", "remanded", "confirmed")]
_REASSESSED = [f"reassessed.result.{r}" for r in ("changed", "partly_changed", "maintained")]
RATIOS: dict[str, tuple[list[str], list[str], int]] = {
    "reversal_rate": (_JUDGED[:3], _JUDGED, 100),
    "changed_share": (_JUDGED[:2], _JUDGED, 100),
    "remanded_share": (_JUDGED[2:3], _JUDGED, 100),
    "formality_share": (["complaints.kind.formality"], ["complaints"], 100),
    "merits_share": (["complaints.kind.merits"], ["complaints"], 100),
    "formality_per_1000_inquiries": (["complaints.kind.formality"], ["inquiries"], 1000),
    "formality_per_1000_decisions": (["complaints.kind.formality"], ["decisions"], 1000),
    "merits_per_1000_decisions": (["complaints.kind.merits"], ["decisions"], 1000),
    "complaints_per_1000_decisions": (["complaints"], ["decisions"], 1000),
    "reassessed_changed_share": (_REASSESSED[:2], _REASSESSED, 100),
    "decided_within_3m": (["decisions.service_3m"], ["decisions.service"], 100),
    "decided_within_6m": (["decisions.service_6m"], ["decisions.service"], 100),
    "past_deadline_share": (["decisions.past_deadline"], ["decisions.with_deadline"], 100),
    "duration_mean": ([DAYS], ["decisions.timed"], 1),
    "subject_share.other": (["complaints.subject.other"], ["complaints"], 100),
}
_REVIEWERS = ("internal_audit", "management_supervision", "quality_followup")
for _id, _total, _values in (
    ("investigation_error_share", "investigations.cause", ("complaint",)),
    ("own_initiative_error_share", "investigations.cause", ("own_initiative",)),
    ("audit_error_share", "reviews.reviewer", ("external_auditor",)),
    ("control_error_share", "reviews.reviewer", _REVIEWERS),
):
    _all = [f"{_total}.{value}" for value in _values]
    RATIOS[_id] = ([f"{name}.error" for name in _all], _all, 100)
for _omb in ("", "omb_"):
    _upheld = [f"{_omb}concluded.result.{r}" for r in ("upheld", "partly")]
    _treated = [f"{_omb}concluded.treated"]
    RATIOS[f"{_omb}upheld_share"] = (_upheld, _treated, 100)
    RATIOS[f"{_omb}criticism_share"] = ([f"{_omb}concluded.criticism"], _treated, 100)
    RATIOS[f"{_omb}city_share"] = ([f"{_omb}complaints"], [f"city:{_omb}complaints"], 100)
    for _theme in [*THEMES, "delay"]:
        _with = [f"{_omb}complaints.theme.{_theme}"]
        RATIOS[f"{_omb}theme_share.{_theme}"] = (_with, [f"{_omb}complaints"], 100)


def ratio_text(numerator: int, denominator: int, scale: int) -> str | None:
    """Four decimals, half away from zero; None where there is no value."""
    if denominator <= 0 or numerator < 0:
        return None
    tenthousandths = (2 * numerator * scale * 10_000 + denominator) // (2 * denominator)
    return f"{tenthousandths // 10_000}.{tenthousandths % 10_000:04}"


# --- windows


@dataclass(frozen=True)
class Window:
    """Civil dates [first, end)."""

    first: datetime.date
    end: datetime.date
    label: str

    def holds(self, date: datetime.date) -> bool:
        """Whether the date lies in it."""
        return self.first <= date < self.end

    def from_ms(self) -> int:
        """Its first instant."""
        return _midnight(self.first)

    def to_ms(self) -> int:
        """The first instant after it."""
        return _midnight(self.end)


def _midnight(date: datetime.date) -> int:
    return ms_of(datetime.datetime(date.year, date.month, date.day, tzinfo=COPENHAGEN))


def _period(period: str, date: datetime.date) -> tuple[datetime.date, datetime.date]:
    if period == "day":
        return date, date + datetime.timedelta(days=1)
    if period == "week":
        monday = date - datetime.timedelta(days=date.weekday())
        return monday, monday + datetime.timedelta(days=7)
    if period == "reportyear":
        year = date.year if date.month >= 4 else date.year - 1
        return datetime.date(year, 4, 1), datetime.date(year + 1, 4, 1)
    months = {"month": 1, "quarter": 3, "halfyear": 6, "year": 12}[period]
    month = (date.month - 1) // months * months + 1
    end = datetime.date(date.year + (month + months > 12), (month + months - 1) % 12 + 1, 1)
    return datetime.date(date.year, month, 1), end


def _a_year_before(period: str, date: datetime.date) -> datetime.date:
    if period == "week":
        year, week, weekday = date.isocalendar()
        try:
            return datetime.date.fromisocalendar(year - 1, week, weekday)
        except ValueError:  # no week 53 there
            return datetime.date.fromisocalendar(year - 1, 52, weekday)
    length = calendar.monthrange(date.year - 1, date.month)[1]
    return date.replace(year=date.year - 1, day=min(date.day, length))


def _label(period: str, first: datetime.date) -> str:
    if period == "day":
        return first.isoformat()
    if period == "week":
        return f"{first.isocalendar()[0]}-W{first.isocalendar()[1]:02}"
    if period == "month":
        return first.isoformat()[:7]
    if period == "quarter":
        return f"{first.year}-Q{(first.month - 1) // 3 + 1}"
    if period == "halfyear":
        return f"{first.year}-H{(first.month - 1) // 6 + 1}"
    return str(first.year)


PERIODS = ("day", "week", "month", "quarter", "halfyear", "year", "reportyear")


def windows_at(as_of_ms: int) -> dict[str, Window]:
    """All windows of periods as seen from an instant."""
    today = date_of(as_of_ms)
    found: dict[str, Window] = {}
    for period in PERIODS:
        first, end = _period(period, today)
        before, _ = _period(period, first - datetime.timedelta(days=1))
        then = _a_year_before(period, today)
        first_then, end_then = _period(period, then)
        is_last_day = end == today + datetime.timedelta(days=1)
        like = end_then if is_last_day else then + datetime.timedelta(days=1)
        bounds = {"": (first, end), "-prev": (before, first), "-lastyear": (first_then, like)}
        for shift, (start, stop) in bounds.items():
            found[period + shift] = Window(start, stop, _label(period, start))
    return found


# --- the log

Row = tuple[str, str]  # code, unit


@dataclass
class Recount:
    """All that a log comes to. Times in days and minutes as in the settings of `count`."""

    history_days: int = 4018
    horizon_days: int = 35
    skew_minutes: int = 10
    max_units: int = 4096
    counts: dict[Row, dict[datetime.date, Counter[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(Counter))
    )
    books: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    refused: Counter[str] = field(default_factory=Counter)
    first_date: datetime.date = datetime.date.max
    _largest: dict[int, int] = field(default_factory=dict)
    _units: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    _city: dict[Window, Counter[str]] = field(default_factory=dict)  # a cache: the row ALL

    def take(self, partition: int, arrival_ms: int, event: Any, refusal: str | None) -> None:
        """One record: the event, or why its content is refused ("malformed.empty")."""
        self._largest[partition] = max(self._largest.get(partition, arrival_ms), arrival_ms)
        refusal = refusal or self._refusal_by_time(partition, arrival_ms, event)
        book = self.books[partition]
        book["offset"] += 1
        if refusal:
            book[refusal.partition(".")[0]] += 1
            self.refused[refusal] += 1
            return
        is_retraction = TYPE_NAMES[event.type] == "EVENT_RETRACTED"
        book["retracted" if is_retraction else "counted"] += 1
        self._file(
            partition, arrival_ms, event.retracted if is_retraction else event, is_retraction
        )

    def _refusal_by_time(self, partition: int, arrival_ms: int, event: Any) -> str | None:
        if self._largest[partition] // MS_PER_DAY - arrival_ms // MS_PER_DAY > self.horizon_days:
            return "too_late.arrival"
        is_retraction = TYPE_NAMES[event.type] == "EVENT_RETRACTED"
        occurred = event.retracted.occurred if is_retraction else event.occurred
        if occurred > arrival_ms + self.skew_minutes * 60_000:
            return "too_far_ahead.ahead"
        if (date_of(arrival_ms) - date_of(occurred)).days > self.history_days:
            return "too_late.date"
        return None

    def _row(self, partition: int, unit: str, administration: int) -> Row:
        code = CODES[administration] if administration < len(CODES) else "UNK"
        if not unit:
            return code, "_none"
        known = self._units[partition]
        if not UNIT_SHAPE.fullmatch(unit) or (unit not in known and len(known) >= self.max_units):
            return code, "_other"
        known.add(unit)
        return code, unit

    def _file(self, partition: int, arrival_ms: int, event: Any, is_retraction: bool) -> None:
        date = date_of(event.occurred)
        sign = -1 if is_retraction else 1
        cell = self.counts[self._row(partition, event.unit, event.administration)][date]
        for name, count in counters_of(event).items():
            cell[name] += sign * count
        cell["retractions"] += is_retraction
        cell["rev"] += date < date_of(arrival_ms)
        if TYPE_NAMES[event.type] == "UNIT_CHANGED":
            move = event.unit_changed
            sender = self._row(partition, move.from_unit, move.from_administration)
            self.counts[sender][date]["moved_out"] += sign
        if not is_retraction:
            self.first_date = min(self.first_date, date)
        self._city.clear()

    # --- answers

    def rows(self) -> list[str]:
        """The names of all rows."""
        return ["ALL", *CODES, *(f"{code}/{unit}" for code, unit in self.counts)]

    def _cells(self, row: str) -> Iterable[dict[datetime.date, Counter[str]]]:
        for (code, unit), dates in self.counts.items():
            if row in ("ALL", code, f"{code}/{unit}"):
                yield dates

    def days(self, row: str, counter: str) -> dict[datetime.date, int]:
        """Date → count, only those that are not 0."""
        found: Counter[datetime.date] = Counter()
        for dates in self._cells(row):
            for date, cell in dates.items():
                found[date] += cell[counter]
        return {date: count for date, count in found.items() if count}

    def counters(self, row: str, window: Window) -> Counter[str]:
        """All counters of a row in a window."""
        found: Counter[str] = Counter(dict.fromkeys(COUNTERS, 0))
        for dates in self._cells(row):
            for date, cell in dates.items():
                if window.holds(date):
                    found.update(cell)
        return found

    def figures(self, row: str, window: Window, min_denominator: int = 30) -> dict[str, str]:
        """The fields of `fig:<row>:<window>` without its seq."""
        counters = self.counters(row, window)
        if window not in self._city:
            self._city[window] = self.counters("ALL", window)
        city = self._city[window]
        fields = {name: str(count) for name, count in counters.items() if name != DAYS}
        for name, (above, below, scale) in RATIOS.items():
            numerator = sum(counters[term] for term in above)
            denominator = sum(
                city[term.removeprefix("city:")] if term.startswith("city:") else counters[term]
                for term in below
            )
            fields[f"{name}.num"], fields[f"{name}.den"] = str(numerator), str(denominator)
            value = ratio_text(numerator, denominator, scale)
            if value is not None:
                fields[name] = value
            if 0 < denominator < min_denominator:
                fields[f"{name}.small"] = "1"
        return fields
