"""`casepulse replay`: the same counts at any speed and from any copy, and nothing else touched.

CASEPULSE_TEST_SEED: the generated log's.
"""

import json
import os
import random
import re
import signal
import time
from collections import Counter
from subprocess import CompletedProcess
from typing import Any, Iterator

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient
from events import MS_PER_DAY, event, local, record
from harness import Program, RealTestCase, Record, create_topic, produce, run_tests, wait_until
from harness.kafka import read_messages, watermarks
from harness.redis import Picture
from oracle import Settings
from oracle.kafka_log import KafkaLog

SEED = int(os.environ.get("CASEPULSE_TEST_SEED", random.SystemRandom().randrange(1 << 31)))
CREATE_TIME = {"message.timestamp.type": "CreateTime"}
LIVE = {"source.accept_create_time": "true"}
RUNTIME, USAGE, CONFIGURATION, DATA = 1, 2, 3, 5
HEARTBEAT_S = 6.0
# A log in which every verdict occurs.
SHARES = {
    "duplicates": "3",
    "altered": "1",
    "retractions": "2",
    "retractions-early": "30",
    "late": "15",
    "ahead": "1",
    "malformed": "1",
}


class ReplayTestCase(RealTestCase):
    """A generated log of two years in a topic of 12 partitions, and namespaces beside the live one."""

    events = 6000

    def setUp(self) -> None:
        super().setUp()
        print(f"CASEPULSE_TEST_SEED={SEED}", flush=True)
        self.into = f"{self.name}-into"
        self.replayed = Picture(self.redis, self.into)
        self.generate(self.events, SEED)

    def generate(self, count: int, seed: int) -> None:
        """More of the log."""
        shares = [word for key, value in SHARES.items() for word in (f"--{key}", value)]
        span = ["--from", "2023-01-01", "--to", "2025-01-01", "--per-year", str(count // 2)]
        made = self.command("generate", "-t", *span, "--units", "40", "--seed", str(seed), *shares)
        self.assertEqual(made.returncode, 0, made.stderr)

    def replay(self, *options: str, topic: str | None = None) -> CompletedProcess[str]:
        """`casepulse replay --into` this test's second namespace."""
        settings = {**LIVE, **({"source.topic": topic} if topic else {})}
        return self.command("replay", "--into", self.into, *options, settings=settings)

    def replay_digest(self, *options: str, topic: str | None = None) -> str:
        """The same, for its digest."""
        done = self.replay(*options, topic=topic)
        self.assertEqual(done.returncode, 0, done.stderr)
        match = re.search(r"^digest: ([0-9a-f]{64})$", done.stdout, re.MULTILINE)
        assert match is not None, done.stdout
        return match[1]

    def start_replay(self, *options: str, name: str = "replay") -> Program:
        """A replay that is not waited for."""
        words = ["replay", *self.settings(LIVE), "--into", self.into, *options]
        program = Program(words, self.stack.environment, self.folder, name)
        self.addCleanup(program.kill)
        return program

    def live_digest(self) -> str:
        """Of what `run` has stored."""
        done = self.command("inspect", settings=LIVE)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip()

    def oracle_digest(self) -> str:
        """Of the log as it is now, by the dictionary."""
        ends = self.end_offsets()
        with KafkaLog(self.stack.bootstrap_servers, self.name, Settings()) as log:
            digest: str = log.read_to(ends).cut(ends).digest()
        return digest

    def dumps(self, *names: str) -> dict[str, Any]:
        """Every key of these namespaces, figures and state, as bytes, with the time it has left."""
        found = {}
        for name in names:
            for prefix in ("casepulse:v1:", "casepulse-state:1:"):
                for key in self.redis.keys(f"{prefix}{{{name}}}:*"):
                    if key.endswith(":heartbeat"):
                        continue  # it ends by itself
                    found[key] = (self.redis.command("DUMP", key), self.redis.command("PTTL", key))
        return found

    def group_offsets(self) -> dict[int, int]:
        """What the live group has marked."""
        settings = {"bootstrap.servers": self.stack.bootstrap_servers, "group.id": self.name}
        consumer = Consumer({**settings, "enable.auto.commit": False})
        try:
            places = [TopicPartition(self.name, partition) for partition in range(12)]
            return {place.partition: place.offset for place in consumer.committed(places, 30)}
        finally:
            consumer.close()

    def groups(self) -> set[str]:
        """All consumer groups that the broker knows."""
        admin = AdminClient({"bootstrap.servers": self.stack.bootstrap_servers})
        return {group.id for group in admin.list_groups(timeout=30)}

    def copy_topic(self, partitions: int) -> str:
        """The log in another topic: in the order of arrival, with each record's own time."""
        name = f"{self.name}-{partitions}"
        create_topic(self.stack.bootstrap_servers, name, partitions, CREATE_TIME)
        produce(self.stack.bootstrap_servers, name, self.records())
        return name

    def records(self) -> Iterator[Record]:
        """All of the log, by arrival."""
        messages = read_messages(self.stack.bootstrap_servers, self.name)
        messages.sort(key=lambda message: (message.timestamp()[1], message.partition()))
        for message in messages:
            yield Record(message.value(), message.key(), None, message.timestamp()[1])


class Same(ReplayTestCase):
    """One state digest, however the log is read."""

    def count_live(self) -> str:
        """Live once, and wait until nothing of it moves any more."""
        self.count_all(LIVE)
        wait_until(lambda: not self.picture.has_heartbeat(), "the heartbeat ends", 10)
        return self.live_digest()

    def test_every_way_gives_the_live_digest_and_touches_nothing(self) -> None:
        digest = self.count_live()
        self.assertEqual(digest, self.oracle_digest())
        before = self.dumps(self.name)
        marks, groups = self.group_offsets(), self.groups()
        log = watermarks(self.stack.bootstrap_servers, self.name)
        self.assertEqual(self.replay_digest(), digest, "at full speed")
        self.assertEqual(self.replay_digest("--speed", "100000000x"), digest, "with a pace")
        self.assertEqual(self.replay_digest("--clock", "occurred"), digest, "by occurrence")
        self.assertEqual(self.dumps(self.name), before)
        self.assertEqual(self.group_offsets(), marks)
        self.assertEqual(self.groups(), groups)
        self.assertEqual(watermarks(self.stack.bootstrap_servers, self.name), log)
        self.assertEqual(self.redis.keys(f"casepulse-state:1:{{{self.into}}}:*"), [])

    def test_copies_of_1_4_and_12_partitions_give_the_same_digest(self) -> None:
        digest = self.oracle_digest()
        for partitions in (1, 4, 12):
            with self.subTest(partitions=partitions):
                topic = self.copy_topic(partitions)
                self.assertEqual(self.replay_digest(topic=topic), digest)

    def test_figures_of_a_replay_are_those_of_a_run_at_the_same_instant(self) -> None:
        self.assertEqual(self.replay("--to", "2024-12-01").returncode, 0)
        as_of = int(self.replayed.meta()["as_of_ms"])
        topic = self.copy_topic(3)
        records = [r for r in self.records() if r.timestamp_ms and r.timestamp_ms <= as_of]
        create_topic(self.stack.bootstrap_servers, f"{topic}-cut", 3, CREATE_TIME)
        produce(self.stack.bootstrap_servers, f"{topic}-cut", records)
        wanted = self.replayed.figures_alone()
        self.into = f"{self.name}-again"
        self.assertEqual(self.replay("--to", "2024-12-01", topic=f"{topic}-cut").returncode, 0)
        self.assertEqual(Picture(self.redis, self.into).figures_alone(), wanted)

    def test_a_run_that_goes_on_counts_as_if_there_were_no_replay(self) -> None:
        program = self.start_run(LIVE)
        replay = self.start_replay("--speed", "10000000x")
        self.generate(self.events, SEED + 1)
        self.wait_until_counted(program)
        self.assertEqual(replay.wait_for_end(60), 0, replay.log_tail())
        self.wait_until_counted(program)
        self.assertEqual(program.stop(), 0, program.log_tail())
        self.assertEqual(self.live_digest(), self.oracle_digest())


class Range(ReplayTestCase):
    """What is read, and what not."""

    def test_two_halves_hold_what_the_whole_holds(self) -> None:
        self.assertEqual(self.replay("--to", "2024-01-01").returncode, 0)
        first = self.replayed.books()
        self.assertEqual(self.replayed.meta()["as_of_ms"], "1704063599999")
        self.assertEqual(self.replay("--from", "2024-01-01").returncode, 0)
        second = self.replayed.books()
        self.assertEqual(self.replay().returncode, 0)
        whole = self.replayed.books()
        self.assertEqual(first["all.offset"], second["all.start"])
        self.assertEqual(second["all.offset"], whole["all.offset"])
        # What the second half does not know as a copy it counts.
        for fields in (["malformed"], ["counted", "retracted", "duplicate", "conflict"]):
            names = [f"all.{field}" for field in fields]
            parts = sum(first[name] + second[name] for name in names)
            self.assertEqual(parts, sum(whole[name] for name in names), fields)
        self.assertEqual(self.replayed.meta()["balanced"], "1")

    def test_offsets_are_read_as_given(self) -> None:
        ends = self.end_offsets()
        done = self.replay("--offsets", f"3:5-25,0:0-{ends[0]}")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.replayed.offsets(), {0: ends[0], 3: 25})
        self.assertEqual(self.replayed.books()["3.start"], 5)
        beyond = self.replay("--offsets", f"3:5-{ends[3] + 1}")
        self.assertEqual(beyond.returncode, USAGE, beyond.stderr)
        self.assertIn(f"[3]: offsets 5-{ends[3] + 1} are not in the log", beyond.stderr)

    def test_an_empty_range_is_complete(self) -> None:
        for speed in ("max", "60x"):
            done = self.replay("--from", "2031-01-01", "--speed", speed)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("books: offsets 0 = ", done.stdout)
            self.assertEqual(self.replayed.meta()["state"], "complete")


class Ends(RealTestCase):
    """Logs that end in an unusual way; events made by hand."""

    def setUp(self) -> None:
        super().setUp()
        self.into = f"{self.name}-into"
        self.replayed = Picture(self.redis, self.into)

    def replay(self, *options: str) -> CompletedProcess[str]:
        """Into this test's second namespace; must be complete."""
        done = self.command("replay", "--into", self.into, *options, settings=LIVE)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.replayed.meta()["state"], "complete")
        return done

    def test_transaction_markers_at_the_end_are_gaps(self) -> None:
        self.create_topic(3)
        settings = {"bootstrap.servers": self.stack.bootstrap_servers}
        producer = Producer({**settings, "transactional.id": self.name})
        producer.init_transactions(30)
        for is_committed in (True, False, True, False):
            producer.begin_transaction()
            for partition in (0, 1):
                made = record(event("CASE_OPENED", local("2024-05-01")))
                producer.produce(self.name, made.value, made.key, partition)
            producer.flush(30)
            (producer.commit_transaction if is_committed else producer.abort_transaction)(30)
        for speed in ("max", "60x"):
            self.replay("--speed", speed)
            books = self.replayed.books()
            self.assertEqual((books["all.counted"], books["all.gaps"]), (4, 12), books)
            self.assertEqual(self.replayed.offsets(), {0: 8, 1: 8, 2: 0})

    def test_by_occurrence_a_record_refused_for_ten_digits_makes_nobody_wait(self) -> None:
        self.create_topic(1, CREATE_TIME)
        day = local("2024-05-01")
        later = event("CASE_OPENED", day + 2 * MS_PER_DAY, unit="1234567890")
        for made in (event("CASE_OPENED", day), later, event("CASE_OPENED", day + 1)):
            self.produce([record(made, timestamp_ms=local("2024-06-01"))])
        words = ["--clock", "occurred", "--speed", "10000x"]
        began = time.monotonic()
        self.replay(*words, "-s", "count.refuse_ten_digits=true")
        self.assertLess(time.monotonic() - began, 10)
        books = self.replayed.books()
        self.assertEqual((books["all.counted"], books["all.malformed"]), (2, 1), books)

    def test_records_of_another_time_between_the_ends_are_left_out_and_told(self) -> None:
        self.create_topic(1, CREATE_TIME)
        for day in ("2024-05-01", "2024-05-03", "2024-04-01", "2024-05-04", "2024-06-01"):
            at = local(day)
            made = record(event("CASE_OPENED", at), timestamp_ms=at)
            self.produce([made])
        done = self.replay("--from", "2024-05-02", "--to", "2024-05-20")
        self.assertIn("outside: 1 records", done.stdout)
        books = self.replayed.books()
        wanted = {"start": 1, "offset": 4, "counted": 2, "gaps": 1}
        self.assertEqual({field: books[f"all.{field}"] for field in wanted}, wanted)


class Compare(ReplayTestCase):
    """Day by day against what is stored live."""

    def compare(self, *options: str, settings: dict[str, object] | None = None) -> Any:
        """The comparison as JSON; the exit code says whether all is equal."""
        words = ["replay", "--into", self.into, "--compare", self.name, "--json", *options]
        done = self.command(*words, settings={**LIVE, **(settings or {})})
        found = json.loads(done.stdout)
        wanted = DATA if found["differences"] else 0
        self.assertEqual(done.returncode, wanted, done.stderr)
        self.assertEqual(found["different"], len(found["differences"]))
        return found

    def test_the_whole_log_is_equal_and_a_part_differs_for_known_reasons(self) -> None:
        self.count_all(LIVE)
        before = self.dumps(self.name)
        whole = self.compare()
        self.assertGreater(whole["day_counts"], 1000)
        self.assertEqual(whole["differences"], [])
        first = self.compare("--to", "2024-01-01")
        reasons = Counter(line["reason"] for line in first["differences"])
        self.assertGreater(reasons["late_amendment"], 0)
        self.assertEqual(set(reasons), {"late_amendment", "range"})
        for line in first["differences"]:
            is_amended = line["date"] < "2024-01-01"
            self.assertEqual(line["reason"] == "late_amendment", is_amended, line)
        second = self.compare("--from", "2024-01-01")
        self.assertEqual({line["reason"] for line in second["differences"]}, {"range"})
        self.assertGreater(second["live_records_before"], 0)
        lines = self.command("inspect", "--lines", settings=LIVE).stdout.splitlines()
        inquiries = [int(line.split(",")[4]) for line in lines if ",inquiries," in line]
        self.assertEqual(self.missing(first) + self.missing(second), sum(inquiries))
        self.assertEqual(self.dumps(self.name), before)

    def missing(self, found: Any) -> int:
        """Inquiries that live counted and the replay did not."""
        lines = [line for line in found["differences"] if line["figure"] == "inquiries"]
        missing: int = sum(line["live"] - line["replay"] for line in lines)
        return missing

    def test_other_rules_are_named(self) -> None:
        self.count_all(LIVE)
        other = self.compare(settings={"count.history_days": 30})
        self.assertIn("history_days=4018", other["live_rules"])
        self.assertIn("history_days=30", other["replay_rules"])
        self.assertGreater(other["different"], 0)
        self.assertEqual({line["reason"] for line in other["differences"]}, {"rules"})
        done = self.replay("--compare", self.name, "--load", "2")
        self.assertEqual(done.returncode, DATA, done.stderr)
        self.assertRegex(done.stdout, r"compared with live: (\d+) of \1 day counts differ")


class Load(ReplayTestCase):
    """Copies of each event."""

    def test_three_times_the_load_is_three_times_each_day(self) -> None:
        one, three = (
            dict(line.rsplit(",", 1) for line in self.lines(load)) for load in ("1", "3")
        )
        self.assertEqual(
            {line: int(value) * 3 for line, value in one.items()},
            {line: int(value) for line, value in three.items()},
        )

    def lines(self, load: str) -> list[str]:
        """Days of the headlines and verdicts, as "key,field,value"."""
        done = self.replay("--load", load)
        self.assertEqual(done.returncode, 0, done.stderr)
        keys = [key for key in self.replayed.keys("days:*") if "active" not in key]
        lines = [
            f"{key},{day},{value}" for key in keys for day, value in self.replayed.hash(key).items()
        ]
        books = self.replayed.books()
        return lines + [f"books,{f},{v}" for f, v in books.items() if f.startswith("all.")]


class Life(ReplayTestCase):
    """A namespace from its first mark to its end."""

    def states(self) -> tuple[str | None, str | None]:
        """Kind and state."""
        meta = self.replayed.meta()
        return meta.get("kind"), meta.get("state")

    def wait_for_picture(self, program: Program) -> None:
        """A first picture, in the middle of the replay."""
        program.wait_until(lambda: self.replayed.meta().get("seq"), "a first picture", 30)

    def assert_lives(self) -> None:
        """No key without an end."""
        keys = self.redis.keys(f"casepulse*{{{self.into}}}:*")
        self.assertGreater(len(keys), 100)
        stays = [key for key in keys if self.redis.command("PTTL", key) < 0]
        self.assertEqual(stays, [])

    def keys_of_no_other_test(self) -> set[str]:
        """All of Redis but what tests that run meanwhile call theirs."""
        keys = self.redis.keys("*")
        return {key for key in keys if self.name in key or not re.search(r"\{t-[0-9a-f]{12}", key)}

    def test_interrupted_it_stays_incomplete_and_the_next_run_finishes(self) -> None:
        digest = self.oracle_digest()
        others = self.keys_of_no_other_test()
        for number, sign in enumerate((signal.SIGINT, signal.SIGKILL)):
            program = self.start_replay("--speed", "5000000x", name=f"replay-{number}")
            self.wait_for_picture(program)
            self.assertEqual(self.states(), ("replay", "incomplete"))
            program.process.send_signal(sign)
            code = program.wait_for_end()
            self.assertEqual(code, RUNTIME if sign == signal.SIGINT else -sign)
            self.assertEqual(self.states(), ("replay", "incomplete"))
            self.assert_lives()
            more = self.keys_of_no_other_test() - others
            lease = f"casepulse-state:1:{{{self.into}}}:lease"
            mine = self.replayed.prefix
            self.assertEqual([k for k in more if not k.startswith(mine) and k != lease], [])
            self.assertEqual(self.replay_digest(), digest)
            self.assertEqual(self.states(), ("replay", "complete"))
            self.assert_lives()
            self.redis.command("DEL", *self.redis.keys(f"{mine}*"))

    def test_killed_at_any_moment_it_leaves_nothing_but_an_incomplete_namespace(self) -> None:
        digest = self.oracle_digest()
        chance = random.Random(SEED)
        for number in range(8):
            program = self.start_replay(name=f"replay-{number}")
            time.sleep(chance.uniform(0.0, 1.2))
            program.kill()
            state = self.states()
            self.assertIn(state, [(None, None), ("replay", "incomplete"), ("replay", "complete")])
            stays = [
                key
                for key in self.redis.keys(f"casepulse*{{{self.into}}}:*")
                if self.redis.command("PTTL", key) == -1
            ]
            self.assertEqual(stays, [])
        self.assertEqual(self.replay_digest(), digest)

    def test_two_replays_cannot_both_take_a_namespace(self) -> None:
        first = self.start_replay("--speed", "1000x")
        self.wait_for_picture(first)
        began = time.monotonic()
        second = self.replay()
        self.assertEqual(second.returncode, RUNTIME, second.stderr)
        self.assertIn("another program publishes there", second.stderr)
        self.assertGreater(time.monotonic() - began, 5)
        dropped = self.command("replay", "--drop", self.into)
        self.assertEqual(dropped.returncode, RUNTIME, dropped.stderr)
        self.assertTrue(first.is_running(), first.log_tail())
        self.assertEqual(self.states(), ("replay", "incomplete"))

    def test_a_namespace_that_is_not_a_replays_is_refused(self) -> None:
        self.count_all(LIVE)
        before = self.dumps(self.name)
        mine = self.replay("--into", self.name)
        self.assertEqual(mine.returncode, USAGE, mine.stderr)
        wait_until(lambda: not self.picture.has_heartbeat(), "the heartbeat ends", 10)
        settings = {**LIVE, "redis.namespace": "another"}
        for words in (["--into", self.name], ["--drop", self.name]):
            done = self.command("replay", *words, settings=settings)
            self.assertEqual(done.returncode, CONFIGURATION, done.stderr)
            self.assertIn("is not empty and not a replay's (kind run)", done.stderr)
        self.assertEqual(self.dumps(self.name), before)

    def test_a_topic_with_more_partitions_than_can_be_counted_is_refused(self) -> None:
        topic = f"{self.name}-wide"
        create_topic(self.stack.bootstrap_servers, topic, 1025)
        admin = AdminClient({"bootstrap.servers": self.stack.bootstrap_servers})
        self.addCleanup(lambda: admin.delete_topics([topic])[topic].result(30))
        for words in ([], ["--offsets", "1024:0-0"]):
            settings = {**LIVE, "source.topic": topic}
            done = self.command("replay", "--into", self.into, *words, settings=settings)
            self.assertEqual(done.returncode, CONFIGURATION, done.stderr)
            self.assertIn(f'"{topic}" has 1025 partitions; at most 1024', done.stderr)
        self.assertEqual(self.redis.keys(f"casepulse*{{{self.into}}}:*"), [])

    def test_list_shows_it_and_drop_removes_it(self) -> None:
        self.assertEqual(self.replay("--ttl", "90m").returncode, 0)
        listed = self.command("replay", "--list").stdout
        line = next(line for line in listed.splitlines() if line.startswith(self.into))
        self.assertRegex(line, r"complete +- .* 9[01] min$")
        self.assertEqual(self.replay("--keep").returncode, 0)
        self.assertEqual(self.redis.command("PTTL", f"{self.replayed.prefix}meta"), -1)
        self.assertEqual(self.command("replay", "--drop", self.into).returncode, 0)
        self.assertEqual(self.redis.keys(f"casepulse*{{{self.into}}}:*"), [])


if __name__ == "__main__":
    run_tests()
