"""What one event adds to the counters, and the names of all counters."""

from functools import cache, lru_cache
from typing import Any, Iterator

from . import values as v
from .civil import day_of, months_later
from .details import Values
from .durations import BUCKETS, bucket_of
from .subjects import OTHER

# (counter, how often), of one event in one row.
Amounts = tuple[tuple[str, int], ...]

REV = "rev"  # rule 5: published like a counter, never in the digest
DELTAS = {v.OPENED: 1, v.REOPENED: 1, v.CLOSED: -1, v.MOVE: 1}  # of active cases, in the own row
SIMPLE = {v.OPENED: "opened", v.REOPENED: "reopened", v.CLOSED: "closed", v.MOVE: "moved_in"}
# The counters that are also kept for the ombudsman's complaints alone, as omb_<counter>.
OMB_TOTALS = ("complaints", "complaint_points", "concluded")
# Split by subject group; of complaints the ombudsman's as well.
BY_SUBJECT = {v.INQUIRY: "inquiries", v.DECISION: "decisions", v.COMPLAINT: "complaints"}
# Kept to make figures of, never published: sums of days, and what moves the gauges.
DAYS = "decisions.days"
ACTIVE = "active_cases"
BACKLOGS = {"backlog_3m": 3, "backlog_6m": 6}


@lru_cache(1 << 18)
def amounts_of(kind: int, values: Values, date: int, group: str) -> Amounts:
    """What an event of a type, date and subject group adds to its own row (the receiver's)."""
    if kind in SIMPLE:
        return ((SIMPLE[kind], 1), *active_of(DELTAS[kind], group))
    amounts: dict[str, int] = {}
    for counter in _COUNTED[kind](*values):
        amounts[counter] = amounts.get(counter, 0) + 1
    if kind in BY_SUBJECT:
        amounts[f"{BY_SUBJECT[kind]}.subject.{group}"] = 1
    if "omb_complaints" in amounts:
        amounts[f"omb_complaints.subject.{group}"] = 1
    if kind == v.DECISION:
        amounts.update(_timing(date, *values[1:]))
    return tuple((counter, amount) for counter, amount in amounts.items() if amount)


def moved_out(group: str) -> Amounts:
    """What a move adds to the sender's row."""
    return (("moved_out", 1), *active_of(-1, group))


def active_of(delta: int, group: str) -> Amounts:
    """A change of the active cases."""
    return (ACTIVE, delta), (f"{ACTIVE}.subject.{group}", delta)


def _timing(
    date: int, applied_ms: int, deadline_ms: int, service: bool
) -> Iterator[tuple[str, int]]:
    """Rules 19 and 20: how long a decision took, and whether it kept its limits."""
    if deadline_ms:
        yield "decisions.with_deadline", 1
        yield "decisions.past_deadline", int(date > day_of(deadline_ms))
    applied = day_of(applied_ms)
    if not applied_ms or date < applied:
        return
    yield "decisions.timed", 1
    yield DAYS, date - applied
    yield BUCKETS[bucket_of(date - applied)], 1
    if service:
        yield "decisions.service", 1
        for months in (3, 6):
            in_time = date <= months_later(applied, months)
            yield f"decisions.service_{months}m", int(in_time)


def ages_of(opened: int, date: int) -> Iterator[tuple[int, str]]:
    """From which date on an event counts in which backlog (rule 11), its case opened on a date."""
    for name, months in BACKLOGS.items():
        yield max(date, months_later(opened, months) + 1), name


def _inquiry(channel: int, addressee: int) -> Iterator[str]:
    yield "inquiries"
    yield f"inquiries.channel.{v.CHANNELS[channel]}"
    yield f"inquiries.addressee.{v.ADDRESSEES[addressee]}"


def _state(state: int) -> Iterator[str]:
    yield "states"
    yield f"states.state.{v.STATES[state]}"


def _decision(result: int, *_times: Any) -> Iterator[str]:
    yield "decisions"
    yield f"decisions.result.{v.DECISION_RESULTS[result]}"


def _complaint(kinds: tuple[int, ...], body: int, points: tuple[int, ...]) -> Iterator[str]:
    yield from _for_ombudsman(body, _complaint_alone(kinds, body, points))


def _complaint_alone(kinds: tuple[int, ...], body: int, points: tuple[int, ...]) -> Iterator[str]:
    yield "complaints"
    yield f"complaints.body.{v.BODIES[body]}"
    if not kinds and body == v.OMBUDSMAN:
        kinds = (v.FORMALITY,)
    yield from (f"complaints.kind.{v.KINDS[kind]}" for kind in kinds)
    if not kinds:
        yield "complaints.kind.none"
    if v.FORMALITY in kinds and v.MERITS in kinds:
        yield "complaints.kind.both"
    yield from (f"complaints.theme.{theme}" for theme in _groups(frozenset(points)))
    for point in points:
        yield "complaint_points"
        yield from (f"complaint_points.theme.{theme}" for theme in _groups(frozenset((point,))))


def _groups(themes: frozenset[int]) -> list[str]:
    """The names of themes, and the group `delay` once if one of them belongs to it."""
    names = [v.THEMES[theme] for theme in sorted(themes)]
    return names + ["delay"] if themes & v.DELAY else names


def _for_ombudsman(body: int, counters: Iterator[str]) -> Iterator[str]:
    for counter in counters:
        yield counter
        if body == v.OMBUDSMAN:
            yield "omb_" + counter


def _reassessed(result: int) -> Iterator[str]:
    yield "reassessed"
    yield f"reassessed.result.{v.REASSESSMENTS[result]}"


def _concluded(result: int, criticism: bool, body: int, way: int) -> Iterator[str]:
    yield from _for_ombudsman(body, _concluded_alone(result, criticism, body, way))


def _concluded_alone(result: int, criticism: bool, body: int, way: int) -> Iterator[str]:
    yield "concluded"
    yield f"concluded.result.{v.CONCLUSIONS[result]}"
    yield f"concluded.body.{v.BODIES[body]}"
    yield f"concluded.way.{v.WAYS[way]}"
    if result in v.TREATED:
        yield "concluded.treated"
        if criticism:
            yield "concluded.criticism"


def _appeal(outcome: int, board: int) -> Iterator[str]:
    yield "appeals"
    yield f"appeals.outcome.{v.OUTCOMES[outcome]}"
    yield f"appeals.board.{v.BOARDS[board]}"


def _investigation(
    cause: int, reaction: int, error: bool, themes: tuple[int, ...]
) -> Iterator[str]:
    yield "investigations"
    yield f"investigations.cause.{v.CAUSES[cause]}"
    yield f"investigations.reaction.{v.REACTIONS[reaction]}"
    if error:
        yield f"investigations.cause.{v.CAUSES[cause]}.error"
    yield from _errors("investigations", themes)


def _review(reviewer: int, error: bool, themes: tuple[int, ...]) -> Iterator[str]:
    yield "reviews"
    yield f"reviews.reviewer.{v.REVIEWERS[reviewer]}"
    if error:
        yield f"reviews.reviewer.{v.REVIEWERS[reviewer]}.error"
    yield from _errors("reviews", themes)


def _errors(total: str, themes: tuple[int, ...]) -> Iterator[str]:
    """Themes of errors: published of both totals together, stored of each."""
    for theme in _groups(frozenset(themes)):
        yield f"errors.theme.{theme}"
        yield f"{total}.error.theme.{theme}"


_COUNTED: dict[int, Any] = {
    v.INQUIRY: _inquiry,
    v.STATE: _state,
    v.DECISION: _decision,
    v.COMPLAINT: _complaint,
    v.REASSESSED: _reassessed,
    v.CONCLUDED: _concluded,
    v.APPEAL: _appeal,
    v.INVESTIGATION: _investigation,
    v.REVIEW: _review,
}

# Totals, and the value sets that each is split by.
_SETS: dict[str, dict[str, tuple[str, ...]]] = {
    "inquiries": {"channel": v.CHANNELS, "addressee": v.ADDRESSEES},
    "opened": {},
    "reopened": {},
    "closed": {},
    "states": {"state": v.STATES},
    "moved_in": {},
    "moved_out": {},
    "decisions": {"result": v.DECISION_RESULTS},
    "complaints": {"kind": v.KINDS + ("both", "none"), "body": v.BODIES},
    "reassessed": {"result": v.REASSESSMENTS},
    "concluded": {"result": v.CONCLUSIONS, "body": v.BODIES, "way": v.WAYS},
    "appeals": {"outcome": v.OUTCOMES, "board": v.BOARDS},
    "investigations": {"cause": v.CAUSES, "reaction": v.REACTIONS},
    "reviews": {"reviewer": v.REVIEWERS},
    "retractions": {},
}


_TIMING = "timed service service_3m service_6m with_deadline past_deadline".split()


def _all_counters(groups: tuple[str, ...]) -> Iterator[str]:
    for total, sets in _SETS.items():
        yield total
        for field, names in sets.items():
            yield from (f"{total}.{field}.{name}" for name in names)
    yield "complaint_points"
    themes = (*v.THEMES, "delay")
    for counter in ("complaints", "complaint_points", "errors"):
        yield from (f"{counter}.theme.{theme}" for theme in themes)
    yield from ("concluded.treated", "concluded.criticism")
    yield from (f"investigations.cause.{cause}.error" for cause in v.CAUSES)
    yield from (f"reviews.reviewer.{reviewer}.error" for reviewer in v.REVIEWERS)
    yield from (f"decisions.{name}" for name in _TIMING)
    for total in BY_SUBJECT.values():
        yield from (f"{total}.subject.{group}" for group in groups)


@cache
def all_counters(groups: tuple[str, ...] = (OTHER,)) -> tuple[str, ...]:
    """Every counter but `rev`, those of the ombudsman included; no gauge."""
    names = tuple(_all_counters(groups))
    return names + tuple("omb_" + name for name in names if name.split(".")[0] in OMB_TOTALS)


@cache
def all_gauges(groups: tuple[str, ...] = (OTHER,)) -> tuple[str, ...]:
    """Every gauge (rules 10 and 11)."""
    return (ACTIVE, *(f"{ACTIVE}.subject.{group}" for group in groups), *BACKLOGS)


@cache
def stored_id(counter: str, groups: tuple[str, ...]) -> str | None:
    """The name of a count in the state digest; None: it is not stored, but made of others."""
    if counter in (REV, ACTIVE) or counter.startswith("errors."):
        return None
    if counter in BACKLOGS:
        return counter.replace("backlog_", "backlog_flow.")
    total, is_split, group = counter.partition(".subject.")
    if not is_split:
        return counter
    if group == OTHER:
        return None
    return f"{'active_flow' if total == ACTIVE else total}.subject.{groups.index(group)}"
