"""What an event's type carries: read from the message, unknown values as 0, misshapen as absent.

Each reader gives `values`, what is counted, and `rest`, what else belongs to the content.
"""

from typing import Any, Callable

from . import values as v
from .shapes import time_of

Values = tuple[Any, ...]
Detail = tuple[Values, tuple[Any, ...]]
LIST_MAX = 32


class Malformed(Exception):
    """The record breaks a rule of the contract."""


def _known(number: int, names: tuple[str, ...]) -> int:
    return number if 0 < number < len(names) else 0


def _known_set(numbers: Any, names: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(sorted({_known(number, names) for number in numbers}))


def _checked(numbers: Any) -> Any:
    if len(numbers) > LIST_MAX:
        raise Malformed("over 32 points or themes")
    return numbers


def _inquiry(message: Any) -> Detail:
    detail = message.inquiry_received
    return (_known(detail.channel, v.CHANNELS), _known(detail.addressee, v.ADDRESSEES)), ()


def _opened(_message: Any) -> Detail:
    return (), ()


def _reopened(message: Any) -> Detail:
    return (time_of(message.case_reopened.case_opened),), ()


def _closed(message: Any) -> Detail:
    return (time_of(message.case_closed.case_opened),), ()


def _state(message: Any) -> Detail:
    return (_known(message.state_changed.state, v.STATES),), ()


def _move(message: Any) -> Detail:
    return (time_of(message.unit_changed.case_opened),), ()


def _decision(message: Any) -> Detail:
    detail = message.decision_made
    times = time_of(detail.applied), time_of(detail.deadline)
    return (_known(detail.result, v.DECISION_RESULTS), *times, detail.service_target), ()


def _complaint(message: Any) -> Detail:
    detail = message.complaint_received
    points = tuple(_known(theme, v.THEMES) for theme in _checked(detail.points))
    kinds = _known_set(detail.kinds, v.KINDS)
    return (kinds, _known(detail.body, v.BODIES), tuple(sorted(points))), (points,)


def _reassessed(message: Any) -> Detail:
    return (_known(message.complaint_reassessed.result, v.REASSESSMENTS),), ()


def _concluded(message: Any) -> Detail:
    detail = message.complaint_concluded
    return (
        _known(detail.result, v.CONCLUSIONS),
        detail.criticism,
        _known(detail.body, v.BODIES),
        _known(detail.way, v.WAYS),
    ), ()


def _appeal(message: Any) -> Detail:
    detail = message.appeal_decided
    return (_known(detail.outcome, v.OUTCOMES), _known(detail.board, v.BOARDS)), ()


def _error(detail: Any) -> Values:
    """Error and its themes, which are nothing without it."""
    themes = _known_set(_checked(detail.error_themes), v.THEMES)
    return detail.error, themes if detail.error else ()


def _investigation(message: Any) -> Detail:
    detail = message.investigation_concluded
    cause, reaction = _known(detail.cause, v.CAUSES), _known(detail.reaction, v.REACTIONS)
    return (cause, reaction, *_error(detail)), ()


def _review(message: Any) -> Detail:
    detail = message.audit_reviewed
    return (_known(detail.reviewer, v.REVIEWERS), *_error(detail)), ()


READERS: dict[int, Callable[[Any], Detail]] = {
    v.INQUIRY: _inquiry,
    v.OPENED: _opened,
    v.REOPENED: _reopened,
    v.CLOSED: _closed,
    v.STATE: _state,
    v.MOVE: _move,
    v.DECISION: _decision,
    v.COMPLAINT: _complaint,
    v.REASSESSED: _reassessed,
    v.CONCLUDED: _concluded,
    v.APPEAL: _appeal,
    v.INVESTIGATION: _investigation,
    v.REVIEW: _review,
}
