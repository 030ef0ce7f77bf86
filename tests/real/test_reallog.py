"""A real log of 561,470 events, fed through the shipped mapping into Kafka and counted by `run`.

Its counts per event type and day, read from Redis, equal those that a few lines over the CSV give;
fed a second time, nothing moves but the duplicates. The log is not shipped: without
CASEPULSE_TEST_DATA the test is skipped.
"""

import csv
import datetime
import lzma
import pathlib
import re
import shutil
from collections import Counter

from harness import RealTestCase, real_log, run_tests
from harness.stack import ROOT

MAPPING = ROOT / "docs" / "example" / "fines.map"
AS_OF = datetime.date(2013, 12, 31)
FIRST_DAY = datetime.date(2000, 1, 1)

# What each activity of the log is in the words of casepulse: our reading, as in fines.map.
COUNTERS = {
    "Create Fine": ["decisions", "decisions.result.against"],
    "Send Fine": ["states"],
    "Insert Fine Notification": ["states"],
    "Add penalty": ["states"],
    "Payment": ["states"],
    "Send for Credit Collection": ["closed"],
    "Insert Date Appeal to Prefecture": ["complaints", "complaints.kind.merits"],
    "Appeal to Judge": ["complaints", "complaints.kind.merits"],
    "Send Appeal to Prefecture": ["reassessed"],
    "Receive Result Appeal from Prefecture": ["appeals"],
    "Notify Result Appeal to Offender": ["concluded"],
}
# Stocks, made of the counts: they say nothing here, where no case is opened.
GAUGES = ("active_cases", "backlog_3m", "backlog_6m")
STATES = {
    "Send Fine": "states.state.ordered",
    "Insert Fine Notification": "states.state.informed",
    "Add penalty": "states.state.decided",
    "Payment": "states.state.executed",
}


class RoadTrafficFines(RealTestCase):
    """The log, whole."""

    def unpack(self) -> pathlib.Path:
        """The log as a CSV file in the test's folder."""
        path = self.folder / "road_traffic_fines.csv"
        with lzma.open(real_log("road_traffic_fines.csv.xz")) as packed, open(path, "wb") as plain:
            shutil.copyfileobj(packed, plain)
        return path

    def test_counts_are_those_of_the_file_also_when_it_is_sent_twice(self) -> None:
        path = self.unpack()
        result = self.feed(MAPPING, path)
        self.assertEqual(result.returncode, 0, result.stderr)
        print(result.stderr.splitlines()[-1], flush=True)
        days, years = self.count_file(path)
        events = sum(count for (counter, _date), count in days.items() if "." not in counter)
        self.assertEqual(sum(self.end_offsets().values()), events)
        self.count(events)
        self.compare_days(days)
        self.compare_years(years)
        self.send_again(path, events)

    def send_again(self, path: pathlib.Path, events: int) -> None:
        """The same file once more: every event is a duplicate, no figure moves."""
        before = self.picture.figures_alone()
        self.assertEqual(self.feed(MAPPING, path).returncode, 0)
        self.count(events)
        books = self.picture.books()
        self.assertEqual((books["all.duplicate"], books["all.altered"]), (events, 0))
        self.assertEqual(self.picture.figures_alone(), before)

    @staticmethod
    def count_file(path: pathlib.Path) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
        """(counter, date) → count, and (counter, year) → count with the states by value."""
        days: Counter[tuple[str, str]] = Counter()
        years: Counter[tuple[str, str]] = Counter()
        with open(path, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                date, activity = row["timestamp"][:10], row["activity"]
                for counter in COUNTERS[activity]:
                    days[counter, date] += 1
                    years[counter, date[:4]] += 1
                if activity in STATES:
                    years[STATES[activity], date[:4]] += 1
        return days, years

    def count(self, events: int) -> None:
        """Run over the topic; say how fast it was."""
        program = self.count_all(
            {
                "picture.as_of": f"{AS_OF}T23:59:59.999",
                "picture.publish_days": (AS_OF - FIRST_DAY).days + 1,
                "count.history_days": (datetime.date.today() - FIRST_DAY).days + 1,
            },
            timeout_s=120,
        )
        speed = re.search(rf"caught up: ({events} records read in .*CPU.*)$", program.log(), re.M)
        assert speed is not None, program.log_tail()
        print(f"run: {speed.group(1)}", flush=True)
        self.assertEqual(self.picture.books()["all.counted"], events)
        self.assertEqual(self.picture.meta()["balanced"], "1")

    def compare_days(self, days: Counter[tuple[str, str]]) -> None:
        """Every day of every headline, in the rows of the city and of nobody's administration."""
        for row in ("ALL", "UNK"):
            found: dict[tuple[str, str], int] = {}
            for key in self.picture.keys(f"days:{row}:*"):
                _days, _row, counter, year = key.split(":")
                for date, count in self.picture.days(row, counter, int(year)).items():
                    found[counter, date] = count
            headlines = {counter for counter, _date in found}
            self.assertLessEqual({counter for counter, _date in days}, headlines)
            flows = {place: n for place, n in found.items() if n and place[0] not in GAUGES}
            self.assertEqual(flows, dict(days), row)

    def compare_years(self, years: Counter[tuple[str, str]]) -> None:
        """The last two years of the log, the states by value too."""
        for window, year in (("year", "2013"), ("year-prev", "2012")):
            figures = self.picture.figures("ALL", window)
            counters = {counter for counter, _year in years}
            found = {counter: int(figures[counter]) for counter in counters}
            self.assertEqual(found, {counter: years[counter, year] for counter in counters})


if __name__ == "__main__":
    run_tests()
