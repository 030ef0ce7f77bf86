"""`casepulse feed`: rows of a CSV file through a mapping into a real topic, and on to Redis."""

import csv
import hashlib
import pathlib
import time
from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

from confluent_kafka import TIMESTAMP_CREATE_TIME
from events import TYPE_NAMES, TYPES, local, pb

from harness import Program, RealTestCase, read_messages, run_tests, topic_config
from harness.stack import ROOT

EXAMPLE = ROOT / "docs" / "example"
MAPPING = """\
[file]
source = desk
delimiter = ;

[event CASE_OPENED]
when = opened
case_id = case
occurred = opened
occurred.format = %d-%m-%Y
unit = unit
id = number, opened

[event DECISION_MADE]
when = decided
case_id = case
occurred = decided
occurred.format = %d-%m-%Y
result = result
result.map = M:in_favour, D:partly, A:against
"""
HEADER = "number;case;unit;opened;decided;result\n"
GOOD = HEADER + "1;c-1;u-1;21-05-2024;;\n2;c-2;u-1;22-05-2024;23-05-2024;M\n3;c-3;;23-05-2024;;\n"


class FeedTestCase(RealTestCase):
    """Files to feed, and what the topic holds afterwards."""

    def write(self, name: str, text: str) -> pathlib.Path:
        """A file of the test."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def feed_text(self, text: str) -> Any:
        """Feed a text through MAPPING."""
        return self.feed(self.write("desk.map", MAPPING), self.write("desk.csv", text))

    def stored(self) -> list[tuple[bytes, Any]]:
        """Key and event of every record, in the order of partition and offset."""
        messages = read_messages(self.stack.bootstrap_servers, self.name)
        messages.sort(key=lambda message: (message.partition(), message.offset()))
        return [(m.key(), pb.CaseEvent.FromString(m.value())) for m in messages]


class Topic(FeedTestCase):
    """Where the events go."""

    def test_the_topic_made_has_12_partitions_arrival_stamps_and_no_end(self) -> None:
        result = self.feed_text(GOOD)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(len(self.end_offsets()), 12)
        config = topic_config(self.stack.bootstrap_servers, self.name)
        self.assertEqual(config["message.timestamp.type"], "LogAppendTime")
        self.assertEqual(config["retention.ms"], "-1")

    def test_a_topic_that_is_there_is_left_and_what_differs_is_said(self) -> None:
        self.create_topic(3, {"message.timestamp.type": "CreateTime", "retention.ms": "604800000"})
        result = self.feed_text(GOOD)
        self.assertEqual(result.returncode, 0, result.stderr)
        for word in ("CreateTime", "604800000", "3 partitions"):
            self.assertIn(word, result.stderr)
        config = topic_config(self.stack.bootstrap_servers, self.name)
        self.assertEqual(config["message.timestamp.type"], "CreateTime")

    def test_records_never_carry_the_time_of_their_event(self) -> None:
        self.create_topic(1, {"message.timestamp.type": "CreateTime"})
        before = time.time() * 1000
        self.assertEqual(self.feed_text(GOOD).returncode, 0)
        for message in read_messages(self.stack.bootstrap_servers, self.name):
            kind, stamp = message.timestamp()
            self.assertEqual(kind, TIMESTAMP_CREATE_TIME)
            self.assertTrue(before - 1000 <= stamp <= time.time() * 1000 + 1000, stamp)

    def test_a_missing_topic_ends_the_feed_before_the_first_row(self) -> None:
        files = self.write("desk.map", MAPPING), self.write("desk.csv", GOOD)
        result = self.command("feed", "--mapping", *files)
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertIn(self.name, result.stderr)
        self.assertIn("--create-topic", result.stderr)

    def test_a_missing_broker_is_said_within_5_s_and_given_up_after_30(self) -> None:
        files = self.write("desk.map", MAPPING), self.write("desk.csv", GOOD)
        flags = ["feed", "--create-topic", "--mapping", *map(str, files), *self.settings()]
        nowhere = {"CASEPULSE_KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1"}
        began = time.monotonic()
        program = Program(flags, nowhere, self.folder, "feed")
        self.addCleanup(program.kill)
        program.wait_for_log("127.0.0.1:1", timeout_s=5)
        self.assertEqual(program.wait_for_end(40), 4, program.log_tail())
        self.assertTrue(25 < time.monotonic() - began < 40)
        self.assertLess(len(program.log().splitlines()), 6, program.log_tail())


class Records(FeedTestCase):
    """What the events hold."""

    def test_events_are_keyed_by_case_and_say_what_the_row_says(self) -> None:
        self.assertEqual(self.feed_text(GOOD).returncode, 0)
        stored = self.stored()
        self.assertEqual(len(stored), 4)
        for key, event in stored:
            self.assertEqual(key, event.case_id.encode())
            self.assertEqual((event.schema_version, event.source), (1, "desk"))
        by_case = {(key, TYPE_NAMES[event.type]): event for key, event in stored}
        decided = by_case[b"c-2", "DECISION_MADE"]
        self.assertEqual(decided.occurred, local("2024-05-23"))
        self.assertEqual(decided.decision_made.result, pb.DECISION_RESULT_IN_FAVOUR)
        self.assertEqual(by_case[b"c-1", "CASE_OPENED"].unit, "u-1")

    def test_event_ids_are_those_of_the_rule(self) -> None:
        rows = GOOD + "2;c-2;u-1;22-05-2024;23-05-2024;M\n"
        self.assertEqual(self.feed_text(rows).returncode, 0)
        names = [
            ("CASE_OPENED", "1", "21-05-2024", "1"),
            ("CASE_OPENED", "2", "22-05-2024", "1"),
            ("CASE_OPENED", "3", "23-05-2024", "1"),
            ("CASE_OPENED", "2", "22-05-2024", "2"),
            ("DECISION_MADE", "2", "c-2", "u-1", "22-05-2024", "23-05-2024", "M", "1"),
            ("DECISION_MADE", "2", "c-2", "u-1", "22-05-2024", "23-05-2024", "M", "2"),
        ]
        joined = ("\x1f".join(("desk", *name)).encode() for name in names)
        expected = sorted(hashlib.sha256(text).digest()[:16] for text in joined)
        self.assertEqual(sorted(event.event_id for _key, event in self.stored()), expected)

    def test_the_same_file_twice_gives_the_same_bytes_twice(self) -> None:
        for _ in range(2):
            result = self.feed(EXAMPLE / "example.map", EXAMPLE / "example.csv")
            self.assertEqual(result.returncode, 0, result.stderr)
        places: dict[tuple[bytes, bytes], list[int]] = defaultdict(list)
        for message in read_messages(self.stack.bootstrap_servers, self.name):
            places[message.key(), message.value()].append(message.partition())
        self.assertEqual(len(places), len(example_rows()))
        for partitions in places.values():
            self.assertEqual(len(partitions), 2)
            self.assertEqual(partitions[0], partitions[1])

    def test_refused_rows_are_named_and_the_others_go_on(self) -> None:
        bad = "4;c-4;u-1;31-02-2024;;\n5;c-5;u-1;21-05-2024;21-05-2024;X\n6;;u-1;21-05-2024;;\n"
        bad += "7;010190-1234;u-1;21-05-2024;;\n8;c-8\n"
        result = self.feed_text(GOOD + bad + "9;c-9;u-1;21-05-2024;;\n")
        self.assertEqual(result.returncode, 5, result.stderr)
        self.assertEqual(result.stdout, "")
        for line, word in ((5, "31-02-2024"), (6, '"X"'), (7, "case"), (8, "id number"), (9, "")):
            self.assertRegex(result.stderr, rf"(?m)^refused: .*desk\.csv:{line}: .*{word}")
        self.assertNotIn("010190-1234", result.stderr)
        self.assertRegex(result.stderr, "9 rows, 5 refused")
        self.assertRegex(result.stderr, "5 delivered")
        self.assertRegex(result.stderr, r"rows/s")
        cases = sorted({key for key, _event in self.stored()})
        self.assertEqual(cases, [b"c-1", b"c-2", b"c-3", b"c-9"])

    def test_a_wrong_mapping_or_header_sends_nothing(self) -> None:
        mapping = self.write("wrong.map", MAPPING.replace("result = result", "reslut = result"))
        result = self.feed(mapping, self.write("desk.csv", GOOD))
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertRegex(result.stderr, r"wrong\.map:18: .*reslut")
        result = self.feed_text(GOOD.replace("opened;", "begun;"))
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertRegex(result.stderr, r"desk\.csv:1: .*opened")


def example_rows() -> list[dict[str, str]]:
    """The rows of the example that the project ships."""
    with open(EXAMPLE / "example.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


# Type → the counter that counts all its events, as the dictionary of figures has it.
COUNTER_OF = {
    "INQUIRY_RECEIVED": "inquiries",
    "CASE_OPENED": "opened",
    "CASE_REOPENED": "reopened",
    "CASE_CLOSED": "closed",
    "STATE_CHANGED": "states",
    "UNIT_CHANGED": "moved_in",
    "DECISION_MADE": "decisions",
    "COMPLAINT_RECEIVED": "complaints",
    "COMPLAINT_REASSESSED": "reassessed",
    "COMPLAINT_CONCLUDED": "concluded",
    "APPEAL_DECIDED": "appeals",
    "INVESTIGATION_CONCLUDED": "investigations",
    "AUDIT_REVIEWED": "reviews",
    "EVENT_RETRACTED": "retractions",
}


class Example(FeedTestCase):
    """The shipped example from its file to Redis."""

    @staticmethod
    def count_rows() -> dict[tuple[str, str, str], int]:
        """(code, counter, date) → count; what a row takes back is subtracted on its own date."""
        found: Counter[tuple[str, str, str]] = Counter()
        for row in example_rows():
            date = datetime.strptime(row["happened"], "%d-%m-%Y %H:%M").date().isoformat()
            is_retraction = row["event"] == "EVENT_RETRACTED"
            kind = row["retracts_event"] if is_retraction else row["event"]
            for code in ("ALL", row["administration"] or "UNK"):
                found[code, COUNTER_OF[kind], date] += -1 if is_retraction else 1
                found[code, "retractions", date] += is_retraction
        return {place: count for place, count in found.items() if count}

    def test_the_example_counts_as_a_few_lines_count_it(self) -> None:
        result = self.feed(EXAMPLE / "example.map", EXAMPLE / "example.csv")
        self.assertEqual(result.returncode, 0, result.stderr)
        rows = example_rows()
        self.assertEqual({row["event"] for row in rows}, set(TYPES), "all types occur")
        self.count_all({"picture.as_of": "2025-03-31T23:59:59.999"})
        books = self.picture.books()
        retracted = sum(row["event"] == "EVENT_RETRACTED" for row in rows)
        self.assertEqual(books["all.retracted"], retracted)
        self.assertEqual(books["all.counted"], len(rows) - retracted)
        found: Counter[tuple[str, str, str]] = Counter()
        for key in self.picture.keys("days:*"):
            _days, code, counter, year = key.split(":")
            if counter in COUNTER_OF.values():
                for date, count in self.picture.days(code, counter, int(year)).items():
                    found[code, counter, date] += count
        self.assertEqual({p: count for p, count in found.items() if count}, self.count_rows())

    def test_retractions_name_events_that_were_sent(self) -> None:
        self.assertEqual(self.feed(EXAMPLE / "example.map", EXAMPLE / "example.csv").returncode, 0)
        stored = [event for _key, event in self.stored()]
        sent = {event.event_id: event for event in stored}
        self.assertEqual(len(sent), len(stored), "every event has an id of its own")
        retractions = [event for event in stored if event.type == TYPES["EVENT_RETRACTED"]]
        self.assertGreater(len(retractions), 10)
        for event in retractions:
            original = sent[event.retracted_event_id]
            self.assertEqual(original.type, event.retracted.type)
            self.assertEqual(original.occurred, event.retracted.occurred)
            self.assertEqual(
                (original.case_id, original.unit), (event.case_id, event.retracted.unit)
            )


if __name__ == "__main__":
    run_tests()
