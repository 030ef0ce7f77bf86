"""`casepulse run`: what stands in Redis is what was in the log, at every moment and each start.

That each figure is right, oracle.redis tells; here figures, offsets and books must fit each other.
"""

import json
import os
import pathlib
import signal
import threading
import time
from typing import Any

from confluent_kafka.admin import AdminClient
from events import CODES, MS_PER_DAY, TYPES, date_of, event, local, record

from harness import Program, RealTestCase, Record, Redis, run_tests, wait_until

# The total of each type, and the sender's half of a move.
TOTALS = [
    "inquiries",
    "opened",
    "reopened",
    "closed",
    "states",
    "moved_in",
    "moved_out",
    "decisions",
    "complaints",
    "reassessed",
    "concluded",
    "appeals",
    "investigations",
    "reviews",
    "retractions",
]
VERDICTS = [
    "counted",
    "retracted",
    "duplicate",
    "conflict",
    "malformed",
    "unsupported",
    "too_late",
    "too_far_ahead",
]
# What a log of one type of clock needs; the arrivals of the random log are its own.
CREATE_TIME = {"message.timestamp.type": "CreateTime"}


def plain_log(count: int, first: int = 0) -> list[Record]:
    """Events of all types but moves and retractions, all of 2024, in 4 units of every row."""
    kinds = [kind for kind in TYPES if kind not in ("UNIT_CHANGED", "EVENT_RETRACTED")]
    log = []
    for number in range(first, first + count):
        made = event(
            kinds[number % len(kinds)],
            local("2024-01-01T12:00") + number % 366 * MS_PER_DAY,
            administration=number % 8,
            unit=f"unit-{number % 32}",
            case_id=f"case-{number % 1000}",
        )
        log.append(record(made))
    return log


class Picture(RealTestCase):
    """What a reader may rely on while the processor counts."""

    as_of = {"picture.as_of": "2024-12-31T23:59:59.999", "picture.publish_days": 30}

    def produce_until(self, is_enough: threading.Event) -> threading.Thread:
        """Some hundred events at a time, from another thread."""

        def send() -> None:
            first = 0
            while not is_enough.is_set():
                self.produce([*plain_log(400, first), Record(b"\xff", key=b"x")])
                first += 400
                time.sleep(0.02)

        thread = threading.Thread(target=send)
        thread.start()
        return thread

    def test_every_look_at_the_picture_is_consistent(self) -> None:
        self.create_topic()
        program = self.start_run(self.as_of)
        program.wait_until(self.picture.meta, "a first picture")
        is_enough = threading.Event()
        feeder = self.produce_until(is_enough)
        seen: set[int] = set()

        def has_seen_many() -> bool:
            seen.add(self.look())
            return len(seen) > 20

        try:
            wait_until(has_seen_many, "20 different pictures")
        finally:
            is_enough.set()
            feeder.join()
        self.wait_until_counted(program)
        self.assertEqual(self.look(), sum(self.end_offsets().values()))
        self.assertEqual(program.stop(), 0, program.log_tail())

    def look(self) -> int:
        """One MULTI: figures, books and offsets must fit each other. Returns the records seen.

        A row of a later tick than meta's says "read again": −1.
        """
        rows = ["ALL", *CODES]
        names = [f"fig:{row}:year" for row in rows]
        hashes = self.picture.hashes("meta", "offsets", "books", "by:opened:year", *names)
        meta, offsets, books, by_opened = hashes[:4]
        if not meta:
            return 0
        figures = dict(zip(rows, hashes[4:]))
        if max(int(figures[row]["seq"]) for row in rows) > int(meta["seq"]):
            return -1
        for counter in TOTALS:
            parts = sum(int(figures[code][counter]) for code in CODES)
            self.assertEqual(int(figures["ALL"][counter]), parts, counter)
        self.assertEqual(by_opened, {row: figures[row]["opened"] for row in rows})
        read = sum(int(offset) for p, offset in offsets.items() if p != "seq")
        counted = sum(int(figures["ALL"][counter]) for counter in TOTALS)
        self.assertEqual(int(books["all.offset"]), read)
        self.assertEqual(int(books["all.counted"]), counted)
        verdicts = sum(int(books[f"all.{verdict}"]) for verdict in VERDICTS)
        self.assertEqual(verdicts + int(books["all.gaps"]), read - int(books["all.start"]))
        self.assertEqual(meta["balanced"], "1")
        return read

    def test_a_start_over_an_older_picture_never_shows_half_of_it(self) -> None:
        self.create_topic()
        self.produce(plain_log(5000))
        self.count_all(self.as_of)
        program = self.start_run(self.as_of)
        seen: list[int] = []
        while not self.picture.has_reached(self.end_offsets(), program.started_ms):
            seen.extend(self.look() for _ in range(20))
        self.assertEqual(seen[0], 5000)
        self.assertEqual(self.look(), 5000)
        self.assertEqual(program.stop(), 0, program.log_tail())

    def test_the_lag_is_zero_only_when_everything_is_counted(self) -> None:
        self.create_topic(partitions=2)
        total = sum(self.produce(plain_log(400, first)) for first in range(0, 2000, 400))
        # One batch of a partition a fetch, and the broker waits for more: so reading takes its time.
        slowly = {
            "kafka.fetch.message.max.bytes": 1000,
            "kafka.fetch.min.bytes": 100000,
            "kafka.fetch.wait.max.ms": 200,
        }
        program = self.start_run({**self.as_of, **slowly})
        lags: set[int] = set()

        def is_live() -> bool:
            meta, offsets = self.picture.hashes("meta", "offsets")
            if not meta:
                return False
            read = sum(int(offset) for p, offset in offsets.items() if p != "seq")
            lags.add(total - read)
            self.assertEqual(int(meta["lag_records"]), total - read)
            if meta["state"] == "live":
                self.assertEqual((read, meta["lag_ms"]), (total, "0"))
            return meta["state"] == "live"

        program.wait_until(is_live, "the picture is live")
        self.assertGreater(len(lags), 1, "the lag was never seen")

    def test_updates_name_the_tick_that_readers_find(self) -> None:
        self.create_topic()
        with Redis(self.stack.redis_url) as subscriber:
            subscriber.command("SUBSCRIBE", self.picture.prefix + "updates")
            program = self.start_run(self.as_of)
            program.wait_until(self.picture.meta, "a first picture")
            self.produce(plain_log(100))
            self.wait_until_counted(program)
            before = int(self.picture.meta()["seq"])
            self.produce(plain_log(100, first=100))
            self.wait_until_counted(program)
            self.assertGreater(int(self.picture.meta()["seq"]), before)
            self.assertEqual(program.stop(), 0, program.log_tail())
            last = int(self.picture.meta()["seq"])
            numbers: list[int] = []
            while not numbers or numbers[-1] < last:
                kind, _channel, number = subscriber.read_reply()
                self.assertEqual(kind, b"message")
                numbers.append(int(number))
        self.assertEqual(numbers, sorted(set(numbers)), "each tick is announced once, in order")
        self.assertGreater(len(numbers), 2)

    def wait_for_meta(self, program: Program, more_ms: int) -> None:
        """Until `meta` was written so much later than now."""
        least_ms = int(self.picture.meta()["published_at_ms"]) + more_ms
        program.wait_until(
            lambda: int(self.picture.meta()["published_at_ms"]) >= least_ms,
            "meta is written every second",
        )

    def test_without_input_only_the_clock_fields_move(self) -> None:
        self.create_topic()
        self.produce(plain_log(50))
        program = self.start_run(self.as_of)
        self.wait_until_counted(program)
        program.wait_until(lambda: self.picture.meta()["state"] == "live", "live")
        # A snapshot is written once a second: of two ticks in one, a third shows the last change.
        self.wait_for_meta(program, 2000)
        before = self.picture.meta()
        self.wait_for_meta(program, 2000)
        after = self.picture.meta()
        self.assertEqual(after["seq"], before["seq"])
        self.assertEqual(after["as_of_ms"], str(local("2024-12-31T23:59:59.999")))
        self.assertEqual(after["as_of_ms"], before["as_of_ms"])

    def test_the_heart_beats_every_second_after_a_long_tick(self) -> None:
        self.create_topic()
        self.produce([record(event("CASE_OPENED", local("2018-01-01")))])
        # A million days make a first tick that takes a second or more.
        program = self.start_run({"picture.publish_days": 3000})
        program.wait_until(self.picture.meta, "a first picture")
        for _ in range(6):
            self.assertTrue(self.picture.has_heartbeat())
            before = self.picture.meta()["published_at_ms"]
            program.wait_until(
                lambda: self.picture.meta()["published_at_ms"] != before, "meta is written", 2.5
            )
        self.assertEqual(program.stop(), 0, program.log_tail())

    def test_as_of_follows_the_clock_without_a_fixed_instant(self) -> None:
        self.create_topic()
        program = self.start_run()
        program.wait_until(self.picture.meta, "a first picture")
        first = int(self.picture.meta()["as_of_ms"])
        self.assertLess(abs(first - time.time() * 1000), 10_000)
        program.wait_until(
            lambda: int(self.picture.meta()["as_of_ms"]) > first, "as_of moves without input", 5
        )
        self.assertEqual(self.picture.hash("win:day")["label"], str(date_of(first)))


class Life(RealTestCase):
    """Starts and ends."""

    as_of = {"picture.as_of": "2024-12-31T23:59:59.999", "picture.publish_days": 30}

    def contents(self) -> dict[str, Any]:
        """All keys of the namespace, without what a second start may change."""
        found: dict[str, Any] = {}
        for key in self.picture.keys():
            if key in ("meta", "heartbeat") or key.startswith("hist:"):
                continue  # a minute that was seen stays as it was seen
            if key.startswith("snapshot:"):
                text = self.redis.get(self.picture.prefix + key)
                found[key] = {**json.loads(text or "{}"), "meta": None}
                continue
            if key in ("index", "sources") or key.startswith("units:"):
                found[key] = self.redis.members(self.picture.prefix + key)
                continue
            found[key] = self.picture.hash(key)
            found[key].pop("seq", None)
        return found

    def test_a_second_start_goes_on_with_the_same_figures(self) -> None:
        self.create_topic()
        self.produce(plain_log(2000))
        self.count_all(self.as_of)
        first, seq = self.contents(), int(self.picture.meta()["seq"])
        program = self.count_all(self.as_of)
        self.assertRegex(program.log(), " 0 records read in", "nothing is read twice")
        self.assertEqual(self.contents(), first)
        self.assertGreater(int(self.picture.meta()["seq"]), seq, "seq goes on")

    def test_what_an_older_run_left_vanishes(self) -> None:
        self.create_topic()
        self.produce(plain_log(100))
        self.count_all(self.as_of)
        expected = self.contents()
        prefix = self.picture.prefix
        self.redis.command("HSET", prefix + "fig:BIF/gone:year", "opened", "7")
        self.redis.command("HSET", prefix + "days:BIF:opened:1999", "1999-01-01", "7")
        self.redis.command("HSET", prefix + "fig:BIF:year", "a_counter_of_old", "7")
        self.redis.command("SADD", prefix + "index", "BIF/gone")
        self.redis.command("SADD", prefix + "units:BIF", "gone")
        other = f"casepulse:v1:{{{self.name}-other}}:fig:ALL:year"
        self.redis.command("HSET", other, "opened", "7")
        self.count_all(self.as_of)
        self.assertEqual(self.contents(), expected)
        self.assertEqual(self.redis.hash(other), {"opened": "7"}, "another namespace is not ours")
        self.redis.command("DEL", other)

    def test_a_signal_ends_the_run_in_order_with_balanced_books(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(signal=number.name):
                self.check_signal(number)

    def check_signal(self, number: signal.Signals) -> None:
        if number == signal.SIGTERM:
            self.create_topic()
            self.produce([*plain_log(100), Record(b"", key=b"x"), Record(b"\xff", key=b"x")])
        program = self.start_run(self.as_of)
        self.wait_until_counted(program)
        program.process.send_signal(number)
        self.assertEqual(program.wait_for_end(), 0, program.log_tail())
        line = program.wait_for_log(r"books: (.*)$").group(1)
        left, right = line.split(" = ")
        entries = {words.split()[0]: int(words.split()[1]) for words in right.split(" + ")}
        self.assertEqual(int(left.split()[1]), sum(entries.values()), line)
        self.assertEqual((entries["counted"], entries["malformed"]), (100, 2), line)
        read = 102 if number == signal.SIGTERM else 0  # the second start goes on at the end
        self.assertRegex(program.log(), rf" {read} records read in [0-9.]+ s \(.* CPU ")

    def test_a_signal_ends_a_run_that_has_not_begun(self) -> None:
        program = self.start_run()
        program.wait_for_log("counting")
        self.assertEqual(program.stop(timeout_s=10), 0, program.log_tail())

    def test_a_shard_stays_on_the_core_it_was_given(self) -> None:
        allowed = os.sched_getaffinity(0)
        core = max(allowed)
        self.create_topic()
        self.produce(plain_log(10))
        program = self.start_run({"run.core": core})
        self.wait_until_counted(program)
        tasks = pathlib.Path(f"/proc/{program.process.pid}/task")
        cores = {
            (int(task.name), (task / "comm").read_text().strip()): os.sched_getaffinity(
                int(task.name)
            )
            for task in tasks.iterdir()
        }
        main = cores.pop((program.process.pid, "casepulse"))
        self.assertEqual(main, allowed, "publishing goes on wherever there is room")
        self.assertTrue(any(name.startswith("rdk:") for _, name in cores), cores)
        self.assertTrue(any(name == "casepulse" for _, name in cores), cores)
        self.assertEqual(set(map(frozenset, cores.values())), {frozenset({core})}, cores)
        self.assertEqual(program.stop(timeout_s=10), 0, program.log_tail())

    def test_a_topic_with_more_partitions_than_can_be_counted_is_refused(self) -> None:
        self.create_topic(1025)
        admin = AdminClient({"bootstrap.servers": self.stack.bootstrap_servers})
        self.addCleanup(lambda: admin.delete_topics([self.name])[self.name].result(30))
        done = self.command("run")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn(f'"{self.name}" has 1025 partitions or more; at most 1024', done.stderr)
        self.assertEqual(self.redis.keys(f"casepulse-state:1:{{{self.name}}}:head:*"), [])

    def test_a_core_that_does_not_exist_is_refused(self) -> None:
        result = self.command("run", settings={"run.core": 1023})
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertRegex(result.stderr, r"core 1023: .*runs on: \d")

    def test_the_live_namespace_follows_the_clock_only(self) -> None:
        settings = {**self.as_of, "redis.namespace": "live"}
        result = self.command("run", settings=settings)
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertRegex(result.stderr, r"picture\.as_of")
        self.assertRegex(result.stderr, "live")

    def test_the_health_check_wants_a_fresh_heartbeat(self) -> None:
        self.assertEqual(self.health(), 1)
        self.create_topic()
        program = self.start_run()
        program.wait_until(self.picture.has_heartbeat, "a heartbeat")
        self.assertEqual(self.health(), 0)
        lives = int(self.redis.command("PTTL", self.picture.prefix + "heartbeat"))
        self.assertTrue(0 < lives <= 5000, lives)
        program.kill()
        self.assertEqual(self.health(), 0, "dead for less than 5 s")
        wait_until(lambda: not self.picture.has_heartbeat(), "the heartbeat ends", 6)
        result = self.command("healthcheck")
        self.assertEqual(result.returncode, 1)
        self.assertRegex(result.stderr, "heartbeat")

    def health(self) -> int:
        """The exit code of the health check."""
        return self.command("healthcheck").returncode

    def test_two_processors_of_a_group_share_the_partitions(self) -> None:
        self.create_topic()
        self.produce(plain_log(200))
        first = self.start_run(self.as_of)
        self.wait_until_counted(first)
        second = Program(
            ["run", *self.settings(self.as_of)], self.stack.environment, self.folder, "2"
        )
        self.addCleanup(second.kill)
        first.wait_for_log("took the partitions away")
        self.assertEqual(second.stop(), 0, second.log_tail())
        first.wait_for_log("(?s)took the partitions away.*12 partitions are ours")
        self.wait_until_counted(first)
        self.assertEqual(self.picture.books()["all.counted"], 200)
        self.assertEqual(first.stop(), 0, first.log_tail())


if __name__ == "__main__":
    run_tests()
