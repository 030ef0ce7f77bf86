"""The program's own rooms, given a log in memory: what they show, and how it differs."""

import pathlib
import random
import struct
import subprocess
from dataclasses import dataclass
from typing import AbstractSet, Iterator, Mapping

from .compare import compare, expected_keys
from .cutting import Cut, Oracle
from .figure_log import FigureLog, Look
from .picture import Picture
from .settings import Record

Shown = dict[str, Mapping[str, str] | AbstractSet[str]]


@dataclass
class Outcome:
    """How a log was seen by both."""

    differences: list[str]
    moved: set[str]  # figures that are not zero in some window of the city
    pictures: int
    fields: int


def _bytes_of(record: Record) -> bytes:
    parts = [struct.pack("<iqq", record.partition, record.offset, record.arrival_ms)]
    for text in (record.key, record.value):
        parts.append(struct.pack("<i", -1 if text is None else len(text)) + (text or b""))
    return b"".join(parts)


class Looker:
    """Runs the program that looks at one log; its files lie in a folder of the test's."""

    def __init__(self, program: str, folder: pathlib.Path, log: FigureLog) -> None:
        self._program, self._folder, self._log = program, folder, log
        self._random = random.Random(log.seed)

    def pictures(self) -> Iterator[tuple[Look, Shown]]:
        """What is shown at each look; with the last, the state."""
        (self._folder / "records").write_bytes(b"".join(map(_bytes_of, self._log.records)))
        for number, text in enumerate(self._log.organisations):
            if text:
                (self._folder / f"organisation-{number}.csv").write_text(text, encoding="utf-8")
        looks = self._log.looks
        groups = [looks] if self._log.is_live else [[look] for look in looks]
        for group in groups:
            yield from zip(group, self._run(group))

    def _plan(self, looks: list[Look]) -> Iterator[str]:
        settings, rng = self._log.settings, self._random
        yield f"history_days {settings.history_days}"
        yield f"max_units {settings.max_units}"
        yield f"min_denominator {settings.min_denominator}"
        yield f"publish_days {settings.publish_days}"
        yield f"subject_groups {settings.subject_groups}"
        yield f"as_of {'live' if self._log.is_live else looks[0].as_of_ms}"
        yield f"as_of_from {looks[0].as_of_ms if rng.random() < 0.5 else -(1 << 63)}"
        yield f"shards {rng.choice((1, 1, 2, 3))}"
        yield f"seal {rng.choice((17, 100, 1000, 100_000))}"
        organisation = -1
        for look in looks:
            if look.organisation != organisation:
                organisation = look.organisation
                text = self._log.organisations[organisation]
                path = self._folder / f"organisation-{organisation}.csv"
                yield f"organisation {path if text else ''}"
            elif rng.random() < 0.3:
                yield "save"
            yield f"look {look.count} {look.as_of_ms}"
        yield "state"

    def _run(self, looks: list[Look]) -> list[Shown]:
        plan = self._folder / "plan"
        plan.write_text("".join(line + "\n" for line in self._plan(looks)), encoding="utf-8")
        command = [self._program, str(plan), str(self._folder / "records")]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode:
            raise AssertionError(f"seed {self._log.seed}: {result.returncode}: {result.stderr}")
        *shown, state = result.stdout.split("look\n")
        shown[-1] += state
        return [dict(map(_parsed, text.splitlines())) for text in shown]


def _parsed(line: str) -> tuple[str, Mapping[str, str] | AbstractSet[str]]:
    key, *words = line.split("\t")
    if key in ("index", "state"):
        return key, set(words)
    return key, dict(zip(words[::2], words[1::2]))


def look_at(program: str, folder: pathlib.Path, log: FigureLog) -> Outcome:
    """Compare all looks at a log."""
    oracle = Oracle(log.settings)
    outcome = Outcome([], set(), 0, 0)
    fed = 0
    for look, shown in Looker(program, folder, log).pictures():
        oracle.feed(log.records[fed : look.count])
        fed = max(fed, look.count)
        cut = oracle.cut()
        for line in _differences(log, look, cut, shown):
            outcome.differences.append(f"picture of {look.as_of_ms}: {line}")
        outcome.pictures += 1
        for key, fields in shown.items():
            outcome.fields += len(fields)
            if key.startswith("fig:ALL:") and isinstance(fields, Mapping):
                moved = (name for name, value in fields.items() if value not in ("0", "0.0000"))
                outcome.moved.update(moved)
    return outcome


def _differences(log: FigureLog, look: Look, cut: Cut, shown: Shown) -> Iterator[str]:
    organisation = log.organisation(look.organisation)
    state = shown.pop("state", None)
    if state is not None:
        for line in sorted(set(cut.digest_lines()) ^ set(state)):
            yield f"state: {line}: {'found' if line in state else 'expected'} only"
    picture = Picture(cut, look.as_of_ms, organisation)
    keys = {key for key in expected_keys(picture) if key.startswith(("fig:", "win:"))}
    for key in sorted(keys - set(shown)):
        yield f"{key}: expected, not shown"
    yield from compare(shown, cut, look.as_of_ms, organisation, picture=picture)
