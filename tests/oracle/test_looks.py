"""Every figure of many random logs: the program's rooms, from bytes to pictures, and the oracle.

CASEPULSE_LOOK: the program that looks (casepulse_look). CASEPULSE_TEST_SEED, CASEPULSE_TEST_LOGS:
the first log's seed and the number of logs; seeds follow each other, so that any log can be looked
at again alone.
"""

import os
import pathlib
import random
import sys
import tempfile
import unittest
from collections import Counter
from multiprocessing import Pool

from oracle.counters import all_counters, all_gauges
from oracle.durations import PERCENTILES
from oracle.figure_log import GROUPS, SCENES, FigureLog
from oracle.looks import Outcome, look_at
from oracle.ratios import all_ratios
from oracle.subjects import subjects_of

LOOK = os.environ.get("CASEPULSE_LOOK", "")
LOGS = int(os.environ.get("CASEPULSE_TEST_LOGS", "200"))
SEED = int(os.environ.get("CASEPULSE_TEST_SEED", random.SystemRandom().randrange(1 << 31)))
LOGS_LEAST = 5  # in which a figure must be non-zero
SHOWN = 8
COLUMNS = 3


def figures() -> list[str]:
    """Every figure that is published, with the subject groups of all settings."""
    names: list[str] = []
    for text in GROUPS:
        groups = subjects_of(text).names
        names += (*all_counters(groups), "rev", *all_gauges(groups))
        names += (*all_ratios(groups), *PERCENTILES)
    return list(dict.fromkeys(names))


def look(seed: int) -> Outcome:
    """One log, in a process of the pool."""
    with tempfile.TemporaryDirectory(prefix="casepulse-look-") as folder:
        return look_at(LOOK, pathlib.Path(folder), FigureLog(seed))


class Looks(unittest.TestCase):
    """All logs."""

    def test_every_figure_of_every_log_is_as_the_oracle_says(self) -> None:
        print(f"CASEPULSE_TEST_SEED={SEED} CASEPULSE_TEST_LOGS={LOGS}", flush=True)
        moved: Counter[str] = Counter()
        wrong = pictures = fields = 0
        seeds = range(SEED, SEED + LOGS)
        with Pool(2) as pool:
            for seed, outcome in zip(seeds, pool.imap(look, seeds, chunksize=1)):
                moved.update(outcome.moved)
                pictures += outcome.pictures
                fields += outcome.fields
                wrong += bool(outcome.differences)
                self.show(seed, outcome.differences)
        self.show_figures(moved)
        print(f"{LOGS} logs, {pictures} pictures, {fields} fields; {wrong} logs differ")
        self.assertEqual(wrong, 0)
        if LOGS >= len(SCENES) * LOGS_LEAST:
            seldom = {name: moved[name] for name in figures() if moved[name] < LOGS_LEAST}
            self.assertEqual(seldom, ZERO_IN_ALL, "figures that are zero in too many logs")

    def show(self, seed: int, differences: list[str]) -> None:
        """The first differences of a log."""
        if differences:
            scene = SCENES[seed % len(SCENES)].name
            print(f"seed {seed} ({scene}): {len(differences)} differences")
            for line in differences[:SHOWN]:
                print(f"    {line}")
            sys.stdout.flush()

    def show_figures(self, moved: Counter[str]) -> None:
        """In how many logs each figure is not zero."""
        print("in how many logs a figure is not zero in some window of the city:")
        entries = [f"{moved[name]:4} {name:44}" for name in figures()]
        for place in range(0, len(entries), COLUMNS):
            print("".join(entries[place : place + COLUMNS]).rstrip())


# Cannot happen: body = ombudsman is counted there.
ZERO_IN_ALL = {
    "omb_complaints.body.administration": 0,
    "omb_complaints.body.unknown": 0,
    "omb_complaints.kind.none": 0,
    "omb_concluded.body.administration": 0,
    "omb_concluded.body.unknown": 0,
}


if __name__ == "__main__":
    unittest.main()
