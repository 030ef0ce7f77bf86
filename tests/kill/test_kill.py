"""Killed anywhere, the figures stay true: SIGKILL at random times and at each named place."""

import os
import pathlib
import signal
import time
import unittest
from dataclasses import dataclass

from exact import ExactTestCase, Sample
from harness import Program, run_tests
from load import PLAIN, TROUBLED
from oracle.generate_random import Mix

IS_LONG = os.environ.get("CASEPULSE_TEST_LONG") == "1"
KILLS = 200 if IS_LONG else 40
# Place → how often it may be passed before the kill; one of these, drawn.
PLACES = {
    "after_poll": 20,
    "after_fold": 20,
    "commit_sent": 6,
    "claimed": 12,
    "checkpoint_written": 3,
    "shutdown": 1,
}
KILLED_WITHIN_S = 20.0
SIGTERM_WITHIN_S = 3.0
SAMPLE_EVERY_S = 1.2  # at most; the first one sooner
SAMPLES_COMPARED = 60 if IS_LONG else 12
RATE_LEAST = 20_000
MOVING_LEAST = 5
SHARE = 0.05  # of the rows of units, and of the days, in a sample while it runs


@dataclass(frozen=True)
class Life:
    """What is to become of one start of the program."""

    number: int
    place: str  # "" = at a random time
    count: int
    after_s: float
    is_static: bool
    finds_no_lease: bool
    is_ripe: bool  # passings count only once its first picture is out

    def __str__(self) -> str:
        how = f"at {self.place}:{self.count}" if self.place else f"after {self.after_s:.3f} s"
        return f"life {self.number}, killed {how}"


class Kill(ExactTestCase):
    """A driver that kills, restarts at once, and looks at the figures all the while."""

    def lives(self) -> list[Life]:
        """Every second one ends at a random time, the others at one place after the other."""
        lives = []
        for number in range(KILLS):
            place = list(PLACES)[number // 2 % len(PLACES)] if number % 2 else ""
            is_ripe = place not in ("", "claimed") and self.random.random() < 0.4
            lives.append(
                Life(
                    number,
                    place,
                    self.random.randint(1, PLACES.get(place, 1)),
                    self.random.uniform(0.05, SIGTERM_WITHIN_S if place == "shutdown" else 1.5),
                    self.random.random() < 0.85,
                    is_ripe or place == "checkpoint_written" or self.random.random() < 0.9,
                    is_ripe,
                )
            )
        return lives

    def live(self, life: Life) -> list[Sample]:
        """Start, look, kill."""
        fault = {"CASEPULSE_FAULT": f"{life.place}:{life.count}"} if life.place else {}
        if life.is_ripe:
            fault["CASEPULSE_FAULT_WHEN"] = str(self.ripe_path(life))
        if life.finds_no_lease:
            self.expire_lease()
        program = self.start_counting(
            environment={"CASEPULSE_CHECKPOINT_ENTRIES": "4", **fault}, is_static=life.is_static
        )
        samples = self.look(life, program)
        if not life.place:
            program.process.kill()
        code = program.wait_for_end(KILLED_WITHIN_S)
        self.assertEqual(code, -signal.SIGKILL, f"{life}: {program.log_tail()}")
        self.assertNotIn(" error: ", program.log(), str(life))
        return samples

    def look(self, life: Life, program: Program) -> list[Sample]:
        """Take samples at random instants until the life is to end."""
        ends = time.monotonic() + (KILLED_WITHIN_S if life.place else life.after_s)
        asked = time.monotonic() + (life.after_s if life.place == "shutdown" else KILLED_WITHIN_S)
        looks = time.monotonic() + self.random.uniform(0, SAMPLE_EVERY_S)
        is_ripe = False
        samples = []
        while time.monotonic() < ends and program.is_running():
            is_out = int(self.picture.meta().get("published_at_ms", 0)) > program.started_ms
            if time.monotonic() >= looks or (is_out and not is_ripe):
                samples += self.samples(life, program)
                looks = time.monotonic() + self.random.uniform(0, SAMPLE_EVERY_S)
            if is_out and not is_ripe:
                self.ripe_path(life).touch()
                is_ripe = True
            if time.monotonic() >= asked and (is_ripe or not life.is_ripe):
                program.process.send_signal(signal.SIGTERM)
                asked = ends
            time.sleep(0.005)
        return samples

    def ripe_path(self, life: Life) -> pathlib.Path:
        """The file that says that the fault may come."""
        return self.folder / f"ripe-{life.number}"

    def samples(self, life: Life, program: Program) -> list[Sample]:
        """A sample, if a picture is complete."""
        sample = self.sample(str(life), SHARE, SHARE, program.started_ms)
        return [] if sample is None else [sample]

    def kill_all_through(self, mix: Mix) -> None:
        """The whole test under one kind of load."""
        begun = time.monotonic()
        samples: list[Sample] = []
        with self.load(mix) as load:
            for life in self.lives():
                samples += self.live(life)
            seconds = time.monotonic() - begun
            report = load.stop()
        print(
            f"{KILLS} kills in {seconds:.1f} s; {report.count} records at {report.rate:.0f} a second"
        )
        self.expire_lease()
        program = self.start_counting()
        self.wait_until_all_published(program)
        self.assertEqual(program.stop(), 0, program.log_tail())
        self.assertGreaterEqual(report.rate, RATE_LEAST)
        self.compare_all(samples)
        print(f"compared after {time.monotonic() - begun:.1f} s", flush=True)

    def compare_all(self, samples: list[Sample]) -> None:
        """Each sample as the oracle, in their order; then all of the end."""
        log = self.open_log()
        taken = len(samples)
        places = [
            place
            for place in range(taken)
            if place == 0 or samples[place].offsets != samples[place - 1].offsets
        ]
        chosen = sorted(self.random.sample(places, min(len(places), SAMPLES_COMPARED)))
        samples = [samples[place] for place in chosen]
        moving = 0
        before: dict[int, int] = {}
        for sample in samples:
            for partition, offset in before.items():
                self.assertGreaterEqual(sample.offsets.get(partition, -1), offset, sample.when)
            moving += sample.offsets != before
            before = sample.offsets
            self.assert_as_oracle(log, sample)
        digest = self.assert_all_as_oracle(log)
        print(
            f"{taken} samples, {len(samples)} compared, {moving} at offsets of their own; "
            f"digest {digest}"
        )
        self.assertGreaterEqual(moving, MOVING_LEAST)

    def test_forty_kills_leave_the_figures_true(self) -> None:
        self.kill_all_through(PLAIN)

    def test_forty_kills_leave_the_figures_true_when_the_log_is_full_of_trouble(self) -> None:
        self.kill_all_through(TROUBLED)


if __name__ == "__main__":
    unittest.TestCase.maxDiff = None
    run_tests()
