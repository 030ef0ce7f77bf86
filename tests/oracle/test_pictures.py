"""Windows, ratios and rows: sections 5 and 6, and the golden numbers that small logs can give."""

import datetime
import unittest
from typing import Any

from oracle import values as v
from oracle.building import at_once, complaints, event
from oracle.civil import date_text, local_ms
from oracle.compare import compare, expected_keys
from oracle.contract import pb
from oracle.counts import Counts, Filing, Place
from oracle.cutting import Cut, Oracle
from oracle.generate_random import Mix, RandomLog
from oracle.organisation import Organisation, mapping
from oracle.picture import Picture
from oracle.ratios import all_ratios, quotient
from oracle.settings import Settings
from oracle.windows import PERIODS, names_of, window

LONG = Settings(history_days=36_525)


def end_of(date: str) -> int:
    """The last millisecond of a local date."""
    return local_ms(date + "T23:59:59.999")


def appeals(count: int, outcome: str, when: str) -> list[Any]:
    """Appeals decided alike, in social services."""
    detail = pb.AppealDecided(outcome=v.OUTCOMES.index(outcome), board=1)
    return [event(v.APPEAL, when, administration=5, appeal_decided=detail) for _ in range(count)]


class Windows(unittest.TestCase):
    """Which days a window covers."""

    def check(self, name: str, as_of: str, label: str, first: str, last: str) -> None:
        got = window(name, local_ms(as_of))
        days = date_text(got.first), date_text(got.end - 1)
        self.assertEqual((got.label, *days), (label, first, last), f"{name} {as_of}")

    def test_periods(self) -> None:
        for name, label, first, last in (
            ("day", "2013-05-21", "2013-05-21", "2013-05-21"),
            ("week", "2013-W21", "2013-05-20", "2013-05-26"),
            ("month", "2013-05", "2013-05-01", "2013-05-31"),
            ("quarter", "2013-Q2", "2013-04-01", "2013-06-30"),
            ("halfyear", "2013-H1", "2013-01-01", "2013-06-30"),
            ("year", "2013", "2013-01-01", "2013-12-31"),
            ("reportyear", "2013", "2013-04-01", "2014-03-31"),
            ("day-prev", "2013-05-20", "2013-05-20", "2013-05-20"),
            ("quarter-prev", "2013-Q1", "2013-01-01", "2013-03-31"),
            ("year-prev", "2012", "2012-01-01", "2012-12-31"),
            ("reportyear-prev", "2012", "2012-04-01", "2013-03-31"),
            ("day-lastyear", "2012-05-21", "2012-05-21", "2012-05-21"),
            ("week-lastyear", "2012-W21", "2012-05-21", "2012-05-22"),
            ("month-lastyear", "2012-05", "2012-05-01", "2012-05-21"),
            ("year-lastyear", "2012", "2012-01-01", "2012-05-21"),
            ("reportyear-lastyear", "2012", "2012-04-01", "2012-05-21"),
            ("365d", "365d", "2012-05-22", "2013-05-21"),
        ):
            self.check(name, "2013-05-21T12:00", label, first, last)

    def test_edges_of_the_reporting_year(self) -> None:
        self.check("reportyear", "2013-03-31T23:59", "2012", "2012-04-01", "2013-03-31")
        self.check("reportyear", "2013-04-01T00:00", "2013", "2013-04-01", "2014-03-31")

    def test_leap_days(self) -> None:
        for name, as_of, label, first, last in (
            ("day-lastyear", "2012-02-29", "2011-02-28", "2011-02-28", "2011-02-28"),
            ("year-lastyear", "2012-02-29", "2011", "2011-01-01", "2011-02-28"),
            ("month-lastyear", "2013-02-27", "2012-02", "2012-02-01", "2012-02-27"),
            ("month-lastyear", "2013-02-28", "2012-02", "2012-02-01", "2012-02-29"),
            ("month-lastyear", "2012-02-28", "2011-02", "2011-02-01", "2011-02-28"),
            ("reportyear-lastyear", "2012-02-29", "2010", "2010-04-01", "2011-02-28"),
            ("year-lastyear", "2013-12-31", "2012", "2012-01-01", "2012-12-31"),
        ):
            self.check(name, as_of, label, first, last)

    def test_week_53_looks_back_at_week_52(self) -> None:
        self.check("week-lastyear", "2021-01-02", "2019-W52", "2019-12-23", "2019-12-28")
        self.check("week-prev", "2021-01-05", "2020-W53", "2020-12-28", "2021-01-03")

    def test_bounds_complete_and_covered(self) -> None:
        year = window("year", end_of("2013-12-31"))
        start = (datetime.date(2013, 1, 1) - datetime.date(1970, 1, 1)).days
        for as_of, data_from, complete, covered in (
            (end_of("2013-12-31"), start, "1", "1"),
            (end_of("2013-12-31") - 1, start + 1, "0", "0"),
            (end_of("2013-12-31"), None, "1", "0"),
        ):
            fields = year.fields(as_of, data_from)
            self.assertEqual((fields["complete"], fields["covered"]), (complete, covered))
        self.assertEqual(fields["from_ms"], str(local_ms("2013-01-01")))
        self.assertEqual(fields["to_ms"], str(local_ms("2014-01-01")))
        rolling = window("365d", end_of("2013-12-31")).fields(end_of("2014-12-31"), start)
        self.assertEqual(rolling["complete"], "0")


class Golden(unittest.TestCase):
    """Published numbers."""

    def figures(self, cut: Cut, date: str, row: str, name: str) -> dict[str, str]:
        return Picture(cut, end_of(date), windows=[name]).figures(row, name)

    def test_ombudsman_2012(self) -> None:
        events = complaints(427, "2012-06-01", 7, body=2, points=[1])[:100]
        events += complaints(20, "2012-06-01", 7, body=2, points=[1, 2])
        events += complaints(139, "2012-06-01", 5, body=2, points=[2, 2])
        events += complaints(92, "2012-06-01", 5, body=2, points=[4])
        events += complaints(307, "2012-06-01", 7, body=2)
        events += complaints(281, "2013-03-31T23:59:59.999", 1, body=2)
        events += complaints(1103, "2012-03-31T23:59:59.999", 7, body=2)
        events += complaints(5, "2012-06-01", 7, body=1, points=[1])
        cut = at_once(events)
        whole = self.figures(cut, "2013-03-31", "ALL", "reportyear")
        self.assertEqual((whole["omb_complaints"], whole["complaints"]), ("939", "944"))
        self.assertEqual(whole["omb_theme_share.delay.num"], "259")
        self.assertEqual(whole["omb_theme_share.delay"], "27.5825")
        self.assertEqual(whole["omb_theme_share.guidance"], "9.7977")
        before = self.figures(cut, "2013-03-31", "ALL", "reportyear-prev")
        self.assertEqual(before["omb_complaints"], "1103")
        city = self.figures(cut, "2013-03-31", "BIF", "reportyear")
        self.assertEqual((city["omb_complaints"], city["omb_city_share"]), ("427", "45.4739"))

    def test_appeal_board(self) -> None:
        events = appeals(19, "remanded", "2019-05-01") + appeals(5, "changed", "2019-05-01")
        events += appeals(105, "confirmed", "2019-05-01") + appeals(40, "dismissed", "2019-05-01")
        got = self.figures(at_once(events), "2019-12-31", "SOF", "year")
        shares = got["reversal_rate"], got["remanded_share"], got["changed_share"]
        self.assertEqual(shares, ("18.6047", "14.7287", "3.8760"))

    def test_shares_are_rounded_in_whole_numbers(self) -> None:
        for numerator, denominator, scale, text in (
            (427, 450_000, 1000, "0.9489"),
            (427, 125_000, 1000, "3.4160"),
            (427, 51_227, 1000, "8.3354"),
            (505, 939, 100, "53.7806"),
            (31, 50, 100, "62.0000"),
            (1, 2_000_000, 100, "0.0001"),
            (1, 2_000_001, 100, "0.0000"),
            (0, 3, 100, "0.0000"),
        ):
            self.assertEqual(quotient(numerator, denominator, scale), text)

    def test_no_value_without_a_denominator_or_below_zero(self) -> None:
        ratio = all_ratios()["merits_share"]
        cases: tuple[tuple[dict[str, int], dict[str, str]], ...] = (
            ({}, {".num": "0", ".den": "0"}),
            ({"complaints": -1, "complaints.kind.merits": 0}, {".num": "0", ".den": "-1"}),
            (
                {"complaints": 29, "complaints.kind.merits": -1},
                {".num": "-1", ".den": "29", ".small": "1"},
            ),
            (
                {"complaints": 30, "complaints.kind.merits": 3},
                {".num": "3", ".den": "30", "": "10.0000"},
            ),
        )
        for row, fields in cases:
            expected = {ratio.id + ending: value for ending, value in fields.items()}
            self.assertEqual(ratio.fields(row, {}, 30), expected)


class Rows(unittest.TestCase):
    """Administrations, units, mappings."""

    def test_rows_add_up(self) -> None:
        oracle = Oracle(LONG)
        oracle.feed(RandomLog(4).records(4000))
        cut = oracle.cut()
        moved = datetime.date(2019, 3, 1)
        organisation = Organisation(
            [mapping("unit-1", 3, None, moved), mapping("unit-1", 9, moved), mapping("unit-2", 0)],
            {9: "NYF"},
        )
        as_of = cut.largest_arrival_ms()
        assert as_of is not None
        picture = Picture(cut, as_of, organisation, ["year", "reportyear-prev"])
        for name in picture.windows:
            for code, units in picture.units.items():
                self._check_sum(picture, name, code, [f"{code}/{unit}" for unit in units])
            self._check_sum(picture, name, "ALL", list(picture.units))

    def _check_sum(self, picture: Picture, name: str, whole: str, parts: list[str]) -> None:
        summed: dict[str, int] = {}
        for part in parts:
            for counter, count in picture.cell(part, name).items():
                summed[counter] = summed.get(counter, 0) + count
        expected = {name: count for name, count in picture.cell(whole, name).items() if count}
        self.assertEqual({n: c for n, c in summed.items() if c}, expected, whole)

    def test_mapping_of_the_events_own_date_decides(self) -> None:
        events = [
            event(v.OPENED, when, unit="u", administration=1)
            for when in ("2019-12-31T23:59", "2020-01-09T23:59", "2020-01-10", "2020-02-01")
        ]
        row = mapping("u", 5, datetime.date(2020, 1, 10), datetime.date(2020, 2, 1))
        organisation = Organisation([row, mapping("v", 6)])
        picture = Picture(at_once(events), end_of("2020-12-31"), organisation)
        self.assertEqual(picture.cell("SOF/u", "year")["opened"], 1)
        self.assertEqual(picture.cell("OKF/u", "year")["opened"], 2)
        opened = picture.days("OKF", "opened", 2020)
        self.assertEqual(
            [day for day, n in opened.items() if n != "0"], ["2020-01-09", "2020-02-01"]
        )
        self.assertEqual(picture.cell("OKF", "year-prev")["opened"], 1)
        self.assertEqual(picture.units["TMF"], {"v"})
        self.assertEqual(picture.units["SOF"], {"u"})

    def test_unknown_administrations_are_unknown_unless_in_the_file(self) -> None:
        cut = at_once([event(v.OPENED, "2020-01-01", administration=n) for n in (0, 9, 255, 256)])
        picture = Picture(cut, end_of("2020-12-31"), windows=["year"])
        self.assertEqual(picture.cell("UNK/_none", "year")["opened"], 4)
        picture = Picture(cut, end_of("2020-12-31"), Organisation((), {9: "NYF"}), ["year"])
        self.assertEqual(picture.cell("NYF", "year")["opened"], 1)

    def test_row_stays_when_all_of_it_is_taken_back(self) -> None:
        counts = Counts()
        for times in (1, -1):
            counts.add(Filing(Place("u", 5), 18_000, None, (("opened", 1),)), times)
        self.assertEqual(list(counts.places), [("u", 5)])
        self.assertEqual(list(counts.lines()), [])

    def test_windows_sum_the_same_by_days_and_by_months(self) -> None:
        oracle = Oracle(LONG)
        oracle.feed(RandomLog(6, mix=Mix(late=0.9)).records(4000))
        cut = oracle.cut()
        as_of = local_ms("2019-10-17T10:00")  # 365d and -lastyear begin and end within months
        picture = Picture(cut, as_of, windows=(*names_of(PERIODS), "365d"))
        lines = list(cut.counts.lines())
        for name, covered in picture.windows.items():
            expected = sum(line[3] for line in lines if covered.first <= line[1] < covered.end)
            self.assertEqual(sum(picture.cell("ALL", name).values()), expected, name)

    def test_days_reach_up_to_today(self) -> None:
        cut = at_once([event(v.OPENED, "2020-01-01"), event(v.OPENED, "2020-01-03")])
        picture = Picture(cut, end_of("2020-01-02"), windows=["day"])
        self.assertEqual(
            picture.days("ALL", "opened", 2020), {"2020-01-01": "1", "2020-01-02": "0"}
        )
        later = Picture(cut, end_of("2025-01-02"), windows=["day"])
        days = sum(len(later.days("UNK", "opened", year)) for year in range(2015, 2026))
        self.assertEqual(days, 1461)


class Comparing(unittest.TestCase):
    """compare() finds what differs, and nothing else."""

    def setUp(self) -> None:
        oracle = Oracle(Settings(max_units=20))
        oracle.feed(RandomLog(8).records(3000))
        self.cut = oracle.cut()
        as_of = self.cut.largest_arrival_ms()
        assert as_of is not None
        self.as_of = as_of
        picture = Picture(self.cut, as_of)
        self.found: dict[str, Any] = {"books": _text(self.cut.books())}
        self.found["offsets"] = _text(self.cut.offsets()) | {"seq": "7"}
        self.found["index"] = picture.rows
        verdicts = self.cut.verdicts()
        self.found["refused"] = {
            "too_late.date": str(verdicts["too_late"] - 1),
            "too_late.arrival": "1",
        }
        for verdict in ("conflict", "malformed", "unsupported", "too_far_ahead"):
            self.found["refused"][verdict + ".x"] = str(verdicts[verdict])
        for key in expected_keys(picture):
            self.found[key] = _expected(picture, key)
        self.found["days:ALL:opened:2019"] = picture.days("ALL", "opened", 2019)
        self.found["source:opera"] = _text(self.cut.sources()["opera"]) | {"last_arrival_ms": "1"}

    def differences(self, **settings: Any) -> list[str]:
        return compare(self.found, self.cut, self.as_of, **settings)

    def test_the_same_has_no_difference(self) -> None:
        self.assertGreater(len(self.found), 500)
        self.assertEqual(self.differences(), [])

    def test_one_changed_field_of_each_hash_is_found(self) -> None:
        hashes = [key for key, fields in self.found.items() if isinstance(fields, dict)]
        for key in hashes:
            fields = self.found[key]
            field = next(name for name in fields if name not in ("seq", "last_arrival_ms"))
            fields[field] = "4711"
        got = [line for line in self.differences() if "found 47" in line]
        self.assertEqual(sorted(line.split(" ")[0] for line in got), sorted(hashes))

    def test_missing_and_unknown_fields_are_found(self) -> None:
        figures = self.found["fig:ALL:year"]
        del figures["opened"]
        figures["extra.counter"] = "1"
        self.found["index"] -= {"SOF"}
        got = self.differences()
        self.assertIn("fig:ALL:year opened: found nothing", got[0] + got[1])
        self.assertIn("fig:ALL:year extra.counter: found 1, expected nothing", got)
        self.assertIn("index SOF: expected, not found", got)
        self.assertEqual(len(self.differences(not_built=("extra.*", "opened"))), 1)

    def test_units_publish_some_counters_but_all_the_same(self) -> None:
        keys = [key for key in self.found if key.startswith("fig:") and "/" in key]
        for key in keys:
            del self.found[key]["states"]
        self.assertEqual(self.differences(), [])
        del self.found[keys[0]]["opened"]
        self.assertNotEqual(self.differences(), [])


def _text(numbers: dict[Any, int]) -> dict[str, str]:
    return {str(name): str(value) for name, value in numbers.items()}


def _expected(picture: Picture, key: str) -> Any:
    kind, _, rest = key.partition(":")
    first, _, last = rest.rpartition(":")
    if kind == "fig":
        return dict(picture.figures(first, last))
    if kind == "win":
        return picture.window_fields(last)
    return picture.by(first, last) if kind == "by" else picture.units[last]


if __name__ == "__main__":
    unittest.main()
