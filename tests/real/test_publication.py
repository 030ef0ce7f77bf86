"""What is published, from the other side: figures in Redis, and Redis that goes and comes."""

import re
import time
from typing import Any, cast

from events import copies, event, local
from harness import RealTestCase, private_stack, run_tests
from harness.program import run_command, setting_flags
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
