"""Servers that are missing at the start or go later: a line within 5 s, patience, right figures.

The servers of this file are its own; one test after the other stops them and starts them again.
"""

import os
import pathlib
import shutil
import time
from contextlib import ExitStack
from typing import Any, ClassVar

from events import MS_PER_DAY, event, local, record

from harness import Program, RealTestCase, Record, Redis, private_stack, run_tests
from harness.waiting import wait_until

# From the moment in which a server is gone until somebody reads of it.
SAID_WITHIN_S = 5.0
# The longest pause between two tries, the broker's start, and the return to its group.
BACK_WITHIN_S = 60.0
BUSY_SHARE = 0.2
# So long that the client's place in its group is lost meanwhile (session.timeout.ms = 6000).
OUTLIVES_SESSION_S = 6.0


def cpu_seconds(pid: int) -> float:
    """Processor time of a process so far."""
    fields = (
        pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    )
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def some_events(count: int, first: int = 0) -> list[Record]:
    """Openings over 2024, in all administrations."""
    return [
        record(
            event(
                "CASE_OPENED",
                local("2024-01-01T12:00") + number % 366 * MS_PER_DAY,
                administration=number % 8,
                unit=f"unit-{number % 16}",
                case_id=f"case-{number}",
            )
        )
        for number in range(first, first + count)
    ]


class FaultTestCase(RealTestCase):
    """A private stack for each class."""

    _servers: ClassVar[ExitStack]
    own_settings = {"picture.as_of": "2024-12-31T23:59:59.999", "picture.publish_days": 30}

    @classmethod
    def setUpClass(cls) -> None:
        cls._servers = ExitStack()
        cls.addClassCleanup(cls._servers.close)
        cls.stack = cls._servers.enter_context(private_stack())

    def run_program(self, **own: Any) -> Program:
        """`run` with the settings of these tests."""
        return self.start_run({**self.own_settings, **own})

    def assert_patient(self, program: Program, seconds: float = 3.0) -> None:
        """Over a while it neither burns the processor nor fills the log."""
        lines, used = len(program.log().splitlines()), cpu_seconds(program.process.pid)
        time.sleep(seconds)
        self.assertTrue(program.is_running(), program.log_tail())
        share = (cpu_seconds(program.process.pid) - used) / seconds
        self.assertLess(share, BUSY_SHARE, "a busy loop")
        self.assertLessEqual(len(program.log().splitlines()) - lines, 3, program.log_tail())

    def assert_counts(self, program: Program, count: int) -> None:
        """All figures of so many events, none missing and none twice."""
        self.wait_until_counted(program, BACK_WITHIN_S)
        self.assertEqual(self.picture.books()["all.counted"], count)
        self.assertEqual(self.picture.meta()["balanced"], "1")
        by = self.picture.hash("by:opened:year")
        self.assertEqual(by.pop("ALL"), str(count))
        self.assertEqual(sum(int(opened) for opened in by.values()), count)

    def assert_ends_well(self, program: Program) -> None:
        """SIGTERM ends it with 0."""
        self.assertEqual(program.stop(), 0, program.log_tail())


class Kafka(FaultTestCase):
    """Without a broker, or without the topic."""

    def test_a_broker_missing_at_the_start_is_waited_for(self) -> None:
        self.create_topic()
        self.produce(some_events(500))
        self.stack.stop("kafka")
        self.addCleanup(self.stack.start, "kafka")
        program = self.run_program()
        program.wait_for_log(rf" warning: .*{self.stack.bootstrap_servers}", SAID_WITHIN_S)
        self.assert_patient(program)
        self.assertEqual(self.picture.meta(), {}, "nothing is published before anything is known")
        self.stack.start("kafka")
        self.assert_counts(program, 500)
        program.wait_for_log(rf" info: .*{self.stack.bootstrap_servers}.*again", SAID_WITHIN_S)
        self.assert_ends_well(program)

    def test_a_broker_that_goes_and_comes_back_costs_nothing(self) -> None:
        self.create_topic()
        self.produce(some_events(500))
        program = self.run_program()
        self.assert_counts(program, 500)
        self.stack.kill("kafka")
        self.addCleanup(self.stack.start, "kafka")
        program.wait_for_log(rf" warning: .*{self.stack.bootstrap_servers}", SAID_WITHIN_S)
        self.assert_patient(program, OUTLIVES_SESSION_S)
        self.assertTrue(self.picture.has_heartbeat())
        self.assertEqual(self.picture.figures("ALL", "year")["opened"], "500", "the picture stays")
        self.stack.start("kafka")
        program.wait_for_log(rf" info: .*{self.stack.bootstrap_servers}.*again", BACK_WITHIN_S)
        self.produce(some_events(300, first=500))
        self.assert_counts(program, 800)
        self.assert_ends_well(program)

    def test_a_topic_that_is_made_later_is_found(self) -> None:
        program = self.run_program()
        program.wait_for_log(f" warning: .*{self.name}.*create-topic", SAID_WITHIN_S)
        self.assert_patient(program)
        self.create_topic()
        self.produce(some_events(100))
        self.assert_counts(program, 100)
        self.assert_ends_well(program)

    def test_without_a_broker_a_signal_ends_the_run_at_once(self) -> None:
        nowhere = {**self.stack.environment, "CASEPULSE_KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1"}
        program = Program(["run", *self.settings()], nowhere, self.folder)
        self.addCleanup(program.kill)
        program.wait_for_log(r"127\.0\.0\.1:1", SAID_WITHIN_S)
        self.assertEqual(program.stop(timeout_s=10), 0, program.log_tail())


class RedisServer(FaultTestCase):
    """Without Redis."""

    def start_redis(self) -> None:
        """Start it again and connect the test's own client to it."""
        self.stack.start("redis")
        self.redis.close()
        self.redis = Redis(self.stack.redis_url)
        self.addCleanup(self.redis.close)
        self.picture.redis = self.redis

    def address(self) -> str:
        """Host and port as log lines name them."""
        return self.stack.redis_url.removeprefix("redis://")

    def test_redis_missing_at_the_start_is_waited_for(self) -> None:
        self.create_topic()
        self.produce(some_events(500))
        self.stack.stop("redis")
        self.addCleanup(self.stack.start, "redis")
        program = self.run_program()
        program.wait_for_log(rf" warning: .*{self.address()}", SAID_WITHIN_S)
        self.assert_patient(program)
        self.start_redis()
        self.assert_counts(program, 500)
        program.wait_for_log(rf" info: .*{self.address()}.*back", SAID_WITHIN_S)
        self.assert_ends_well(program)

    def test_redis_that_goes_and_comes_back_shows_what_came_meanwhile(self) -> None:
        self.lose_redis()

    def test_redis_that_comes_back_empty_is_never_silent(self) -> None:
        self.create_topic()
        self.produce(some_events(500))
        program = self.run_program()
        self.assert_counts(program, 500)
        time.sleep(1.5)  # the group's marks follow each second
        self.stack.kill("redis")
        assert self.stack.folder is not None
        shutil.rmtree(self.stack.folder / "data" / "redis")
        self.start_redis()
        program.wait_for_log("Redis holds no state: it was lost", 20)
        wait_until(lambda: self.picture.meta().get("state") == "failed", "state failed", 10)
        self.assertEqual(program.stop(), 5, program.log_tail())
        again = self.run_program()
        again.wait_for_log("Redis holds no state: it was lost", 20)
        self.assertEqual(again.stop(), 5, "a restart does not hide it")

    def lose_redis(self) -> None:
        """Redis is killed, events come, Redis comes back: all figures are there."""
        self.create_topic()
        self.produce(some_events(500))
        program = self.run_program()
        self.assert_counts(program, 500)
        seq = int(self.picture.meta()["seq"])
        self.stack.kill("redis")
        self.addCleanup(self.stack.start, "redis")
        program.wait_for_log(rf" warning: .*{self.address()}", SAID_WITHIN_S)
        self.produce(some_events(300, first=500))
        self.assert_patient(program)
        self.start_redis()
        self.assert_counts(program, 800)
        self.assertGreater(int(self.picture.meta()["seq"]), seq)
        self.assertEqual(len(self.picture.keys("fig:*")), 9 * 27 + 16 * 7)
        program.wait_for_log(rf" info: .*{self.address()}.*back", SAID_WITHIN_S)
        self.assert_ends_well(program)

    def test_a_run_that_ends_without_redis_says_so(self) -> None:
        self.create_topic()
        self.produce(some_events(10))
        program = self.run_program()
        self.assert_counts(program, 10)
        self.stack.stop("redis")
        self.addCleanup(self.stack.start, "redis")
        program.wait_for_log(rf" warning: .*{self.address()}", SAID_WITHIN_S)
        self.assertIn(program.stop(timeout_s=15), (1, 4), program.log_tail())
        self.assertRegex(program.log(), "books: offsets 10 = counted 10 ")
        self.start_redis()


if __name__ == "__main__":
    run_tests()
