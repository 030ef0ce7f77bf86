"""Bad input: each kind is counted under its verdict and reason, named in the log, and passed by."""

import re
import time
from dataclasses import dataclass
from typing import Any, Callable

import events
from confluent_kafka import Producer
from events import MS_PER_DAY, date_of, event, local, pb, record, retraction_of

from harness import RealTestCase, Record, run_tests

# Stands in every payload that is refused: no line of the log may hold it.
SECRET = "Rabarber"
WHEN = local("2024-05-21T10:30")


def good(**fields: Any) -> Any:
    """An event with nothing wrong."""
    return event("CASE_OPENED", WHEN, **{"case_id": SECRET, **fields})


def spoiled(change: Callable[[Any], None], made: Any = None) -> Record:
    """A good event (or `made`) after a change."""
    made = good() if made is None else made
    change(made)
    return record(made)


def taken_back(change: Callable[[Any], None], original: Any = None) -> Record:
    """A retraction of a good event after a change."""
    return spoiled(change, retraction_of(good() if original is None else original))


def clear(field: str) -> Callable[[Any], None]:
    """The change that leaves a field out."""
    return lambda made: made.ClearField(field)


def put(field: str, value: Any) -> Callable[[Any], None]:
    """The change that sets a field."""
    return lambda made: setattr(made, field, value)


def put_original(field: str, value: Any) -> Callable[[Any], None]:
    """The change that sets a field of the event taken back."""
    return lambda made: setattr(made.retracted, field, value)


def complaint(points: int) -> Any:
    """A complaint of so many points."""
    detail = {"points": [pb.THEME_REASONS] * points}
    return event("COMPLAINT_RECEIVED", WHEN, detail, case_id=SECRET)


def raw(value: bytes | None, key: str = SECRET) -> Record:
    """A record of these bytes."""
    return Record(value, key=key.encode())


@dataclass(frozen=True)
class Case:
    """One bad record, and the field of `refused` that it must move."""

    what: str
    record: Record
    refusal: str


def unreadable() -> list[Case]:
    """What is no message, or none that may be read."""
    text = good().SerializeToString()
    big = good(source="x" * 17_000).SerializeToString()
    return [
        Case("no value", raw(None), "malformed.empty"),
        Case("empty value", raw(b""), "malformed.empty"),
        Case("over 16 KiB", raw(big), "malformed.oversized"),
        Case("a header cut off", raw(b"\x00\x00\x00"), "malformed.framing"),
        Case("message 1 of its schema", raw(b"\0\0\0\0\7\2\2" + text), "malformed.framing"),
        Case("cut off", raw(text[:-3]), "malformed.undecodable"),
        Case("text", raw(f"{{case: {SECRET}}}".encode()), "malformed.undecodable"),
        Case("not UTF-8", raw(text + b"\x3a\x02\xff\xfe"), "malformed.undecodable"),
        Case("nothing but a header", raw(b"\0\0\0\0\7\0"), "malformed.event_id"),
    ]


def misshapen() -> list[Case]:
    """Required fields missing or of a wrong shape."""
    before, after = local("1990-01-01") - 1, local("2100-01-01")
    return [
        Case("no id", spoiled(clear("event_id")), "malformed.event_id"),
        Case("id of 15 bytes", spoiled(put("event_id", b"x" * 15)), "malformed.event_id"),
        Case("no version", spoiled(clear("schema_version")), "malformed.schema_version"),
        Case("no type", spoiled(clear("type")), "malformed.type"),
        Case(
            "no case",
            raw(event("CASE_OPENED", WHEN, case_id="").SerializeToString()),
            "malformed.case_id",
        ),
        Case("case of 37 bytes", spoiled(put("case_id", "x" * 37)), "malformed.case_id"),
        Case("no time", spoiled(clear("occurred")), "malformed.occurred"),
        Case("before 1990", spoiled(put("occurred", before)), "malformed.occurred"),
        Case("after 2099", spoiled(put("occurred", after)), "malformed.occurred"),
    ]


def contradictory() -> list[Case]:
    """Well-formed fields that together, or for this program, are not allowed."""
    move = event("UNIT_CHANGED", WHEN, {}, case_id=SECRET)
    far = round(time.time() * 1000) + 3_600_000
    late = WHEN - 6000 * MS_PER_DAY
    return [
        Case("33 points", record(complaint(33)), "malformed.points"),
        Case("a move from nowhere", record(move), "malformed.from_unit"),
        Case("a newer version", spoiled(put("schema_version", 2)), "unsupported.schema_version"),
        Case("an unknown type", spoiled(put("type", 15)), "unsupported.type"),
        Case("an hour ahead", spoiled(put("occurred", far)), "too_far_ahead.ahead"),
        Case("16 years back", spoiled(put("occurred", late)), "too_late.date"),
    ]


def personal() -> list[Case]:
    """National id numbers, where no text may hold one."""
    number = "010190-1234"
    detail = {"from_unit": "290292 1234"}
    moved = event("UNIT_CHANGED", WHEN, detail, case_id=SECRET)
    keyed = raw(good().SerializeToString(), key=f"{SECRET} {number}")
    fields = ["case_id", "unit", "source", "authority", "related_case"]
    return [
        *(
            Case(f"in {field}", spoiled(put(field, number)), "malformed.personal_data")
            for field in fields
        ),
        Case("in the sender's unit", record(moved), "malformed.personal_data"),
        Case("in the key", keyed, "malformed.personal_data"),
        Case(
            "in what is taken back",
            taken_back(put_original("unit", number)),
            "malformed.personal_data",
        ),
    ]


def retractions() -> list[Case]:
    """Retractions that do not stand."""
    twice = retraction_of(good())
    twice.retracted.type = events.TYPES["EVENT_RETRACTED"]
    return [
        Case("of nothing", taken_back(clear("retracted")), "malformed.retracted"),
        Case("without an id", taken_back(clear("retracted_event_id")), "malformed.retracted"),
        Case("with a short id", taken_back(put("retracted_event_id", b"x")), "malformed.retracted"),
        Case("of a retraction", record(twice), "malformed.retracted_type"),
        Case(
            "of another id",
            taken_back(put_original("event_id", b"y" * 16)),
            "malformed.retracted_id",
        ),
        Case(
            "of a malformed event",
            taken_back(put_original("case_id", "")),
            "malformed.retracted_event",
        ),
        Case(
            "of 33 points",
            taken_back(lambda made: None, complaint(33)),
            "malformed.retracted_event",
        ),
        Case(
            "of an unknown type",
            taken_back(put_original("type", 15)),
            "unsupported.retracted_event",
        ),
        Case(
            "of a newer version",
            taken_back(put_original("schema_version", 2)),
            "unsupported.retracted_event",
        ),
        Case(
            "of 16 years back",
            taken_back(put_original("occurred", WHEN - 6000 * MS_PER_DAY)),
            "too_late.date",
        ),
    ]


class BadInput(RealTestCase):
    """A good record, the bad ones, a good record: partition 0 of the test's topic."""

    settings_of_test = {
        "picture.as_of": "2024-12-31T23:59:59.999",
        "picture.publish_days": 30,
        "count.history_days": 5000,
    }

    def check(self, cases: list[Case]) -> None:
        """Each is counted under its reason and named in the log, and the rest is counted."""
        self.create_topic(partitions=2)
        first, last = record(good(case_id="first")), record(good(case_id="last"))
        records = [first, *(case.record for case in cases), last]
        self.produce(Record(r.value, r.key, 0, r.timestamp_ms, r.headers) for r in records)
        program = self.count_all(self.settings_of_test)
        self.check_reasons(cases)
        self.check_log(program.log(), cases)

    def check_reasons(self, cases: list[Case]) -> None:
        """The books and `refused`."""
        expected: dict[str, int] = {}
        for case in cases:
            expected[case.refusal] = expected.get(case.refusal, 0) + 1
        refused = {reason: count for reason, count in self.picture.refused().items() if count}
        self.assertEqual(refused, expected)
        books = self.picture.books()
        self.assertEqual((books["0.offset"], books["0.counted"]), (len(cases) + 2, 2))
        for verdict in ("malformed", "unsupported", "too_late", "too_far_ahead"):
            of_verdict = sum(case.refusal.startswith(verdict + ".") for case in cases)
            self.assertEqual(books[f"0.{verdict}"], of_verdict, verdict)
        self.assertEqual(self.picture.meta()["balanced"], "1")
        self.assertEqual(self.picture.figures("ALL", "year")["opened"], "2")

    def check_log(self, log: str, cases: list[Case]) -> None:
        """A line for each: topic, partition, offset, reason; never what was in it."""
        for offset, case in enumerate(cases, start=1):
            place = re.escape(f"{self.name} [0] offset {offset}: {case.refusal}")
            self.assertRegex(log, f"(?m) warning: {place}: .+$", case.what)
        for secret in (SECRET, "010190", "290292", "6261726265"):
            self.assertNotIn(secret.lower(), log.lower())

    def test_what_cannot_be_read_is_named_and_passed_by(self) -> None:
        self.check(unreadable())

    def test_what_lacks_a_required_field_is_named_and_passed_by(self) -> None:
        self.check(misshapen())

    def test_what_is_not_allowed_is_named_and_passed_by(self) -> None:
        self.check(contradictory())

    def test_personal_data_are_refused_wherever_they_stand(self) -> None:
        self.check(personal())

    def test_a_retraction_that_does_not_stand_takes_nothing_back(self) -> None:
        self.check(retractions())

    def test_every_reason_of_the_table_has_its_case(self) -> None:
        self.create_topic(partitions=1)
        self.count_all(self.settings_of_test)
        cases = [*unreadable(), *misshapen(), *contradictory(), *personal(), *retractions()]
        elsewhere = {"too_late.arrival", "conflict.contradicts", "conflict.set_aside"}
        tried = {case.refusal for case in cases} | elsewhere
        self.assertEqual(set(self.picture.refused()), tried)

    def test_ten_digits_in_a_row_are_refused_where_a_setting_asks_for_it(self) -> None:
        self.create_topic(partitions=1)
        self.produce([record(good(unit="0101901234"))])
        self.count_all({**self.settings_of_test, "count.refuse_ten_digits": "true"})
        self.assertEqual(self.picture.refused()["malformed.personal_data"], 1)

    def test_ten_digits_in_a_row_count_elsewhere(self) -> None:
        self.create_topic(partitions=1)
        self.produce([record(good(unit="0101901234"))])
        self.count_all(self.settings_of_test)
        self.assertEqual(self.picture.books()["all.counted"], 1)

    def test_many_bad_records_give_few_lines(self) -> None:
        self.create_topic(partitions=1)
        self.produce(raw(b"\xff" + SECRET.encode()) for _ in range(500))
        program = self.count_all(self.settings_of_test)
        self.assertEqual(self.picture.refused()["malformed.undecodable"], 500)
        lines = [line for line in program.log().splitlines() if "malformed.undecodable" in line]
        self.assertGreater(len(lines), 0)
        self.assertLessEqual(len(lines), 25)
        hidden = re.findall(r"([0-9]+) more refused records", program.log())
        self.assertEqual(len(lines) + sum(map(int, hidden)), 500, "what is not shown is said")
        self.assertNotIn(SECRET, program.log())


class Memory(RealTestCase):
    """What is known by its id: copies, and what is taken back."""

    settings_of_test = BadInput.settings_of_test

    def count(self, made: list[Any]) -> dict[str, int]:
        """The verdicts of these events, in one partition, in this order."""
        self.create_topic(partitions=1)
        self.produce([record(one) for one in made])
        self.count_all(self.settings_of_test)
        return self.picture.books()

    def test_copies_count_once_and_altered_ones_are_told(self) -> None:
        first, altered = good(), good()
        altered.CopyFrom(first)
        altered.unit = "another"
        books = self.count([first, first, altered, first])
        self.assertEqual((books["all.counted"], books["all.duplicate"]), (1, 3))
        self.assertEqual(books["all.altered"], 1)

    def test_a_retraction_counts_once_in_either_order(self) -> None:
        first, second = good(), good()
        made = [first, retraction_of(first), retraction_of(first), retraction_of(second), second]
        books = self.count(made)
        self.assertEqual((books["all.counted"], books["all.retracted"]), (2, 2))
        self.assertEqual(books["all.duplicate"], 1)
        self.assertEqual(self.picture.figures("ALL", "year")["opened"], "0")

    def test_a_retraction_that_contradicts_its_original_takes_nothing_back(self) -> None:
        first, other = good(), good()
        other.CopyFrom(first)
        other.unit = "another"
        books = self.count([first, retraction_of(other)])
        self.assertEqual((books["all.counted"], books["all.conflict"]), (1, 1))
        self.assertEqual(self.picture.refused()["conflict.contradicts"], 1)

    def test_what_was_set_aside_cannot_be_taken_back_but_sent_again(self) -> None:
        ahead = good()
        ahead.occurred = int(time.time() * 1000) + 3_600_000
        back = retraction_of(ahead)
        back.retracted.occurred = WHEN
        books = self.count([ahead, back, ahead])
        self.assertEqual((books["all.too_far_ahead"], books["all.conflict"]), (2, 1))
        self.assertEqual(self.picture.refused()["conflict.set_aside"], 1)


class Framing(RealTestCase):
    """The three forms in which an event may come."""

    def test_an_event_counts_raw_in_a_confluent_frame_and_as_a_cloud_event(self) -> None:
        self.create_topic(partitions=1)
        headers = [
            ("ce_specversion", b"1.0"),
            ("ce_id", b"1"),
            ("ce_source", b"/opera"),
            ("ce_type", b"casepulse.v1.CaseEvent"),
            ("content-type", b"application/protobuf"),
        ]
        short, long = b"\0\0\0\0\7\0", b"\0\0\0\0\7\2\0"
        values = [event("CASE_OPENED", WHEN).SerializeToString() for _ in range(4)]
        self.produce(
            [
                raw(values[0]),
                raw(short + values[1]),
                raw(long + values[2]),
                Record(values[3], key=b"x", headers=headers),
            ]
        )
        self.count_all({"picture.as_of": "2024-12-31T23:59:59.999"})
        self.assertEqual(self.picture.books()["all.counted"], 4)
        self.assertEqual(self.picture.figures("ALL", "year")["opened"], "4")


class Clocks(RealTestCase):
    """Arrival and lateness."""

    create_time = {"message.timestamp.type": "CreateTime"}

    def test_a_topic_of_producers_clocks_is_refused_unless_told(self) -> None:
        self.create_topic(partitions=1, config=self.create_time)
        self.produce([record(event("CASE_OPENED", WHEN), timestamp_ms=WHEN)])
        program = self.start_run()
        self.assertEqual(program.wait_for_end(), 3, program.log_tail())
        self.assertRegex(program.log(), rf"{self.name}.*LogAppendTime")
        self.assertRegex(program.log(), r"source\.accept_create_time")
        self.assertEqual(self.picture.figures("ALL", "year").get("opened", "0"), "0")
        self.count_all({"source.accept_create_time": "true"})
        self.assertEqual(self.picture.books()["all.counted"], 1)

    def test_lateness_is_judged_by_date_and_by_arrival(self) -> None:
        self.create_topic(partitions=1, config=self.create_time)
        noon = local("2024-05-21T12:00")
        minutes = 60_000
        sent = [  # arrival, occurred, what becomes of it
            (noon, noon, None),
            (noon, noon + 10 * minutes, None),
            (noon, noon + 10 * minutes + 1, "too_far_ahead.ahead"),
            (noon, local("2024-02-11"), None),  # 100 days before, its first millisecond
            (noon, local("2024-02-11") - 1, "too_late.date"),
            (noon - 7 * MS_PER_DAY, noon - 7 * MS_PER_DAY, None),
            (noon - 8 * MS_PER_DAY, noon - 8 * MS_PER_DAY, "too_late.arrival"),
            (noon, noon, None),
        ]
        self.produce(
            record(event("CASE_OPENED", occurred, case_id="x"), timestamp_ms=arrival, partition=0)
            for arrival, occurred, _refusal in sent
        )
        program = self.count_all(
            {
                "source.accept_create_time": "true",
                "count.history_days": 100,
                "count.horizon_days": 7,
                "picture.as_of": "2024-12-31T23:59:59.999",
            }
        )
        refused = {reason: count for reason, count in self.picture.refused().items() if count}
        self.assertEqual(refused, {refusal: 1 for _, _, refusal in sent if refusal})
        for offset, (_arrival, _occurred, refusal) in enumerate(sent):
            line = f"{self.name} [0] offset {offset}: {refusal}"
            self.assertEqual(line in program.log(), refusal is not None, line)
        opened = {
            day: count for day, count in self.picture.days("ALL", "opened", 2024).items() if count
        }
        expected = {"2024-02-11": 1, "2024-05-14": 1, "2024-05-21": 3}
        self.assertEqual(opened, expected)
        self.assertEqual(str(date_of(noon)), "2024-05-21")


class Transactions(RealTestCase):
    """Records of a transactional producer."""

    def send(self, producer: Producer, count: int, is_committed: bool) -> None:
        """One transaction of `count` events in partition 0."""
        producer.begin_transaction()
        for _ in range(count):
            made = event("CASE_OPENED", WHEN)
            producer.produce(self.name, made.SerializeToString(), b"case", partition=0)
        producer.flush(30)
        if is_committed:
            producer.commit_transaction(30)
        else:
            producer.abort_transaction(30)

    def test_what_is_aborted_does_not_count_and_markers_are_gaps(self) -> None:
        self.create_topic(partitions=1)
        settings = {
            "bootstrap.servers": self.stack.bootstrap_servers,
            "transactional.id": self.name,
        }
        producer = Producer(settings)
        producer.init_transactions(30)
        self.send(producer, 3, is_committed=True)
        self.send(producer, 2, is_committed=False)
        self.send(producer, 1, is_committed=True)
        # Three markers; and the two records that nobody may read.
        self.assertEqual(self.end_offsets(), {0: 3 + 1 + 2 + 1 + 1 + 1})
        self.count_all({"picture.as_of": "2024-12-31T23:59:59.999"})
        books = self.picture.books()
        self.assertEqual((books["0.offset"], books["0.counted"], books["0.gaps"]), (9, 4, 5))
        self.assertEqual(self.picture.figures("ALL", "year")["opened"], "4")
        self.assertEqual(self.picture.meta()["balanced"], "1")


if __name__ == "__main__":
    run_tests()
