"""Rules 4 to 8, 14 to 17: what counts where; the digest; cuts."""

import datetime
import random
import unittest
from typing import Any

from oracle import values as v
from oracle.building import at_once, changed, complaints, event, judged, record, retraction
from oracle.civil import date_text, day_from, day_of, local_ms, midnight_ms
from oracle.contract import pb
from oracle.counters import all_counters, all_gauges, amounts_of
from oracle.cutting import Cut, Oracle
from oracle.durations import BUCKETS
from oracle.generate_random import RandomLog
from oracle.settings import Settings
from oracle.subjects import subjects_of

NOON = "2020-06-15T12:00"


def lines_of(cut: Cut) -> dict[str, int]:
    """ "unit,administration,date,counter" → value, of what is published but rev and gauges."""
    names = set(all_counters(subjects_of(cut.settings.subject_groups).names)) - {"rev"}
    return {
        f"{place.unit},{place.administration},{date_text(day)},{name}": count
        for place, day, name, count in cut.counts.lines()
        if name in names and not name.endswith(".subject.other")
    }


def counts_of(*events: Any) -> dict[str, int]:
    """Counter → value of events of one row and day."""
    return {name.split(",")[3]: value for name, value in lines_of(at_once(events)).items()}


class Contract(unittest.TestCase):
    """The oracle's tables against the contract."""

    def test_values_are_those_of_the_contract(self) -> None:
        for name, names in (
            ("Channel", v.CHANNELS),
            ("Addressee", v.ADDRESSEES),
            ("State", v.STATES),
            ("DecisionResult", v.DECISION_RESULTS),
            ("ComplaintKind", v.KINDS),
            ("Body", v.BODIES),
            ("ReassessmentResult", v.REASSESSMENTS),
            ("ConclusionResult", v.CONCLUSIONS),
            ("Way", v.WAYS),
            ("Outcome", v.OUTCOMES),
            ("Board", v.BOARDS),
            ("Cause", v.CAUSES),
            ("Reaction", v.REACTIONS),
            ("Reviewer", v.REVIEWERS),
            ("Theme", v.THEMES),
            ("EventType", v.TYPES),
        ):
            for number, text in enumerate(names[1:], 1):
                value = pb.DESCRIPTOR.enum_types_by_name[name].values_by_number[number].name
                self.assertTrue(value.endswith("_" + text.upper()), (value, text))

    def test_every_counter_that_an_event_adds_has_a_name_in_the_list(self) -> None:
        cut = Oracle()
        cut.feed(RandomLog(5).records(5000))
        counters = {name for _place, _day, name, _count in cut.cut().counts.lines()}
        counters -= {*all_counters(), *all_gauges(), *BUCKETS}
        counters = {name for name in counters if ".error.theme." not in name}
        self.assertEqual(counters, {"rev", "decisions.days"})


class Counting(unittest.TestCase):
    """What one event adds."""

    def test_complaint_counts_once_per_flag_and_theme(self) -> None:
        detail = {"kinds": [1, 2, 2, 3, 0, 77], "points": [1, 1, 2, 13, 99], "body": 1}
        self.assertEqual(
            counts_of(*complaints(1, NOON, 5, **detail)),
            {
                "complaints": 1,
                "complaints.body.administration": 1,
                "complaints.kind.formality": 1,
                "complaints.kind.merits": 1,
                "complaints.kind.access": 1,
                "complaints.kind.unknown": 1,
                "complaints.kind.both": 1,
                "complaints.theme.processing_time": 1,
                "complaints.theme.missing_reply": 1,
                "complaints.theme.other": 1,
                "complaints.theme.unknown": 1,
                "complaints.theme.delay": 1,
                "complaint_points": 5,
                "complaint_points.theme.processing_time": 2,
                "complaint_points.theme.missing_reply": 1,
                "complaint_points.theme.other": 1,
                "complaint_points.theme.unknown": 1,
                "complaint_points.theme.delay": 3,
            },
        )

    def test_complaint_without_flag(self) -> None:
        by_nobody = counts_of(*complaints(1, NOON, 5))
        self.assertEqual(by_nobody["complaints.kind.none"], 1)
        by_ombudsman = counts_of(*complaints(1, NOON, 5, body=2))
        self.assertNotIn("complaints.kind.none", by_ombudsman)
        for counter in ("complaints.kind.formality", "omb_complaints.kind.formality"):
            self.assertEqual(by_ombudsman[counter], 1)
        unknown = counts_of(*complaints(1, NOON, 5, body=2, kinds=[9]))
        self.assertNotIn("complaints.kind.formality", unknown)

    def test_criticism_counts_of_the_treated_only(self) -> None:
        for result, treated in ((0, 0), (1, 1), (2, 1), (3, 1), (4, 0), (5, 0), (6, 0)):
            counted = dict(amounts_of(v.CONCLUDED, (result % 6, True, 2, 0), 0, "other"))
            for counter in ("concluded.treated", "omb_concluded.criticism"):
                self.assertEqual(counted.get(counter, 0), treated, result)

    def test_themes_count_only_with_error(self) -> None:
        detail = {"reviewer": 1, "error_themes": [1, 2, 2]}
        right = event(v.REVIEW, NOON, audit_reviewed=pb.AuditReviewed(**detail))
        self.assertEqual(set(counts_of(right)), {"reviews", "reviews.reviewer.external_auditor"})
        wrong = event(v.REVIEW, NOON, audit_reviewed=pb.AuditReviewed(error=True, **detail))
        got = counts_of(wrong)
        self.assertEqual(got["reviews.reviewer.external_auditor.error"], 1)
        self.assertEqual((got["errors.theme.missing_reply"], got["errors.theme.delay"]), (1, 1))

    def test_absent_and_unknown_values_count_as_unknown(self) -> None:
        odd = event(v.APPEAL, NOON, appeal_decided=pb.AppealDecided(outcome=50))
        for message in (odd, event(v.APPEAL, NOON)):
            unknown = {"appeals.outcome.unknown", "appeals.board.unknown"}
            self.assertEqual(set(counts_of(message)), {"appeals", *unknown})

    def test_move_counts_in_both_rows(self) -> None:
        detail = pb.UnitChanged(from_unit="b", from_administration=300)
        moved = event(v.MOVE, NOON, unit="a", administration=5, unit_changed=detail)
        self.assertEqual(
            lines_of(at_once([moved])),
            {"a,5,2020-06-15,moved_in": 1, "b,0,2020-06-15,moved_out": 1},
        )
        taken = judged([(moved, NOON), (retraction(moved), "2020-06-16")])[1]
        self.assertEqual(lines_of(taken), {"a,5,2020-06-15,retractions": 1})

    def test_rev_counts_records_after_their_day_once(self) -> None:
        detail = pb.UnitChanged(from_unit="b")
        moved = event(v.MOVE, NOON, unit="a", unit_changed=detail)
        arrivals = (moved, "2020-06-15T23:59"), (retraction(moved), "2020-06-16T00:00")
        self.assertEqual(self._revs(*arrivals), [("a", 1)])
        other = changed(moved, event_id=b"o" * 16)
        self.assertEqual(self._revs(*arrivals, (other, "2020-06-17")), [("a", 2)])

    def _revs(self, *entries: tuple[Any, str]) -> list[tuple[str, int]]:
        found = judged(entries)[1].counts.lines()
        return [(place.unit, count) for place, _day, name, count in found if name == "rev"]

    def test_data_begin_with_the_first_counted_event_taken_back_or_not(self) -> None:
        one, other = event(v.OPENED, "2020-05-02"), event(v.OPENED, "2020-05-01")
        cut = judged([(one, NOON), (retraction(one), NOON), (retraction(other), NOON)])[1]
        day = cut.data_from()
        assert day is not None
        self.assertEqual(date_text(day), "2020-05-02")

    def test_local_date_decides(self) -> None:
        for instant, date in (
            ("2020-03-29T00:00:00+01:00", "2020-03-29"),
            ("2020-03-29T23:59:59+02:00", "2020-03-29"),
            ("2020-10-25T00:00:00+02:00", "2020-10-25"),
            ("2020-10-25T23:59:59+01:00", "2020-10-25"),
            ("2020-06-14T22:00:00+00:00", "2020-06-15"),
            ("2020-12-31T22:59:59+00:00", "2020-12-31"),
            ("2098-07-01T22:00:00+00:00", "2098-07-02"),
        ):
            ms = round(datetime.datetime.fromisoformat(instant).timestamp() * 1000)
            self.assertEqual(date_text(day_of(ms)), date, instant)

    def test_days_of_the_clock_changes_have_23_and_25_hours(self) -> None:
        for date, hours in ((datetime.date(2020, 3, 29), 23), (datetime.date(2020, 10, 25), 25)):
            day = day_from(date)
            self.assertEqual(midnight_ms(day + 1) - midnight_ms(day), hours * 3_600_000)


class Units(unittest.TestCase):
    """Rule 8."""

    def test_misshapen_units_are_other_and_none_is_none(self) -> None:
        events = [event(v.OPENED, NOON, unit=unit) for unit in ("", "_none", "a b", "a", "x" * 37)]
        got = lines_of(at_once(events))
        day = "0,2020-06-15,opened"
        self.assertEqual(got, {f"_none,{day}": 1, f"_other,{day}": 3, f"a,{day}": 1})

    def test_units_beyond_the_most_are_other_in_log_order_own_before_from(self) -> None:
        detail = pb.UnitChanged(from_unit="b", from_administration=2)
        events = [
            event(v.MOVE, NOON, unit="a", administration=1, unit_changed=detail),
            event(v.OPENED, NOON, unit="c", administration=3),
            event(v.OPENED, NOON, unit="b", administration=3),
        ]
        one = at_once(events, Settings(max_units=1))
        day = "2020-06-15"
        expected = {f"a,1,{day},moved_in": 1, f"_other,2,{day},moved_out": 1}
        self.assertEqual(lines_of(one), {**expected, f"_other,3,{day},opened": 2})
        self.assertEqual(one.units_turned_away(), {"b", "c"})
        two = at_once(events, Settings(max_units=2))
        self.assertEqual(lines_of(two)[f"b,3,{day},opened"], 1)
        self.assertEqual(two.units_turned_away(), {"c"})

    def test_unit_is_turned_away_from_its_own_offset_on(self) -> None:
        oracle = Oracle(Settings(max_units=1))
        opened = (event(v.OPENED, NOON, unit=unit) for unit in ("a", "b"))
        oracle.feed(record(message, NOON, i) for i, message in enumerate(opened))
        self.assertEqual(oracle.cut({0: 2}).units_turned_away(), {"b"})
        self.assertEqual(oracle.cut({0: 1}).units_turned_away(), set())

    def test_refused_records_take_no_place_of_a_unit(self) -> None:
        ahead = event(v.OPENED, "2021-06-15", unit="far")
        entries = [(ahead, NOON), (event(v.OPENED, NOON, unit="near"), NOON)]
        cut = judged(entries, Settings(max_units=1))[1]
        self.assertIn("near,0,2020-06-15,opened,1", cut.digest_lines())


class Digest(unittest.TestCase):
    """The text of the state digest, and cuts anywhere."""

    def test_lines_are_sorted_without_zeroes_gaps_and_rev(self) -> None:
        one, other = event(v.OPENED, NOON, unit="b", administration=7), event(v.CLOSED, NOON)
        entries = (one, "2020-06-17"), (other, NOON), (retraction(other), NOON), (one, NOON)
        self.assertEqual(
            judged(entries)[1].digest_lines(),
            [
                "_none,0,2020-06-15,retractions,1",
                "b,7,2020-06-15,opened,1",
                "b,7,2020-09-16,backlog_flow.3m,1",
                "b,7,2020-12-16,backlog_flow.6m,1",
                "counted,2",
                "duplicate,1",
                "retracted,1",
            ],
        )

    def test_digest_is_known(self) -> None:
        cut = judged([(event(v.OPENED, NOON), NOON)])[1]
        # printf '_none,0,2020-06-15,opened,1\n_none,0,2020-09-16,backlog_flow.3m,1\n'\
        # '_none,0,2020-12-16,backlog_flow.6m,1\ncounted,1\n' | sha256sum
        self.assertEqual(cut.digest()[:12], "9c998294cf3e")

    def test_any_cut_is_what_a_log_of_that_length_gives(self) -> None:
        seed = random.randrange(1 << 32)
        records = list(RandomLog(seed, partitions=2).records(3000))
        whole = Oracle()
        whole.feed(records)
        rng = random.Random(seed)
        for _ in range(6):
            offsets = {p: rng.randrange(end + 1) for p, end in whole.ends().items()}
            part = Oracle(starts={0: 0, 1: 0})
            part.feed(r for r in records if r.offset < offsets[r.partition])
            cut, expected = whole.cut(offsets), part.cut(offsets)
            with self.subTest(seed=seed, offsets=offsets):
                self.assertEqual(cut.digest_lines(), expected.digest_lines())
                self.assertEqual(cut.books(), expected.books())
                self.assertEqual(cut.sources(), expected.sources())
                self.assertEqual(cut.data_from(), expected.data_from())
                for p in (0, 1):
                    verdicts = sum(cut.books()[f"{p}.{verdict}"] for verdict in cut.verdicts())
                    self.assertEqual(verdicts + cut.books()[f"{p}.gaps"], offsets[p])

    def test_used_up_cut_says_so(self) -> None:
        oracle = Oracle()
        oracle.feed(RandomLog(1).records(10))
        cut = oracle.cut()
        oracle.cut()
        with self.assertRaises(RuntimeError):
            cut.books()

    def test_same_seed_gives_the_same_bytes(self) -> None:
        first, second = (list(RandomLog(9).records(300)) for _ in range(2))
        self.assertEqual(first, second)

    def test_random_log_holds_every_verdict(self) -> None:
        oracle = Oracle()
        oracle.feed(RandomLog(2).records(8000))
        books = oracle.cut().books()
        self.assertEqual(
            [name for name in books if not books[name] and "start" not in name],
            [f"{p}.lost" for p in ("all", 0, 1, 2)],
        )


if __name__ == "__main__":
    unittest.main()
