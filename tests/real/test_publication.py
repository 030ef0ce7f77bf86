"""What is published, from the other side: figures in Redis, and Redis that goes and comes."""

import json
import re
import time
from typing import Any, cast

from events import copies, event, local
from harness import RealTestCase, private_stack, run_tests
from harness.program import Program, run_command, setting_flags
from harness.redis import Picture, Redis

# Seen from a day of 2013, which is farther back than history reaches by default.
SEEN_FROM_2013 = {"picture.as_of": "2013-05-21T12:00:00", "count.history_days": 10_000}


class Keys(RealTestCase):
    """The keys of one picture agree with each other."""

    def test_by_and_days_say_what_the_rows_say(self) -> None:
        self.create_topic(3)
        formality = {"kinds": [1]}
        complaint = event("COMPLAINT_RECEIVED", local("2013-05-02"), formality, administration=7)
        decision = event("DECISION_MADE", local("2013-05-03"), administration=7, unit="jobcenter-1")
        self.produce(copies(complaint, 427))
        self.produce(copies(decision, 12_500))
        self.wait_until_counted(self.start_run(SEEN_FROM_2013))
        for figure in ("complaints", "decisions", "complaints_per_1000_decisions", "city_share"):
            shown = self.picture.hash(f"by:{figure}:reportyear")
            for code in ("ALL", "UNK", "SOF", "BIF"):
                figures = self.picture.figures(code, "reportyear")
                self.assertEqual(shown.get(code), figures.get(figure), (figure, code))
        days = self.picture.days("BIF", "decisions", 2013)
        busy = {day: count for day, count in days.items() if count}
        self.assertEqual(busy, {"2013-05-03": 12_500})
        self.assertEqual((min(days), max(days)), ("2013-05-02", "2013-05-21"))


class Beside(RealTestCase):
    """What stands beside the figures: one read of a window, the minutes, the names."""

    def setUp(self) -> None:
        super().setUp()
        self.create_topic(2)
        complaint = event(
            "COMPLAINT_RECEIVED", local("2013-05-02"), {"kinds": [1]}, administration=7
        )
        decision = event("DECISION_MADE", local("2013-05-21"), administration=5, unit="voksne")
        self.produce(copies(complaint, 31))
        self.produce(copies(decision, 40))

    def count(self) -> Program:
        """A `run` that has counted all and goes on."""
        program = self.start_run(SEEN_FROM_2013)
        self.wait_until_counted(program)
        return program

    def snapshot(self, window: str) -> dict[str, Any]:
        """`snapshot:<window>`."""
        text = self.picture.redis.get(f"{self.picture.prefix}snapshot:{window}")
        return cast(dict[str, Any], json.loads(text or "{}"))

    def entries(self, code: str) -> list[tuple[str, dict[str, str]]]:
        """`hist:<code>`: id and figures."""
        key = f"{self.picture.prefix}hist:{code}"
        found = []
        for entry, flat in self.picture.redis.command("XRANGE", key, "-", "+"):
            words = [word.decode() for word in flat]
            found.append((entry.decode(), dict(zip(words[::2], words[1::2]))))
        return found

    def test_a_snapshot_is_the_wide_rows_of_its_window(self) -> None:
        program = self.count()
        self.assertEqual(program.stop(), 0)
        windows = [key.removeprefix("win:") for key in self.picture.keys("win:*")]
        self.assertEqual(len(windows), 27)
        for window in windows:
            shown = self.snapshot(window)
            self.assertEqual(shown["window"], window)
            bounds = {field: str(value) for field, value in shown["bounds"].items()}
            self.assertEqual(bounds, self.picture.hash(f"win:{window}"))
            for code, line in shown["rows"].items():
                values = zip(shown["columns"], line, strict=True)
                figures = {field: value for field, value in values if value is not None}
                published = self.picture.figures(code, window)
                del published["seq"]
                self.assertEqual(figures, {f: float(text) for f, text in published.items()})
            self.assertLessEqual(shown["meta"]["seq"], int(self.picture.meta()["seq"]))

    def test_minutes_outlive_a_start_and_rows_have_names(self) -> None:
        program = self.count()
        self.assertEqual(self.picture.hash("names:da")["SOF"], "Socialforvaltningen")
        self.assertEqual(self.picture.hash("names:en")["ALL"], "The city")
        before = self.entries("SOF")
        self.assertEqual(before[0][0], f"{local('2013-05-21T12:00:00')}-0")
        self.assertEqual(set(before[0][1]), set(self.entries("ALL")[0][1]))
        self.assertEqual(program.stop(), 0)
        self.count()
        self.assertEqual(self.entries("SOF"), before)  # seen from the same minute


class Absence(RealTestCase):
    """Redis goes and comes: one line each, and the picture is whole again."""

    def test_redis_gone_is_said_once_and_made_good(self) -> None:
        with private_stack() as stack:
            self.stack = stack
            self.create_topic(1)
            complaint = event("COMPLAINT_RECEIVED", local("2013-05-02"), administration=7)
            self.produce(copies(complaint, 100))
            program = self.start_run(SEEN_FROM_2013)
            with Redis(stack.redis_url) as redis:
                picture = Picture(redis, self.name)
                program.wait_until(lambda: picture.offsets() == {0: 100}, "all counted")
                seq = int(picture.meta()["seq"])
            stack.kill("redis")
            program.wait_for_log(r"redis .*; retrying$", 5)
            self.produce(copies(complaint, 11))
            flags = setting_flags({"redis.namespace": self.name})
            health = run_command(["healthcheck", *flags], stack.environment)
            self.assertEqual(health.returncode, 4, health.stderr)
            time.sleep(3)
            stack.start("redis")
            program.wait_for_log(r"redis .*: back", 10)
            with Redis(stack.redis_url) as redis:
                picture = Picture(redis, self.name)
                program.wait_until(lambda: picture.offsets() == {0: 111}, "all counted", 10)
                self.assertEqual(picture.figures("BIF", "year")["complaints"], "111")
                self.assertGreater(int(picture.meta()["seq"]), seq)
            self.assertEqual(program.stop(), 0, program.log_tail())
            self.assertEqual(len(re.findall(r"; retrying$", program.log(), re.MULTILINE)), 1)


if __name__ == "__main__":
    run_tests()
