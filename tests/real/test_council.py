"""A real log of 341,299 council cases, fed through the shipped mapping and counted by `run`.

Opened, closed and active cases equal what a few lines over the CSV give; fed a second time, nothing
moves but the duplicates. The log is not shipped: without CASEPULSE_TEST_DATA it is skipped.
"""

import csv
import datetime
import lzma
import pathlib
import shutil
from collections import Counter

from harness import RealTestCase, real_log, run_tests
from harness.stack import ROOT

MAPPING = ROOT / "docs" / "example" / "council.map"
FIRST_DAY = datetime.date(2015, 1, 1)
AS_OF = datetime.date(2025, 1, 31)
EVENTS = 668_456
YEARS = range(2015, 2025)


def months_after(date: datetime.date, months: int) -> datetime.date:
    """The same day so many months later, or the last of that month."""
    month = date.month - 1 + months
    first = datetime.date(date.year + month // 12, month % 12 + 1, 1)
    following = datetime.date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return min(first + datetime.timedelta(days=date.day - 1), following - datetime.timedelta(1))


class CouncilCases(RealTestCase):
    """The log, whole."""

    def unpack(self) -> pathlib.Path:
        """The log as a CSV file in the test's folder."""
        path = self.folder / "council.csv"
        with lzma.open(real_log("nyc_council_constituent_cases.csv.xz")) as packed:
            with open(path, "wb") as plain:
                shutil.copyfileobj(packed, plain)
        return path

    def settings(self, own: dict[str, object] | None = None) -> list[str]:
        """Far enough back, whatever today is, and every day published."""
        reach = {
            "picture.as_of": f"{AS_OF}T23:59:59.999",
            "picture.publish_days": (AS_OF - FIRST_DAY).days + 1,
            "count.history_days": (datetime.date.today() - FIRST_DAY).days + 1,
        }
        return super().settings({**reach, **(own or {})})

    def test_cases_are_those_of_the_file_also_when_it_is_sent_twice(self) -> None:
        path = self.unpack()
        self.assertEqual(self.feed(MAPPING, path).returncode, 0)
        self.assertEqual(sum(self.end_offsets().values()), EVENTS)
        self.count_all(timeout_s=120)
        self.assertEqual(self.picture.books()["all.counted"], EVENTS)
        self.compare(path)
        before = self.picture.figures_alone()
        self.assertEqual(self.feed(MAPPING, path).returncode, 0)
        self.count_all(timeout_s=120)
        books = self.picture.books()
        self.assertEqual((books["all.counted"], books["all.duplicate"]), (EVENTS, EVENTS))
        self.assertEqual(books["all.altered"], 0)
        self.assertEqual(self.picture.figures_alone(), before)

    def compare(self, path: pathlib.Path) -> None:
        """Each day's opened and closed, the active at each year's end, the backlog at the end."""
        opened: Counter[str] = Counter()
        closed: Counter[str] = Counter()
        backlog: Counter[int] = Counter()
        with open(path, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                opened[row["opendate"]] += 1
                closed[row["closedate"]] += 1 if row["closedate"] else 0
                if not row["closedate"]:
                    date = datetime.date.fromisoformat(row["opendate"])
                    for months in (3, 6):
                        backlog[months] += months_after(date, months) < AS_OF
        for row_name in ("ALL", "UNK"):
            self.assertEqual(self.days(row_name, "opened"), opened, row_name)
            self.assertEqual(self.days(row_name, "closed"), +closed, row_name)
            active = self.days(row_name, "active_cases")
            for year in YEARS:
                end = f"{year}-12-31"
                balance = sum(n for day, n in opened.items() if day <= end) - sum(
                    n for day, n in closed.items() if day <= end
                )
                self.assertEqual(active[end], balance, (row_name, end))
                print(f"{row_name} {end}: {active[end]} active cases", flush=True)
        figures = self.picture.figures("ALL", "month")
        found = tuple(int(figures[name]) for name in ("backlog_3m", "backlog_6m"))
        self.assertEqual(found, (backlog[3], backlog[6]))
        self.assertEqual(int(figures["active_cases"]), opened.total() - closed.total())

    def days(self, row: str, figure: str) -> Counter[str]:
        """Date → value of a headline, where it is not 0."""
        found: Counter[str] = Counter()
        for key in self.picture.keys(f"days:{row}:{figure}:*"):
            found.update(self.picture.days(row, figure, int(key.rsplit(":", 1)[1])))
        return Counter({day: value for day, value in found.items() if value != 0})


if __name__ == "__main__":
    run_tests()
