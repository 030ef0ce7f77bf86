"""What one event adds to the counters, and the names of all counters built so far."""

from functools import cache, lru_cache
from typing import Any, Iterator

from . import values as v
from .details import Values

# (counter, how often), of one event in one row.
Amounts = tuple[tuple[str, int], ...]

REV = "rev"  # rule 5: published like a counter, never in the digest
SIMPLE = {v.OPENED: "opened", v.REOPENED: "reopened", v.CLOSED: "closed", v.MOVE: "moved_in"}
MOVED_OUT: Amounts = (("moved_out", 1),)
# The counters that are also kept for the ombudsman's complaints alone, as omb_<counter>.
OMB_TOTALS = ("complaints", "complaint_points", "concluded")


@lru_cache(1 << 18)
def amounts_of(kind: int, values: Values) -> Amounts:
    """What an event of a type adds to its own row; of a move: the receiver's."""
    if kind in SIMPLE:
        return ((SIMPLE[kind], 1),)
    amounts: dict[str, int] = {}
    for counter in _COUNTED[kind](*values):
        amounts[counter] = amounts.get(counter, 0) + 1
    return tuple(amounts.items())


def _inquiry(channel: int, addressee: int) -> Iterator[str]:
    yield "inquiries"
    yield f"inquiries.channel.{v.CHANNELS[channel]}"
    yield f"inquiries.addressee.{v.ADDRESSEES[addressee]}"


def _state(state: int) -> Iterator[str]:
    yield "states"
    yield f"states.state.{v.STATES[state]}"


def _decision(result: int) -> Iterator[str]:
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
    yield from (f"errors.theme.{theme}" for theme in _groups(frozenset(themes)))


def _review(reviewer: int, error: bool, themes: tuple[int, ...]) -> Iterator[str]:
    yield "reviews"
    yield f"reviews.reviewer.{v.REVIEWERS[reviewer]}"
    if error:
        yield f"reviews.reviewer.{v.REVIEWERS[reviewer]}.error"
    yield from (f"errors.theme.{theme}" for theme in _groups(frozenset(themes)))


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


def _all_counters() -> Iterator[str]:
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


@cache
def all_counters() -> tuple[str, ...]:
    """Every counter, those of the ombudsman included, without `rev`."""
    names = tuple(_all_counters())
    return names + tuple("omb_" + name for name in names if name.split(".")[0] in OMB_TOTALS)
