"""Published figures of the municipality, rebuilt from events: they must read as they were printed.

Each test sends the inputs of one golden row through Kafka, looks from the last millisecond of the
period, and compares the text in Redis: with four decimals, and rounded as it was printed.
"""

import itertools
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Iterable, Iterator

from events import copies, event, local, pb

from harness import RealTestCase, Record, run_tests

SOF, BIF = 5, 7
DAYS_OF_A_YEAR = 365
# Far enough back for the oldest period, whatever today is.
HISTORY_DAYS = 36_525
ORGANISATION_COLUMNS = "record,code,unit,administration,name_da,name_en,from,to,balance,group"


def printed(value: str, decimals: int) -> str:
    """A published value rounded as the papers do."""
    return str(Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def change_printed(now: int, before: int) -> str:
    """Change in percent of the earlier count, one decimal, as the papers print it."""
    return printed(str(Decimal(100 * (now - before)) / before), 1)


def spread(
    kind: str, first: str, count: int, detail: Any = None, **fields: Any
) -> Iterator[Record]:
    """`count` events over the 365 days from `first`, a case for each day."""
    start = local(first + "T12:00")
    for day in range(min(DAYS_OF_A_YEAR, count)):
        share = count // DAYS_OF_A_YEAR + (day < count % DAYS_OF_A_YEAR)
        made = event(kind, start + day * 86_400_000, detail, case_id=f"case-{day}", **fields)
        yield from copies(made, share)


class GoldenNumbers(RealTestCase):
    """A log in, the printed numbers out."""

    def count(
        self, as_of: str, *records: Iterable[Record], own: dict[str, object] | None = None
    ) -> None:
        """Send the records and count them as seen from the last millisecond of `as_of`."""
        self.create_topic()
        self.produce(itertools.chain(*records))
        settings = {
            "picture.as_of": f"{as_of}T23:59:59.999",
            "count.history_days": HISTORY_DAYS,
        }
        self.count_all({**settings, **(own or {})})

    def organisation(self, *records: str) -> dict[str, object]:
        """The setting that names an organisation file with these records."""
        path = self.folder / "organisation.csv"
        path.write_text("\n".join([ORGANISATION_COLUMNS, *records]) + "\n", encoding="utf-8")
        return {"picture.organisation": path}

    def assert_reads(
        self, figures: dict[str, str], figure: str, exact: str, as_printed: str
    ) -> None:
        """The figure's text, and what a paper would print of it."""
        self.assertEqual(figures.get(figure), exact, figure)
        decimals = len(as_printed.partition(".")[2])
        self.assertEqual(printed(exact, decimals), as_printed, figure)

    def test_employment_has_so_many_formality_complaints_per_1000(self) -> None:
        self.count(
            "2012-12-31",
            spread("INQUIRY_RECEIVED", "2012-01-01", 450_000, administration=BIF),
            spread("DECISION_MADE", "2012-01-01", 125_000, administration=BIF),
            spread(
                "COMPLAINT_RECEIVED",
                "2012-01-01",
                427,
                {"kinds": [pb.COMPLAINT_KIND_FORMALITY], "body": pb.BODY_ADMINISTRATION},
                administration=BIF,
            ),
        )
        self.assertEqual(self.picture.books()["all.counted"], 575_427)
        for row in ("BIF", "ALL"):
            year = self.picture.figures(row, "year")
            self.assertEqual(year["inquiries"], "450000")
            self.assertEqual(year["decisions"], "125000")
            self.assertEqual(year["complaints.kind.formality"], "427")
            self.assert_reads(year, "formality_per_1000_inquiries", "0.9489", "0.9489")
            self.assert_reads(year, "formality_per_1000_decisions", "3.4160", "3.4160")
            self.assertEqual(year["formality_per_1000_decisions.num"], "427")
            self.assertEqual(year["formality_per_1000_decisions.den"], "125000")

    def test_employment_has_8_3354_complaints_per_1000_active_cases(self) -> None:
        formality = {"kinds": [pb.COMPLAINT_KIND_FORMALITY]}
        self.count(
            "2012-12-31",
            spread("COMPLAINT_RECEIVED", "2012-01-01", 427, formality, administration=BIF),
            spread("CASE_OPENED", "2012-01-01", 30_000, administration=BIF),
            spread("CASE_CLOSED", "2012-01-01", 28_773, administration=BIF),
            own=self.organisation("balance,BIF,,,,,2012-01-01,,50000,"),
        )
        for window in ("year", "month", "day"):
            self.assertEqual(self.picture.figures("BIF", window)["active_cases"], "51227")
        year = self.picture.figures("BIF", "year")
        self.assert_reads(year, "complaints_per_1000_cases", "8.3354", "8.3354")
        self.assertEqual(year["complaints_per_1000_cases.den"], "51227")
        before = self.picture.figures("BIF", "year-prev")
        self.assertNotIn("active_cases", before)
        self.assertNotIn("complaints_per_1000_cases", before)

    def test_employment_had_51227_active_cases_on_21_may_2013(self) -> None:
        """Of them 3,381 of one subject: from the balance, opened, reopened, closed."""
        aids = {"subject": "27.60.00"}
        in_2013 = [
            ("CASE_OPENED", 2_400, aids),
            ("CASE_OPENED", 27_600, {}),
            ("CASE_REOPENED", 30, aids),
            ("CASE_REOPENED", 270, {}),
            ("CASE_CLOSED", 2_049, aids),
            ("CASE_CLOSED", 27_024, {}),
        ]
        moves = [self.until_21_may(*of_a_kind) for of_a_kind in in_2013]
        balances = (
            "balance,BIF,,,,,2013-01-01,,3000,aids",
            "balance,BIF,,,,,2013-01-01,,47000,other",
        )
        own = {**self.organisation(*balances), "count.subject_groups": "aids:27.60"}
        self.count("2013-05-21", *moves, own=own)
        for row in ("BIF", "ALL"):
            day = self.picture.figures(row, "day")
            self.assertEqual(day["active_cases"], "51227")
            self.assertEqual(day["active_cases.subject.aids"], "3381")
            self.assertEqual(day["active_cases.subject.other"], "47846")
            self.assert_reads(day, "active_share.aids", "6.6000", "6.6")
        self.assertEqual(self.picture.days("BIF", "active_cases", 2013)["2013-05-21"], 51_227)

    @staticmethod
    def until_21_may(kind: str, count: int, fields: dict[str, Any]) -> Iterator[Record]:
        """`count` events on the first 141 days of 2013."""
        for day in range(141):
            at = local("2013-01-01T12:00") + day * 86_400_000
            made = event(kind, at, administration=BIF, case_id=f"case-{day}", **fields)
            yield from copies(made, count // 141 + (day < count % 141))

    def test_31_of_50_complaints_that_were_investigated_showed_an_error(self) -> None:
        found = {"cause": pb.CAUSE_COMPLAINT, "error": True, "error_themes": [pb.THEME_HEARING]}
        clean = {"cause": pb.CAUSE_COMPLAINT}
        own_initiative = {"cause": pb.CAUSE_OWN_INITIATIVE, "error": True}
        self.count(
            "2013-03-31",
            spread("INVESTIGATION_CONCLUDED", "2012-04-01", 31, found, administration=BIF),
            spread("INVESTIGATION_CONCLUDED", "2012-04-01", 19, clean, administration=BIF),
            # Outside the share.
            spread("INVESTIGATION_CONCLUDED", "2012-04-01", 7, own_initiative, administration=BIF),
        )
        year = self.picture.figures("ALL", "reportyear")
        self.assert_reads(year, "investigation_error_share", "62.0000", "62")
        self.assertEqual(year["errors.theme.hearing"], "31")
        self.assert_reads(year, "own_initiative_error_share", "100.0000", "100")

    def test_half_of_the_building_permits_came_within_three_months(self) -> None:
        """100 with a service target: 50 within three months, 25 more within six."""
        applied = [("2012-03-15", 50), ("2011-12-15", 25), ("2011-10-15", 25)]
        decided = local("2012-06-15T12:00")
        decisions = [
            copies(
                event(
                    "DECISION_MADE",
                    decided,
                    {"applied": local(date), "service_target": True},
                    administration=6,
                ),
                count,
            )
            for date, count in applied
        ]
        without_target = event(
            "DECISION_MADE", decided, {"applied": local("2012-06-01")}, administration=6
        )
        self.count("2012-12-31", *decisions, copies(without_target, 9))
        year = self.picture.figures("TMF", "year")
        self.assert_reads(year, "decided_within_3m", "50.0000", "50")
        self.assert_reads(year, "decided_within_6m", "75.0000", "75")
        self.assertEqual(year["decisions.service"], "100")
        self.assertEqual(year["decisions.timed"], "109")

    def test_social_services_received_2144_complaints_in_2018(self) -> None:
        formality = {"kinds": [pb.COMPLAINT_KIND_FORMALITY]}
        merits = {"kinds": [pb.COMPLAINT_KIND_MERITS]}
        self.count(
            "2018-12-31",
            spread("COMPLAINT_RECEIVED", "2018-01-01", 580, formality, administration=SOF),
            spread("COMPLAINT_RECEIVED", "2018-01-01", 1564, merits, administration=SOF),
        )
        year = self.picture.figures("SOF", "year")
        self.assertEqual(year["complaints"], "2144")
        self.assertEqual(year["complaints.kind.formality"], "580")
        self.assertEqual(year["complaints.kind.merits"], "1564")
        self.assertEqual(year["complaints.kind.both"], "0")
        self.assertEqual(year["complaints.kind.none"], "0")

    def test_the_appeal_board_changed_so_many_decisions(self) -> None:
        outcomes = {
            pb.OUTCOME_REMANDED: 19,
            pb.OUTCOME_CHANGED: 5,
            pb.OUTCOME_CONFIRMED: 105,
            # Outside the rates, whatever their number.
            pb.OUTCOME_DISMISSED: 11,
            pb.OUTCOME_REFERRED: 7,
            pb.OUTCOME_LAPSED: 3,
        }
        self.count("2019-12-31", *self.appeals("2019-01-01", outcomes))
        year = self.picture.figures("SOF", "year")
        self.assert_reads(year, "reversal_rate", "18.6047", "18.6")
        self.assert_reads(year, "reversal_rate", "18.6047", "19")
        self.assertEqual((year["reversal_rate.num"], year["reversal_rate.den"]), ("24", "129"))
        self.assert_reads(year, "remanded_share", "14.7287", "14.7")
        self.assert_reads(year, "changed_share", "3.8760", "3.9")

    @staticmethod
    def appeals(first: str, outcomes: dict[int, int]) -> Iterator[Iterator[Record]]:
        """So many appeals of each outcome, over a year."""
        for outcome, count in outcomes.items():
            detail = {"outcome": outcome, "board": pb.BOARD_NATIONAL}
            yield spread("APPEAL_DECIDED", first, count, detail, administration=SOF)

    def test_danmarkskort_shows_the_reversal_of_the_social_area_in_2022(self) -> None:
        outcomes = {pb.OUTCOME_CHANGED: 90, pb.OUTCOME_REMANDED: 285, pb.OUTCOME_CONFIRMED: 625}
        self.count("2022-12-31", *self.appeals("2022-01-01", outcomes))
        self.assert_reads(self.picture.figures("SOF", "year"), "reversal_rate", "37.5000", "37.5")

    def test_danmarkskort_shows_the_reversal_of_disabled_children_in_2020(self) -> None:
        outcomes = {pb.OUTCOME_CHANGED: 155, pb.OUTCOME_REMANDED: 365, pb.OUTCOME_CONFIRMED: 480}
        self.count("2020-12-31", *self.appeals("2020-01-01", outcomes))
        self.assert_reads(self.picture.figures("SOF", "year"), "reversal_rate", "52.0000", "52")

    def test_the_ombudsman_received_939_complaints_in_the_reporting_year_2012(self) -> None:
        self.count("2013-03-31", self.ombudsman_complaints(), self.ombudsman_conclusions())
        city = self.picture.figures("ALL", "reportyear")
        before = self.picture.figures("ALL", "reportyear-prev")
        self.assertEqual((city["omb_complaints"], before["omb_complaints"]), ("939", "1103"))
        self.assertEqual(change_printed(939, 1103), "-14.9")
        self.assert_reads(city, "omb_theme_share.delay", "27.5825", "27.6")
        self.assert_reads(city, "omb_theme_share.guidance", "9.7977", "9.8")
        self.assert_reads(city, "omb_upheld_share", "53.7806", "53.8")
        windows = [self.picture.hash(f"win:{name}") for name in ("reportyear", "reportyear-prev")]
        self.assertEqual([window["label"] for window in windows], ["2012", "2011"])
        self.assertEqual([window["complete"] for window in windows], ["1", "1"])
        self.assertEqual([window["covered"] for window in windows], ["1", "1"])
        employment = self.picture.figures("BIF", "reportyear")
        before = self.picture.figures("BIF", "reportyear-prev")
        self.assertEqual((employment["omb_complaints"], before["omb_complaints"]), ("427", "504"))
        self.assertEqual(change_printed(427, 504), "-15.3")
        self.assert_reads(employment, "omb_city_share", "45.4739", "45.5")

    @staticmethod
    def ombudsman_complaints() -> Iterator[Record]:
        """939 and, in the year before, 1,103; some of both delays, and some with neither."""
        themes = [[pb.THEME_PROCESSING_TIME]] * 130 + [[pb.THEME_MISSING_REPLY]] * 89
        themes += [[pb.THEME_PROCESSING_TIME, pb.THEME_MISSING_REPLY]] * 40
        themes += [[pb.THEME_GUIDANCE, pb.THEME_GUIDANCE]] * 92
        for number in range(939 + 1103):
            is_now = number < 939
            of_year = number if is_now else number - 939
            day = "2012-04-01T00:00" if is_now else "2011-04-01T00:00"
            points = themes[number] if number < len(themes) else [pb.THEME_REASONS]
            made = event(
                "COMPLAINT_RECEIVED",
                local(day) + (of_year % DAYS_OF_A_YEAR) * 86_400_000,
                {"body": pb.BODY_OMBUDSMAN, "points": points},
                administration=BIF if of_year < (427 if is_now else 504) else SOF,
                case_id=f"case-{number}",
            )
            yield from copies(made, 1)

    @staticmethod
    def ombudsman_conclusions() -> Iterator[Record]:
        """Of 939 treated the citizen was right in 505, in part or wholly."""
        results = {
            pb.CONCLUSION_RESULT_UPHELD: 300,
            pb.CONCLUSION_RESULT_PARTLY: 205,
            pb.CONCLUSION_RESULT_NOT_UPHELD: 434,
            # Not treated, so outside the share.
            pb.CONCLUSION_RESULT_WITHDRAWN: 25,
            pb.CONCLUSION_RESULT_DISMISSED: 17,
        }
        for result, count in results.items():
            detail = {"result": result, "body": pb.BODY_OMBUDSMAN}
            yield from spread("COMPLAINT_CONCLUDED", "2012-04-01", count, detail)


if __name__ == "__main__":
    run_tests()
