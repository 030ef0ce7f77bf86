"""Rules 10, 11, 19, 20: gauges, durations, service targets; subject groups; short windows."""

import datetime
import unittest
from typing import Any

from oracle import values as v
from oracle.building import at_once, changed, complaints, event, judged, retraction
from oracle.civil import date_text, day_from, local_ms, months_later
from oracle.contract import pb
from oracle.cutting import Cut
from oracle.durations import BUCKETS, LAST_DAYS, bucket_of, percentile
from oracle.organisation import Balance, Organisation, mapping
from oracle.organisation_file import organisation_from
from oracle.picture import Picture
from oracle.settings import Settings
from oracle.subjects import Subjects
from oracle.windows import window

LONG = Settings(history_days=36_525)


def day(text: str) -> int:
    """The number of a date."""
    return day_from(datetime.date.fromisoformat(text))


def end_of(date: str) -> int:
    """The last millisecond of a local date."""
    return local_ms(date + "T23:59:59.999")


def moved(when: str, to: tuple[str, int], sender: tuple[str, int], **fields: Any) -> Any:
    """A move between two units."""
    unit, administration = sender
    detail = pb.UnitChanged(from_unit=unit, from_administration=administration, **fields)
    return event(v.MOVE, when, unit=to[0], administration=to[1], unit_changed=detail)


def closed(when: str, opened: str, **fields: Any) -> Any:
    """A closing of a case that was opened on a date ("" = not said)."""
    detail = pb.CaseClosed(case_opened=local_ms(opened) if opened else 0)
    return event(v.CLOSED, when, case_closed=detail, **fields)


class Gauges(unittest.TestCase):
    """Active cases and backlogs at the end of a day."""

    def gauge(
        self, cut: Cut, row: str, date: str, gauge: str, organisation: Organisation = Organisation()
    ) -> str | None:
        """A gauge of the day's window, seen at the day's end; the same in `days`."""
        picture = Picture(cut, end_of(date), organisation, ["day"])
        value = picture.figures(row, "day").get(gauge)
        if "/" not in row:
            self.assertEqual(picture.days(row, gauge, int(date[:4])).get(date), value)
            self.assertEqual(picture.by(gauge, "day").get(row), value)
        return value

    def test_active_cases_are_a_balance_and_what_came_and_went(self) -> None:
        balances = [Balance("_none", 7, 46_619), Balance("_none", 7, 3_381, "aids")]
        organisation = Organisation(balances=balances, balance_day=day("2013-01-01"))
        settings = Settings(subject_groups="aids:27.60", balance_day=day("2013-01-01"))
        events = [event(v.OPENED, "2013-01-01", administration=7) for _ in range(30)]
        events += [event(v.REOPENED, "2013-05-21T23:59", administration=7) for _ in range(3)]
        events += [event(v.CLOSED, "2013-03-01", administration=7) for _ in range(29)]
        events += [event(v.OPENED, "2012-12-31T23:59", administration=7)]
        events += [event(v.OPENED, "2013-05-22", administration=7)]
        cut = at_once(events, settings)
        picture = Picture(cut, end_of("2013-05-21"), organisation)
        got = picture.figures("BIF", "day")
        self.assertEqual((got["active_cases"], got["opened"]), ("50004", "0"))
        self.assertEqual(got["active_share.aids"], "6.7615")
        self.assertEqual(picture.figures("ALL", "year")["active_cases"], "50004")
        self.assertEqual(picture.figures("BIF/_none", "year")["active_cases"], "50004")
        later = self.gauge(cut, "BIF", "2013-05-22", "active_cases", organisation)
        self.assertEqual(later, "50005")
        before = picture.figures("BIF", "year-prev")
        self.assertNotIn("active_cases", before)
        self.assertNotIn("backlog_3m", before)
        self.assertEqual(before["complaints_per_1000_cases.den"], "0")
        self.assertEqual(before["active_share.aids.num"], "0")
        self.assertNotIn("active_share.aids", before)
        self.assertIsNone(self.gauge(cut, "BIF", "2012-12-31", "active_cases", organisation))

    def test_without_balances_flows_count_from_the_first_day(self) -> None:
        kinds = (v.STATE, "04"), (v.OPENED, "05"), (v.CLOSED, "07")
        cut = at_once([event(kind, f"2013-01-{date}") for kind, date in kinds])
        for date, value in (("04", "0"), ("05", "1"), ("06", "1"), ("07", "0"), ("08", "0")):
            self.assertEqual(self.gauge(cut, "ALL", f"2013-01-{date}", "active_cases"), value)

    def test_move_shifts_one_case(self) -> None:
        cut = at_once([moved("2013-01-05", ("a", 5), ("b", 7)), event(v.OPENED, "2013-01-04")])
        for row, value in (("SOF/a", "1"), ("SOF", "1"), ("BIF/b", "-1"), ("ALL", "1")):
            self.assertEqual(self.gauge(cut, row, "2013-01-05", "active_cases"), value)

    def test_cases_go_with_their_unit_and_stay_where_its_last_mapping_ends(self) -> None:
        there = mapping("u", 5, datetime.date(2013, 2, 1), datetime.date(2013, 3, 1))
        then = mapping("u", 6, datetime.date(2013, 4, 1), datetime.date(2013, 5, 1))
        organisation = Organisation([there, then])
        opened = ("2013-01-10", "2013-02-01", "2013-03-10", "2013-04-10", "2013-06-01")
        cut = at_once([event(v.OPENED, when, unit="u", administration=7) for when in opened])
        for date, bif, sof, tmf in (
            ("2013-01-31", "1", "0", "0"),
            ("2013-02-01", "0", "2", "0"),
            ("2013-03-31", "1", "2", "0"),
            ("2013-04-01", "0", "0", "3"),
            ("2013-05-31", "0", "0", "4"),
            ("2013-06-01", "1", "0", "4"),
        ):
            values = [
                self.gauge(cut, code + "/u", date, "active_cases", organisation)
                for code in ("BIF", "SOF", "TMF")
            ]
            self.assertEqual(values, [bif, sof, tmf], date)

    def test_balance_of_a_unit_follows_it(self) -> None:
        changed_hands = mapping("u", 5, datetime.date(2013, 2, 1))
        organisation = Organisation(
            [changed_hands], {}, [Balance("u", 7, 10), Balance("_none", 7, 1)], day("2013-01-01")
        )
        cut = at_once([event(v.STATE, "2013-01-01")], Settings(balance_day=day("2013-01-01")))
        for date, bif, sof in (("2013-01-31", "11", "0"), ("2013-02-01", "1", "10")):
            for code, value in (("BIF", bif), ("SOF", sof)):
                got = self.gauge(cut, code, date, "active_cases", organisation)
                self.assertEqual(got, value, (code, date))
        picture = Picture(cut, end_of("2013-02-01"), organisation, ["day"])
        self.assertEqual(picture.units["BIF"], {"u", "_none"})
        aged = [
            self.gauge(cut, "SOF", f"2013-{date}", gauge, organisation)
            for gauge, dates in (("backlog_3m", ("03-31", "04-01")), ("backlog_6m", ("07-01",)))
            for date in dates
        ]
        self.assertEqual(aged, ["0", "10", "10"])  # opened, it is taken, on 31 December

    def test_balance_comes_of_age_where_it_stands(self) -> None:
        gone = mapping("u", 5, datetime.date(2013, 2, 1), datetime.date(2013, 3, 1))
        balances = [Balance("u", 7, 10)]
        organisation = Organisation([gone], {}, balances, day("2013-01-01"))
        cut = at_once([event(v.STATE, "2013-01-01")], Settings(balance_day=day("2013-01-01")))
        for row, value in (("SOF/u", "10"), ("BIF/u", "0")):
            got = self.gauge(cut, row, "2013-04-01", "backlog_3m", organisation)
            self.assertEqual(got, value, row)

    def test_backlog_begins_on_the_day_after_some_months(self) -> None:
        cut = at_once([event(v.OPENED, "2012-11-30T23:59")])
        for date, gauge, value in (
            ("2013-02-28", "backlog_3m", "0"),
            ("2013-03-01", "backlog_3m", "1"),
            ("2013-05-30", "backlog_6m", "0"),
            ("2013-05-31", "backlog_6m", "1"),
        ):
            self.assertEqual(self.gauge(cut, "ALL", date, gauge), value, date)

    def test_closing_ends_the_backlog_once_the_case_is_old_and_not_before(self) -> None:
        opened = event(v.OPENED, "2013-01-01")
        for when, values in (
            ("2013-02-01", ("0", "0", "0")),
            ("2013-04-02", ("0", "0", "0")),
            ("2013-05-01", ("0", "1", "0")),
        ):
            cut = at_once([opened, closed(when, "2013-01-01T12:00")])
            dates = "2013-04-01", "2013-04-30", "2013-05-01"
            got = tuple(self.gauge(cut, "ALL", date, "backlog_3m") for date in dates)
            self.assertEqual(got, values, when)
        unsaid = at_once([opened, closed("2013-05-01", "")])
        self.assertEqual(self.gauge(unsaid, "ALL", "2013-05-01", "backlog_3m"), "1")
        self.assertEqual(self.gauge(unsaid, "ALL", "2013-05-01", "active_cases"), "0")

    def test_backlog_moves_and_is_taken_back_with_its_case(self) -> None:
        there = moved("2013-06-01", ("a", 5), ("b", 7), case_opened=local_ms("2013-01-01"))
        cut = at_once([event(v.OPENED, "2013-01-01", unit="b", administration=7), there])
        for row, value in (("SOF/a", "1"), ("BIF/b", "0"), ("ALL", "1")):
            self.assertEqual(self.gauge(cut, row, "2013-06-01", "backlog_3m"), value)
        taken = at_once([there, changed(there, event_id=b"o" * 16)])
        self.assertEqual(self.gauge(taken, "SOF/a", "2013-06-01", "backlog_3m"), "2")

    def test_cases_of_before_the_balance_are_of_the_day_before_it(self) -> None:
        settings = Settings(balance_day=day("2013-01-01"))
        organisation = Organisation((), {}, [Balance("_none", 7, 1)], day("2013-01-01"))
        events = [
            event(v.OPENED, "2012-06-01", administration=7),
            closed("2013-03-31", "2012-06-01", administration=7),
        ]
        cut = at_once(events, settings)
        for date, value in (("2013-03-31", "0"), ("2013-04-01", "0")):
            got = self.gauge(cut, "BIF", date, "backlog_3m", organisation)
            self.assertEqual(got, value, date)


class Decisions(unittest.TestCase):
    """How long decisions took."""

    def figures(self, *details: tuple[str, dict[str, Any]], **settings: Any) -> dict[str, str]:
        """The figures of a year of decisions: (when, detail with times as texts)."""
        events = []
        for when, detail in details:
            for name in ("applied", "deadline"):
                if name in detail:
                    detail = {**detail, name: local_ms(detail[name])}
            message = pb.DecisionMade(**detail)
            events.append(event(v.DECISION, when, administration=6, decision_made=message))
        cut = at_once(events, Settings(**settings))
        return Picture(cut, end_of("2013-12-31"), windows=["year"]).figures("TMF", "year")

    def test_days_are_those_of_the_calendar(self) -> None:
        got = self.figures(
            ("2013-03-31T00:30", {"applied": "2013-03-30T23:59"}),
            ("2013-10-28", {"applied": "2013-10-26"}),
            ("2013-05-05T23:59", {"applied": "2013-05-05"}),
            ("2013-05-05", {"applied": "2013-05-05T23:59"}),
            ("2013-05-05", {"applied": "2013-05-06"}),
            ("2013-05-05", {}),
            min_denominator=4,
        )
        self.assertEqual((got["decisions"], got["decisions.timed"]), ("6", "4"))
        self.assertEqual((got["duration_mean.num"], got["duration_mean"]), ("3", "0.7500"))
        values = [got[f"duration_p{percent}"] for percent in (50, 90, 95)]
        self.assertEqual(values, ["0", "2", "2"])
        self.assertNotIn("duration_p50.small", got)

    def test_few_are_small_and_none_has_no_value(self) -> None:
        few = self.figures(("2013-05-05", {"applied": "2013-05-01"}))
        self.assertEqual((few["duration_p50"], few["duration_p50.small"]), ("4", "1"))
        self.assertEqual(few["duration_mean.small"], "1")
        none = self.figures(("2013-05-05", {}))
        self.assertEqual([name for name in none if name.startswith("duration_p")], [])
        self.assertNotIn("duration_mean", none)

    def test_service_targets_are_in_clipped_months(self) -> None:
        target = {"service_target": True}
        got = self.figures(
            ("2013-02-28T23:59", {**target, "applied": "2012-11-30"}),
            ("2013-03-01", {**target, "applied": "2012-11-30"}),
            ("2013-05-30", {**target, "applied": "2012-11-30"}),
            ("2013-05-31", {**target, "applied": "2012-11-30"}),
            ("2013-05-31", {**target}),
            ("2013-05-31", {"applied": "2013-05-31"}),
        )
        counts = [got[f"decisions.service{name}"] for name in ("", "_3m", "_6m")]
        self.assertEqual(counts, ["4", "1", "3"])
        shares = got["decided_within_3m"], got["decided_within_6m"]
        self.assertEqual(shares, ("25.0000", "75.0000"))

    def test_deadline_is_a_date(self) -> None:
        got = self.figures(
            ("2013-05-05T23:59", {"deadline": "2013-05-05"}),
            ("2013-05-06", {"deadline": "2013-05-05T23:59"}),
            ("2013-05-06", {}),
        )
        counts = got["decisions.with_deadline"], got["decisions.past_deadline"]
        self.assertEqual(counts, ("2", "1"))
        self.assertEqual(got["past_deadline_share"], "50.0000")

    def test_buckets(self) -> None:
        self.assertEqual([bucket_of(days) for days in (0, 63, 64, 65, 66)], [0, 63, 64, 64, 65])
        self.assertEqual((LAST_DAYS[95], LAST_DAYS[96], LAST_DAYS[127]), (127, 131, 255))
        last = [bucket_of(days) for days in (4031, 4032, 4095, 9999)]
        self.assertEqual(last, [254, 255, 255, 255])
        widest = max(LAST_DAYS[bucket_of(days)] / days for days in range(64, 4096))
        self.assertLess(widest, 1.0321)

    def test_percentile_reaches_a_rounded_up_share(self) -> None:
        cell = {BUCKETS[1]: 9, BUCKETS[5]: 1, BUCKETS[70]: 1}
        for percent, value in ((50, 1), (90, 5), (91, 77), (100, 77)):
            self.assertEqual(percentile(cell, percent), value)
        self.assertEqual(percentile({BUCKETS[3]: -1, BUCKETS[2]: 2}, 95), 2)
        self.assertIsNone(percentile({BUCKETS[3]: -1}, 50))

    def test_months_are_clipped(self) -> None:
        for first, months, later in (
            ("2012-11-30", 3, "2013-02-28"),
            ("2011-11-30", 3, "2012-02-29"),
            ("2013-08-31", 6, "2014-02-28"),
            ("2013-03-31", 3, "2013-06-30"),
            ("2013-03-30", -1, "2013-02-28"),
        ):
            self.assertEqual(date_text(months_later(day(first), months)), later)


class SubjectGroups(unittest.TestCase):
    """Groups of subjects by prefix."""

    def test_longest_prefix_wins(self) -> None:
        subjects = Subjects("cash:32.24 32.30, aids:32.24.04")
        for subject, group in (
            ("32.24.01", "cash"),
            ("32.24.04", "aids"),
            ("32.30.99", "cash"),
            ("32.31.00", "other"),
            ("", "other"),
        ):
            self.assertEqual(subjects.group(subject), group)
        self.assertEqual(subjects.names, ("cash", "aids", "other"))

    def test_by_group_and_ombudsman(self) -> None:
        events = [
            changed(message, subject=subject)
            for subject, body in (("32.24.01", 2), ("32.24.01", 1), ("bad", 2), ("99.99.99", 1))
            for message in complaints(1, "2013-05-05", 5, body=body)
        ]
        cut = at_once(events, Settings(subject_groups="cash:32.24"))
        got = Picture(cut, end_of("2013-12-31"), windows=["year"]).figures("SOF", "year")
        names = "complaints.subject.cash", "complaints.subject.other", "omb_complaints.subject.cash"
        self.assertEqual([got[name] for name in names], ["2", "2", "1"])
        shares = got["subject_share.cash"], got["subject_share.other"]
        self.assertEqual(shares, ("50.0000", "50.0000"))
        self.assertIn("SOF", Picture(cut, end_of("2013-12-31")).codes)


class ShortWindows(unittest.TestCase):
    """Minutes and UTC hours."""

    def test_bounds(self) -> None:
        for name, as_of, first, last in (
            ("1h", "2013-05-21T12:34:56.789", "2013-05-21T11:35", "2013-05-21T12:35"),
            ("1h", "2013-05-21T12:34:00.000", "2013-05-21T11:35", "2013-05-21T12:35"),
            ("24h", "2013-05-21T12:59:59.999", "2013-05-20T13:00", "2013-05-21T13:00"),
            ("24h", "2013-03-31T12:00", "2013-03-30T11:01", "2013-03-31T12:01"),
            ("7d", "2013-05-21T12:34", "2013-05-14T13:00", "2013-05-21T13:00"),
            ("30d", "2013-10-30T12:34", "2013-09-30T14:00", "2013-10-30T13:00"),
            ("90d", "2013-05-21T23:34", "2013-02-20T23:00", "2013-05-22T00:00"),
        ):
            got = window(name, local_ms(as_of))
            self.assertEqual((got.from_ms, got.to_ms), (local_ms(first), local_ms(last)), name)
            fields = got.fields(local_ms(as_of), day(first[:10]))
            self.assertEqual((fields["label"], fields["complete"]), (name, "0"))
            self.assertEqual(fields["covered"], "1")
            self.assertEqual(got.fields(0, day(first[:10]) + 1)["covered"], "0")
            self.assertEqual(date_text(got.last_day), as_of[:10])

    def test_events_count_by_their_minute(self) -> None:
        times = "11:34:59.999", "11:35:00.000", "12:34:59.999", "12:35:00.000"
        cut = at_once([event(v.OPENED, f"2013-05-21T{time}") for time in times])
        picture = Picture(cut, local_ms("2013-05-21T12:34:01"))
        counts = [picture.figures("ALL", name)["opened"] for name in ("1h", "24h", "7d", "day")]
        self.assertEqual(counts, ["2", "3", "4", "4"])
        self.assertEqual(picture.figures("UNK/_none", "24h")["opened"], "3")

    def test_doubled_hour_counts_twice_as_long(self) -> None:
        """On the night of 25 hours 24h begins at 01:00 of the same date."""
        first = local_ms("2013-10-27T00:30") + 3_600_000 * 2  # the second 02:30, as a plain instant
        cut = at_once([event(v.OPENED, "2013-10-27", occurred=first)])
        picture = Picture(cut, first)
        self.assertEqual(picture.figures("ALL", "1h")["opened"], "1")
        self.assertEqual(picture.windows["24h"].first, day("2013-10-26"))


class OrganisationFile(unittest.TestCase):
    """The CSV file."""

    TEXT = (
        "record,code,unit,administration,name_da,name_en,from,to,balance,group\r\n"
        'administration,NYF,,8,"Ny, forvaltning",New,2026-01-01,,,\r\n'
        "unit,NYF,u,,Enhed,,2026-01-01,,,\r\n"
        "unit,SOF,u,,Enhed,,,2026-01-01,,\r\n"
        "balance,,u,,,,2025-01-01,,12,aids\r\n"
        "balance,BIF,,,,,2025-01-01,,7,\r\n"
    )

    def test_records(self) -> None:
        got = organisation_from(self.TEXT)
        self.assertEqual(got.codes()[8], "NYF")
        dates = day("2025-12-31"), day("2026-01-01")
        self.assertEqual([got.on("u", 1, date) for date in dates], [5, 8])
        self.assertEqual([got.on("v", number, dates[0]) for number in (1, 8, 9)], [1, 8, 0])
        self.assertEqual(got.balance_day, day("2025-01-01"))
        balances = [(row.unit, row.amount, row.group) for row in got.balances]
        self.assertEqual(balances, [("u", 12, "aids"), ("_none", 7, "other")])
        self.assertEqual(got.names[0].danish, "Ny, forvaltning")
        self.assertEqual(organisation_from("record\r\n"), Organisation([], {}, [], None, []))


class Taken(unittest.TestCase):
    """What is taken back is taken back everywhere."""

    def test_all_figures_but_retractions_and_rev_are_zero_again(self) -> None:
        detail = pb.DecisionMade(
            applied=local_ms("2013-01-01"), deadline=local_ms("2013-02-01"), service_target=True
        )
        events = [
            event(v.DECISION, "2013-05-05", decision_made=detail, subject="32.24.01"),
            closed("2013-05-05", "2013-01-01"),
            moved("2013-05-05", ("a", 5), ("b", 7), case_opened=local_ms("2012-01-01")),
        ]
        settings = Settings(subject_groups="cash:32.24")
        as_of = end_of("2013-05-05")
        whole = Picture(at_once(events, settings), as_of, windows=["year"]).figures("ALL", "year")
        self.assertEqual((whole["decisions.service_6m"], whole["active_cases"]), ("1", "-1"))
        entries = [(message, "2013-05-05T12:00") for message in events]
        entries += [(retraction(message), "2013-05-06") for message in events]
        taken = judged(entries, settings)[1]
        got = Picture(taken, as_of, windows=["year"])
        for row in got.rows:
            left = {
                name
                for name, value in got.figures(row, "year").items()
                if value != "0" and name not in ("retractions", "rev")
            }
            self.assertEqual(left, set(), row)
        self.assertEqual(got.figures("ALL", "year")["retractions"], "3")


if __name__ == "__main__":
    unittest.main()
