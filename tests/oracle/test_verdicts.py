"""Rules 12 to 14 and 25: the verdict of each record, and the books."""

import random
import unittest
from typing import Any

from oracle import values as v
from oracle.building import bytes_of, changed, event, judged, record, retraction
from oracle.civil import local_ms
from oracle.contract import pb
from oracle.cutting import Oracle
from oracle.random_events import RandomEvents
from oracle.random_faults import MALFORMED, UNSUPPORTED
from oracle.reading import read
from oracle.settings import Record, Settings
from oracle.shapes import is_personal, source_of

NOON = "2020-06-15T12:00"


def verdict_of(message: Any, key: bytes | None = b"k", ten: bool = False) -> str:
    value = message if message is None or isinstance(message, bytes) else bytes_of(message)
    return read(value, key, ten).verdict or "good"


class Reading(unittest.TestCase):
    """The two verdicts without memory."""

    def test_each_fault_is_refused_as_it_should(self) -> None:
        events = RandomEvents(random.Random(1))
        for faults, verdict in ((MALFORMED, "malformed"), (UNSUPPORTED, "unsupported")):
            for number, spoil in enumerate(faults):
                good = events.event(local_ms(NOON))
                self.assertEqual(verdict_of(good), "good")
                self.assertEqual(verdict_of(spoil(good)), verdict, f"{verdict} {number}")

    def test_newer_version_is_checked_for_the_required_fields_only(self) -> None:
        newer = event(v.COMPLAINT, NOON, schema_version=9, unit="010190-1234")
        newer.complaint_received.points.extend([1] * 40)
        self.assertEqual(verdict_of(newer), "unsupported")
        self.assertEqual(verdict_of(changed(newer, case_id="")), "malformed")
        self.assertEqual(verdict_of(changed(newer, type=0)), "malformed")
        self.assertEqual(verdict_of(changed(newer, occurred=-1)), "malformed")

    def test_unknown_type_is_checked_for_personal_data_first(self) -> None:
        self.assertEqual(verdict_of(event(99, NOON, unit="010190-1234")), "malformed")
        self.assertEqual(verdict_of(event(99, NOON)), "unsupported")

    def test_occurred_is_within_1990_to_2099_local(self) -> None:
        for when, verdict in (
            ("1989-12-31T23:59:59.999", "malformed"),
            ("1990-01-01T00:00", "good"),
            ("2099-12-31T23:59:59.999", "good"),
            ("2100-01-01T00:00", "malformed"),
        ):
            self.assertEqual(verdict_of(event(v.OPENED, when)), verdict, when)

    def test_framing_and_size(self) -> None:
        value = bytes_of(event(v.OPENED, NOON))
        for frame in (b"\x00\x00\x00\x00\x07\x00", b"\x00\x00\x00\x00\x07\x02\x00"):
            self.assertEqual(verdict_of(frame + value), "good")
        self.assertEqual(verdict_of(b"\x00\x00\x00\x00\x07\x02\x02" + value), "malformed")
        self.assertEqual(verdict_of(b"\x00\x00\x00\x00\x07"), "malformed")
        filler = 16_384 - len(value) - 4  # unknown field 100: two bytes of tag, two of length
        padded = value + b"\xa2\x06" + bytes(((filler & 127) | 128, filler >> 7)) + b"x" * filler
        self.assertEqual((len(padded), verdict_of(padded)), (16_384, "good"))
        self.assertEqual(verdict_of(padded + b"\x00"), "malformed")

    def test_personal_data_by_the_text(self) -> None:
        for text, found in (
            ("010190-1234", True),
            ("sag 010190 1234.", True),
            ("290200-1234", True),
            ("290201-1234", False),
            ("310490-1234", False),
            ("x010190-1234", False),
            ("é010190-1234", False),
            ("010190-12345", False),
            ("999999-010190-1234", True),
            ("0101901234", False),
            ("_010190-1234_", True),
        ):
            self.assertEqual(is_personal((text,), False), found, text)
        self.assertTrue(is_personal(("0101901234",), True))
        self.assertFalse(is_personal(("3113901234", "00101901234"), True))
        self.assertFalse(is_personal(("010190", "-1234"), False))

    def test_personal_data_is_looked_for_in_key_and_embedded_event(self) -> None:
        good = event(v.OPENED, NOON)
        self.assertEqual(verdict_of(good, b"\xff 010190-1234"), "malformed")
        self.assertEqual(verdict_of(good, None), "good")
        subject = changed(good, subject="010190-1234", facet="010190-1234")
        self.assertEqual(verdict_of(subject), "good")
        taken = retraction(good)
        taken.retracted.related_case = "010190-1234"
        self.assertEqual(verdict_of(taken), "malformed")

    def test_retraction_carries_the_cancelled_id_or_none(self) -> None:
        taken = retraction(event(v.OPENED, NOON))
        self.assertEqual(verdict_of(taken), "good")
        taken.retracted.event_id = b""
        self.assertEqual(verdict_of(taken), "good")
        taken.retracted.event_id = b"short"
        self.assertEqual(verdict_of(taken), "malformed")

    def test_move_needs_a_sender_misshapen_or_not(self) -> None:
        cases: tuple[tuple[dict[str, Any], str], ...] = (
            ({"from_unit": "a"}, "good"),
            ({"from_unit": "-"}, "good"),
            ({"from_administration": 255}, "good"),
            ({"from_administration": 256}, "malformed"),
            ({}, "malformed"),
        )
        for sender, verdict in cases:
            moved = event(v.MOVE, NOON, unit_changed=pb.UnitChanged(**sender))
            self.assertEqual(verdict_of(moved), verdict, sender)

    def test_sources_have_a_shape(self) -> None:
        for text, source in (("opera", "opera"), ("s" * 64, "s" * 64), ("ø" * 33, "_none")):
            self.assertEqual(source_of(text, False), source)
        for text in ("", "a\tb", "x 010190-1234"):
            self.assertEqual(source_of(text, False), "_none")


class Memory(unittest.TestCase):
    """Duplicates, retractions, what was set aside; the edges of time."""

    def check(self, expected: str, *entries: tuple[Any, str], **settings: Any) -> None:
        self.assertEqual(judged(entries, Settings(**settings))[0], expected.split())

    def test_copies_are_duplicates_and_altered_ones_too(self) -> None:
        one = event(v.COMPLAINT, NOON, complaint_received=pb.ComplaintReceived(kinds=[1, 2, 2]))
        same = changed(one, emitted=1, registered=2, source_seq=3)
        same.complaint_received.ClearField("kinds")
        same.complaint_received.kinds.extend([2, 1])
        self.check("counted duplicate", (one, NOON), (same, NOON))
        for field, value in (("sensitivity", 3), ("case_id", "x"), ("source", "s"), ("unit", "u")):
            other = changed(one, **{field: value})
            self.check("counted duplicate* duplicate", *((m, NOON) for m in (one, other, one)))

    def test_points_are_compared_in_their_order(self) -> None:
        one = event(v.COMPLAINT, NOON, complaint_received=pb.ComplaintReceived(points=[1, 2]))
        other = changed(one)
        other.complaint_received.points.reverse()
        self.check("counted duplicate*", (one, NOON), (other, NOON))

    def test_detail_of_another_type_is_no_content(self) -> None:
        one = event(v.OPENED, NOON, decision_made=pb.DecisionMade(result=1))
        other = event(v.OPENED, NOON, event_id=one.event_id, state_changed=pb.StateChanged(state=2))
        self.check("counted duplicate", (one, NOON), (other, NOON))

    def test_horizon_is_by_utc_day_in_both_directions(self) -> None:
        one = event(v.OPENED, "2020-05-01")
        first, last, beyond = "2020-05-10T01:59", "2020-06-13T23:00", "2020-06-14T02:00"
        self.check("counted duplicate", (one, first), (one, last))  # 9 May 23:59 to 13 June UTC
        self.check("counted counted", (one, first), (one, beyond))  # 14 June UTC: 36 days
        self.check("counted duplicate", (one, last), (one, "2020-05-09T02:00"))
        self.check("counted too_late", (one, last), (one, "2020-05-09T01:59"))
        late = changed(one, event_id=b"l" * 16)
        self.check("counted too_late", (one, beyond), (late, first))

    def test_memory_is_asked_from_the_arrival_not_from_the_largest(self) -> None:
        one, other = event(v.OPENED, "2020-01-01"), event(v.OPENED, "2020-01-01")
        entries = (one, "2020-03-01T12:00"), (other, "2020-04-20T12:00"), (one, "2020-04-01T12:00")
        self.check("counted counted duplicate", *entries)  # 50 days before the largest, 31 away

    def test_every_record_moves_the_largest_arrival(self) -> None:
        one = event(v.OPENED, "2020-01-01")
        self.check("malformed too_late", (b"", "2020-03-01T12:00"), (one, "2020-01-02T12:00"))

    def test_late_by_arrival_comes_before_duplicate(self) -> None:
        one, other = event(v.OPENED, "2020-01-01"), event(v.OPENED, "2020-01-01")
        entries = (one, "2020-01-02T12:00"), (other, "2020-03-01T12:00"), (one, "2020-01-02T12:00")
        self.check("counted counted too_late", *entries)

    def test_dates_ahead_are_set_aside_and_judged_anew(self) -> None:
        ahead = event(v.OPENED, "2020-06-15T12:10:00.001")
        self.check("too_far_ahead", (ahead, NOON))
        self.check("counted", (changed(ahead, occurred=ahead.occurred - 1), NOON))
        other = changed(ahead, unit="u")
        self.check(
            "too_far_ahead too_far_ahead counted duplicate*",
            *((ahead, NOON), (other, NOON), (ahead, "2020-06-15T12:01"), (other, NOON)),
        )

    def test_history_ends_by_local_dates(self) -> None:
        edge = event(v.OPENED, "2020-06-05T00:00")
        old = event(v.OPENED, "2020-06-04T23:59")
        arrival = "2020-06-15T23:59"
        self.check("counted too_late", (edge, arrival), (old, arrival), history_days=10)
        again = "too_late too_late"  # what was refused is not known
        self.check(again, (old, arrival), (old, arrival), history_days=10)

    def test_retraction_in_either_order(self) -> None:
        one = event(v.OPENED, NOON)
        taken = retraction(one)
        self.check("counted retracted duplicate", *((m, NOON) for m in (one, taken, taken)))
        self.check("retracted counted duplicate", *((m, NOON) for m in (taken, one, one)))

    def test_second_retraction_under_another_id_is_a_duplicate(self) -> None:
        one = event(v.OPENED, NOON)
        again = retraction(one, occurred=local_ms("2020-06-15T11:00"))
        other = retraction(changed(one, unit="u"))
        entries = [(m, NOON) for m in (one, retraction(one), again, other)]
        self.check("counted retracted duplicate duplicate*", *entries)

    def test_contradiction_is_a_conflict_and_not_remembered(self) -> None:
        one = event(v.OPENED, NOON)
        wrong, right = retraction(changed(one, unit="u")), retraction(one)
        entries = [(m, NOON) for m in (one, wrong, wrong, right)]
        self.check("counted conflict conflict retracted", *entries)

    def test_original_unlike_its_earlier_retraction_is_counted_as_sent(self) -> None:
        one = event(v.OPENED, NOON)
        verdicts, cut = judged([(retraction(changed(one, unit="u")), NOON), (one, NOON)])
        self.assertEqual(verdicts, ["retracted", "counted"])
        self.assertIn("u,0,2020-06-15,opened,-1", cut.digest_lines())
        self.assertIn("_none,0,2020-06-15,opened,1", cut.digest_lines())

    def test_retraction_of_what_was_only_set_aside_is_a_conflict(self) -> None:
        ahead = event(v.OPENED, "2020-06-15T13:00")
        taken = retraction(ahead)
        later = "2020-06-15T12:55"
        self.check("too_far_ahead too_far_ahead", (ahead, NOON), (taken, NOON))
        self.check("too_far_ahead conflict", (ahead, NOON), (taken, later))
        entries = (ahead, NOON), (ahead, later), (taken, later)
        self.check("too_far_ahead counted retracted", *entries)

    def test_retraction_of_a_refused_original_subtracts(self) -> None:
        one = event(v.OPENED, "2020-06-15")
        taken = retraction(one)
        self.check("malformed retracted", (bytes_of(one)[:-1], NOON), (taken, NOON))

    def test_limits_of_a_retraction_look_at_the_embedded_date(self) -> None:
        old = event(v.OPENED, "2020-06-01T12:00")
        taken = retraction(old, occurred=local_ms("2020-06-15T11:00"))
        self.check("too_late", (taken, NOON), history_days=10)
        ahead = retraction(old, occurred=local_ms("2021-01-01"))
        self.check("retracted", (ahead, NOON))

    def test_id_of_a_retraction_is_an_id(self) -> None:
        taken = retraction(event(v.OPENED, NOON))
        other = event(v.OPENED, NOON, event_id=taken.event_id)
        self.check("retracted duplicate*", (taken, NOON), (other, NOON))
        of_it = retraction(other)
        self.check("retracted conflict", (taken, NOON), (of_it, NOON))


class Books(unittest.TestCase):
    """What became of every record, by partition and by source."""

    def test_gaps_are_offsets_without_a_record(self) -> None:
        oracle = Oracle(starts={0: 5, 3: 2})
        oracle.feed(record(event(v.OPENED, NOON), NOON, offset) for offset in (7, 8, 11))
        books = oracle.cut({0: 13, 3: 2}).books()
        got = {name: books[name] for name in ("0.start", "0.offset", "0.counted", "0.gaps")}
        self.assertEqual(got, {"0.start": 5, "0.offset": 13, "0.counted": 3, "0.gaps": 5})
        self.assertEqual((books["3.gaps"], books["all.offset"]), (0, 15))

    def test_sources_have_verdicts_and_sequences(self) -> None:
        entries: list[tuple[Any, str]] = [
            (event(v.OPENED, NOON, source="opera", source_seq=seq), NOON) for seq in (4, 6, 9)
        ]
        entries.append((changed(entries[0][0], source_seq=2), NOON))
        entries.append(
            (event(v.OPENED, NOON, source="opera", source_seq=1, unit="010190-1234"), NOON)
        )
        entries.append((event(v.OPENED, NOON, source="opera"), NOON))
        entries += [(event(v.OPENED, NOON, source_seq=3), NOON), (b"\xff", NOON)]
        sources = judged(entries)[1].sources()
        opera = {name: value for name, value in sources["opera"].items() if value}
        verdicts = {"counted": 4, "duplicate": 1, "malformed": 1}
        self.assertEqual(opera, {**verdicts, "first": 2, "last": 9, "uncounted": 5})
        self.assertEqual(sources["_none"]["counted"], 1)
        self.assertEqual(sources["_none"]["malformed"], 1)
        self.assertNotIn("first", sources["_none"])

    def test_sources_beyond_64_are_one(self) -> None:
        entries = [(event(v.OPENED, NOON, source=f"s{n}", source_seq=1), NOON) for n in range(66)]
        sources = judged(entries)[1].sources()
        self.assertEqual((len(sources), sources["_other"]["counted"]), (65, 2))
        self.assertNotIn("first", sources["_other"])

    def test_offsets_may_not_come_again(self) -> None:
        oracle = Oracle()
        oracle.feed([Record(0, 3, 0, None, None)])
        with self.assertRaises(ValueError):
            oracle.feed([Record(0, 3, 0, None, None)])


if __name__ == "__main__":
    unittest.main()
