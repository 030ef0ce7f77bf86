"""Logs for comparing whole pictures: each drawn from one seed around a hard place in the calendar.

A log comes with its organisation file, its settings and the instants that it is looked at from:
either a fixed `as_of` each, by which all of the log is counted, or a clock that moves on while the
log grows, perhaps with another organisation file from some moment on.
"""

import random
from dataclasses import dataclass, field, replace
from typing import Any, Iterator

from .civil import MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, day_of, local_ms
from .generate_random import Mix, RandomLog, Wire
from .organisation import Organisation
from .organisation_file import organisation_from
from .random_organisation import RandomOrganisation
from .settings import Record, Settings
from .windows import ALL_WINDOWS, window

EVENTS = 2200
UNITS = 20
GROUPS = ("", "cash:32.24 32.30, aids:27.60.04, all_27:27", "aids:27.60, one:27.60.08 32.24.04")
SUBJECTS = ("", "32.24.04", "32.30.01", "27.60.04", "27.60.08", "27.01.01", "55.01.00", "1.2.3")


@dataclass(frozen=True)
class Scene:
    """A hard place: the instants around which it happens, and what the log has besides."""

    name: str
    borders: tuple[str, ...]
    mix: Mix = Mix(early_retraction=0.02, late_arrival=0.004, leap=0)
    settings: Settings = Settings()
    moves: float = 0.0  # share of events that are moves, beyond the usual
    has_organisation: bool | None = None  # None: drawn


SCENES = (
    Scene("spring night", ("2026-03-29T03:00",)),
    Scene("autumn night", ("2025-10-26T02:00", "2025-10-26T03:00")),
    Scene("29 February", ("2024-02-29", "2024-03-01")),
    Scene("ISO week 53", ("2020-12-28", "2021-01-04")),
    Scene("new year", ("2025-01-01",)),
    Scene("reporting year", ("2025-04-01",)),
    Scene("new organisation", ("2026-01-01",), has_organisation=True),
    Scene("a unit changes hands", ("2025-06-16",), moves=0.1, has_organisation=True),
    Scene("moves", ("2024-11-05T12:00",), moves=0.4),
    Scene("taken back before sent", ("2025-09-01",), Mix(early_retraction=0.1, late_arrival=0)),
    Scene("too many units", ("2025-02-28",), settings=Settings(max_units=6)),
    Scene("late", ("2025-07-01",), Mix(late_arrival=0.02), Settings(history_days=300)),
)


@dataclass(frozen=True)
class Look:
    """One picture: how many records it holds, seen from when, under which organisation file."""

    count: int
    as_of_ms: int
    organisation: int  # number of the file


@dataclass
class FigureLog:
    """A log, and the looks at it."""

    seed: int
    scene: Scene = field(init=False)
    settings: Settings = field(init=False)
    organisations: list[str] = field(init=False)  # the files' texts; [""]: without a file
    records: list[Record] = field(init=False)
    looks: list[Look] = field(init=False)
    is_live: bool = field(init=False)  # the looks follow each other; else each counts anew

    def __post_init__(self) -> None:
        rng = random.Random(self.seed)
        self.scene = SCENES[self.seed % len(SCENES)]
        self.is_live = rng.random() < 0.5
        borders = [local_ms(text) for text in self.scene.borders]
        units = [f"unit-{number}" for number in range(UNITS)]
        groups = rng.choice(GROUPS)
        self.organisations = [""]
        if self.scene.has_organisation or (
            self.scene.has_organisation is None and rng.random() < 0.7
        ):
            names = [part.split(":")[0].strip() for part in groups.split(",") if part]
            change_day = day_of(borders[0])
            made = RandomOrganisation(rng, units, change_day, names, rng.random() < 0.7)
            self.organisations = [made.text() for _ in range(2 if self.is_live else 1)]
        self.settings = replace(
            self.scene.settings,
            subject_groups=groups,
            balance_day=self.organisation(0).balance_day,
            min_denominator=rng.choice((30, 5)),
            publish_days=rng.choice((10, 40)),
        )
        instants = sorted(_instants(rng, borders))
        partitions = rng.choice((1, 3, 4))
        log = _Log(rng, partitions, self.scene, borders, instants)
        self.records = list(log.records(EVENTS))
        self.looks = list(self._looks(rng, instants))

    def organisation(self, number: int) -> Organisation:
        """A file as the oracle reads it."""
        text = self.organisations[number]
        return organisation_from(text) if text else Organisation()

    def _looks(self, rng: random.Random, instants: list[int]) -> Iterator[Look]:
        last = len(self.organisations) - 1
        for number, as_of_ms in enumerate(instants):
            count = len(self.records)
            if self.is_live:
                late = (i for i, record in enumerate(self.records) if record.arrival_ms > as_of_ms)
                count = next(late, count)
            changed = 0 if number < len(instants) // 2 else last
            yield Look(count, as_of_ms, changed)


def _instants(rng: random.Random, borders: list[int]) -> Iterator[int]:
    """From where to look: at a border to the millisecond, and somewhere near."""
    border = rng.choice(borders)
    yield border - 1
    yield border
    yield rng.choice(borders) + rng.randrange(-3 * MS_PER_DAY, 3 * MS_PER_DAY)
    yield border + rng.randrange(-30 * MS_PER_DAY, 60 * MS_PER_DAY)


class _Log(RandomLog):
    """A random log whose events happen around borders, and at the edges of windows."""

    def __init__(
        self,
        rng: random.Random,
        partitions: int,
        scene: Scene,
        borders: list[int],
        instants: list[int],
    ) -> None:
        super().__init__(
            rng.randrange(1 << 32), partitions, mix=scene.mix, unit_count=UNITS, subjects=SUBJECTS
        )
        self._scene, self._borders, self._instants = scene, borders, instants
        self._edges = [
            edge
            for instant in instants
            for covered in (window(name, instant) for name in ALL_WINDOWS)
            for edge in (covered.from_ms, covered.to_ms)
        ]
        self._occurred_ms = 0

    def wires(self, count: int) -> Iterator[Wire]:
        """The next records without a place, by their arrival."""
        plan = [(occurred, occurred + self._delay()) for occurred in self._times(count)]
        for self._occurred_ms, self._now_ms in sorted(plan, key=lambda times: times[1]):
            key, value = self._next()
            back = self._rng.random() < self._mix.late_arrival
            yield self._now_ms - back * self._rng.randrange(50) * MS_PER_DAY, key, value

    def _times(self, count: int) -> Iterator[int]:
        rng = self._rng
        latest = max(self._borders) + 8 * MS_PER_DAY
        for _ in range(count):
            draw, border = rng.random(), rng.choice(self._borders)
            if draw < 0.1:
                yield border + rng.choice((-1, 0, 1)) * rng.choice(
                    (1, MS_PER_MINUTE, MS_PER_HOUR, MS_PER_DAY)
                )
            elif draw < 0.2:
                yield rng.choice(self._edges) + rng.choice((-1, 0, 1))
            elif draw < 0.45:
                yield rng.choice(self._instants) - rng.randrange(30 * MS_PER_HOUR)
            elif draw < 0.7:
                yield latest - rng.randrange(110 * MS_PER_DAY)
            else:
                yield latest - rng.randrange(1200 * MS_PER_DAY)

    def _delay(self) -> int:
        """How long an event is under way; a few have a clock that is ahead."""
        draw = self._rng.random()
        if draw < 0.02:
            return -self._rng.randrange(11 * MS_PER_MINUTE)
        longest = 5 * MS_PER_MINUTE if draw < 0.75 else 3 * MS_PER_DAY
        return self._rng.randrange(longest if draw < 0.88 else 400 * MS_PER_DAY)

    def _fresh(self) -> Any:
        if self._rng.random() < self._scene.moves:
            return self._events.move(self._occurred_ms)
        return self._events.event(self._occurred_ms)
