"""Random events of every type, with all their values, unknown ones and misshapen ones."""

import random
from typing import Any, Callable

from . import values as v
from .civil import MS_PER_DAY, day_of, midnight_ms, months_later
from .contract import pb

ADMINISTRATIONS = (0, 1, 2, 3, 4, 5, 5, 5, 6, 7, 7, 7, 8, 9, 255, 256, 70_000)
SUBJECTS = ("", "32.03.00", "32.03.00", "27.06.04", "1.2.3", "ab.cd.ef")
FACETS = ("", "K02", "G01", "k2")
SOURCES = ("", "opera", "kmd", "esdh", "a" * 65, "bad\nname", "system.4")
MISSHAPEN_UNITS = ("_unit", "a b", "x" * 37, "ærø", "-unit", "_none")


def _enum(rng: random.Random, names: tuple[str, ...]) -> int:
    """A value of a set, now and then absent or unknown."""
    return rng.randrange(len(names)) if rng.random() < 0.97 else rng.choice((0, 77))


def _themes(rng: random.Random, most: int) -> list[int]:
    return [_enum(rng, v.THEMES) for _ in range(rng.randrange(most + 1))]


class RandomEvents:
    """Makes events from one random stream: the same seed gives the same bytes."""

    def __init__(
        self, rng: random.Random, unit_count: int = 24, subjects: tuple[str, ...] = SUBJECTS
    ) -> None:
        self._rng = rng
        self._subjects = subjects
        self._units = [f"unit-{number}" for number in range(unit_count)]
        self._seqs: dict[str, int] = {}
        self._details: dict[int, Callable[[int], dict[str, Any]]] = {
            v.INQUIRY: self._inquiry,
            v.OPENED: lambda _occurred: {"case_opened": pb.CaseOpened()},
            v.REOPENED: self._reopened,
            v.CLOSED: self._closed,
            v.STATE: self._state,
            v.MOVE: self._move,
            v.DECISION: self._decision,
            v.COMPLAINT: self._complaint,
            v.REASSESSED: self._reassessed,
            v.CONCLUDED: self._concluded,
            v.APPEAL: self._appeal,
            v.INVESTIGATION: self._investigation,
            v.REVIEW: self._review,
        }

    def unit(self) -> str:
        """A unit: known ones, none, or misshapen."""
        draw = self._rng.random()
        if draw < 0.9:
            return self._rng.choice(self._units)
        return "" if draw < 0.95 else self._rng.choice(MISSHAPEN_UNITS)

    def event(self, occurred_ms: int) -> Any:
        """One event, of any type but EVENT_RETRACTED, with an id of its own."""
        return self._event(self._rng.choice(list(self._details)), occurred_ms)

    def move(self, occurred_ms: int) -> Any:
        """A move between units."""
        return self._event(v.MOVE, occurred_ms)

    def _event(self, kind: int, occurred_ms: int) -> Any:
        event = self.base(kind, occurred_ms)
        if self._rng.random() < 0.98 or kind == v.MOVE:
            for name, detail in self._details[kind](occurred_ms).items():
                getattr(event, name).CopyFrom(detail)
        return event

    def base(self, kind: int, occurred_ms: int) -> Any:
        """An event without detail."""
        rng = self._rng
        source = rng.choice(SOURCES)
        self._seqs[source] = self._seqs.get(source, 0) + rng.choice((1, 1, 1, 2))
        return pb.CaseEvent(
            event_id=rng.randbytes(16),
            schema_version=1,
            type=kind,
            case_id=f"case-{rng.randrange(5000)}",
            occurred=occurred_ms,
            administration=rng.choice(ADMINISTRATIONS),
            unit=self.unit(),
            subject=rng.choice(self._subjects),
            facet=rng.choice(FACETS),
            source=source,
            source_seq=self._seqs[source] if rng.random() < 0.9 else 0,
            emitted=occurred_ms + rng.randrange(1000),
            authority=rng.choice(("", "64942212", "649")),
            sensitivity=rng.choice((0, 1, 4, 5)),
        )

    def _earlier(self, occurred_ms: int) -> int:
        """An optional time before: absent, about 3 or 6 months, very long, or even after."""
        rng, draw = self._rng, self._rng.random()
        if draw < 0.1:
            return 0
        if draw < 0.3:
            day = months_later(day_of(occurred_ms), -rng.choice((3, 6))) + rng.choice((-1, 0, 1))
            return midnight_ms(day) + rng.randrange(MS_PER_DAY)
        days = rng.randrange(-20, 20) if draw < 0.4 else rng.randrange(400)
        return occurred_ms - (rng.randrange(4400) if draw > 0.97 else days) * MS_PER_DAY

    def _inquiry(self, _occurred: int) -> dict[str, Any]:
        channel, addressee = _enum(self._rng, v.CHANNELS), _enum(self._rng, v.ADDRESSEES)
        return {"inquiry_received": pb.InquiryReceived(channel=channel, addressee=addressee)}

    def _reopened(self, occurred: int) -> dict[str, Any]:
        return {"case_reopened": pb.CaseReopened(case_opened=self._earlier(occurred))}

    def _closed(self, occurred: int) -> dict[str, Any]:
        return {"case_closed": pb.CaseClosed(case_opened=self._earlier(occurred))}

    def _state(self, _occurred: int) -> dict[str, Any]:
        return {"state_changed": pb.StateChanged(state=_enum(self._rng, v.STATES))}

    def _move(self, occurred: int) -> dict[str, Any]:
        unit, administration = self.unit(), self._rng.choice(ADMINISTRATIONS)
        if not unit and not 0 < administration < 256:
            unit = self._units[0]
        detail = pb.UnitChanged(
            from_unit=unit,
            from_administration=administration,
            case_opened=self._earlier(occurred),
        )
        return {"unit_changed": detail}

    def _decision(self, occurred: int) -> dict[str, Any]:
        detail = pb.DecisionMade(
            result=_enum(self._rng, v.DECISION_RESULTS),
            applied=self._earlier(occurred),
            deadline=self._earlier(occurred),
            service_target=self._rng.random() < 0.5,
        )
        return {"decision_made": detail}

    def _complaint(self, _occurred: int) -> dict[str, Any]:
        rng = self._rng
        kinds = [_enum(rng, v.KINDS) for _ in range(rng.choice((0, 1, 1, 1, 2, 2, 3)))]
        most = 32 if rng.random() < 0.01 else 4
        detail = pb.ComplaintReceived(
            kinds=kinds, body=_enum(rng, v.BODIES), points=_themes(rng, most)
        )
        return {"complaint_received": detail}

    def _reassessed(self, _occurred: int) -> dict[str, Any]:
        detail = pb.ComplaintReassessed(result=_enum(self._rng, v.REASSESSMENTS))
        return {"complaint_reassessed": detail}

    def _concluded(self, _occurred: int) -> dict[str, Any]:
        rng = self._rng
        detail = pb.ComplaintConcluded(
            result=_enum(rng, v.CONCLUSIONS),
            criticism=rng.random() < 0.5,
            body=_enum(rng, v.BODIES),
            way=_enum(rng, v.WAYS),
        )
        return {"complaint_concluded": detail}

    def _appeal(self, _occurred: int) -> dict[str, Any]:
        outcome, board = _enum(self._rng, v.OUTCOMES), _enum(self._rng, v.BOARDS)
        return {"appeal_decided": pb.AppealDecided(outcome=outcome, board=board)}

    def _investigation(self, _occurred: int) -> dict[str, Any]:
        rng = self._rng
        detail = pb.InvestigationConcluded(
            cause=_enum(rng, v.CAUSES),
            reaction=_enum(rng, v.REACTIONS),
            error=rng.random() < 0.5,
            error_themes=_themes(rng, 3),
        )
        return {"investigation_concluded": detail}

    def _review(self, _occurred: int) -> dict[str, Any]:
        rng = self._rng
        detail = pb.AuditReviewed(
            reviewer=_enum(rng, v.REVIEWERS),
            error=rng.random() < 0.5,
            error_themes=_themes(rng, 3),
        )
        return {"audit_reviewed": detail}


def retraction_of(event: Any, event_id: bytes, occurred_ms: int) -> Any:
    """The event that takes another back, embedding its bytes as they were sent."""
    return pb.CaseEvent(
        event_id=event_id,
        schema_version=1,
        type=v.RETRACTION,
        case_id=event.case_id,
        occurred=occurred_ms,
        source=event.source,
        retracted_event_id=event.event_id,
        retracted=pb.RetractedEvent.FromString(event.SerializeToString()),
    )
