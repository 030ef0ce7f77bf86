"""The road traffic fines, sorted by time and replayed by their own clock: the report's profile of
arrivals is that which a few lines over the CSV give.

The log is not shipped: without CASEPULSE_TEST_DATA the test is skipped.
"""

import csv
import datetime
import json
import lzma
import pathlib
import time
from collections import Counter

from harness import RealTestCase, real_log, run_tests
from harness.stack import ROOT

MAPPING = ROOT / "docs" / "example" / "fines.map"
SPEED = 20_000_000
HISTORY = {"count.history_days": 10000}


class RoadTrafficFines(RealTestCase):
    """Thirteen years in some twenty seconds."""

    def sort(self) -> tuple[pathlib.Path, Counter[datetime.date]]:
        """The log in the order of its days, and the events of each."""
        days: Counter[datetime.date] = Counter()
        path = self.folder / "sorted.csv"
        with lzma.open(real_log("road_traffic_fines.csv.xz"), "rt", encoding="utf-8",
                       newline="") as packed:
            reader = csv.DictReader(packed)
            rows = sorted(reader, key=lambda row: row["timestamp"])
            fields = reader.fieldnames
        with open(path, "w", encoding="utf-8", newline="") as plain:
            writer = csv.DictWriter(plain, fields or [])
            writer.writeheader()
            writer.writerows(rows)
        for row in rows:
            days[datetime.date.fromisoformat(row["timestamp"][:10])] += 1
        return path, days

    def replay(self) -> dict:
        """The capacity report of the log by its own clock."""
        report = self.folder / "report.json"
        begun = time.monotonic()
        done = self.command("replay", "--into", f"{self.name}-into", "--clock", "occurred",
                            "--speed", f"{SPEED}x", "--report", str(report), settings=HISTORY)
        print(f"replayed in {time.monotonic() - begun:.1f} s", flush=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(report.read_text("utf-8"))

    def test_the_profile_is_that_of_the_file(self) -> None:
        path, days = self.sort()
        self.assertEqual(self.feed(MAPPING, path).returncode, 0)
        report = self.replay()
        arrivals = report["arrivals"]
        busiest, count = days.most_common(1)[0]
        self.assertEqual(count, 9197)
        self.assertEqual(arrivals["peaks"]["day"]["event_count"], count)
        self.assertEqual(arrivals["peaks"]["day"]["local_date"], busiest.isoformat())
        self.assertEqual(arrivals["event_count"], days.total())
        self.assertEqual(arrivals["busy_day_count"], len(days))
        self.assertEqual(arrivals["peaks"]["day"]["mean_event_count"]["denominator"],
                         (max(days) - min(days)).days + 1)
        self.check_parts(arrivals["weekdays"], days, lambda day: day.isoweekday())
        self.check_parts(arrivals["months"], days, lambda day: day.month)
        self.check_pace(report, (max(days) - min(days)).days)
        print(f"busiest day {busiest}: {count} events", flush=True)

    def check_parts(self, parts: list[dict], days: Counter[datetime.date], number_of) -> None:
        """Sums by weekday or month."""
        expected: Counter[int] = Counter()
        for day, count in days.items():
            expected[number_of(day)] += count
        self.assertEqual({part["number"]: part["event_count"] for part in parts}, dict(expected))

    def check_pace(self, report: dict, day_count: int) -> None:
        """It took as long as its days by the pace, and offered what it achieved."""
        seconds = day_count * 86400 / SPEED
        self.assertGreaterEqual(report["run"]["window_ms"] / 1000, seconds)
        offered = report["run"]["offered_events_per_s"]
        self.assertAlmostEqual(offered["denominator"], seconds, delta=0.1)
        self.assertEqual(offered["numerator"], report["run"]["event_count"])
        self.assertEqual(sum(step["offered_event_count"] for step in report["steps"]),
                         report["run"]["event_count"])


if __name__ == "__main__":
    run_tests()
