"""The organisation file and its reload: what was done stays where it was done, what is open moves.

One unit counts some cases under BIF; another file then gives it to SOF from 1 January 2024 on.
"""

import signal
import time
from typing import Any, Iterator

from events import event, local, record
from harness import Program, RealTestCase, Record, run_tests

HEADER = "record,code,unit,administration,name_da,name_en,from,to,balance,group"
BALANCE = "balance,BIF,u1,,,,2023-01-01,,5,"
ONLY_BIF = ["unit,BIF,u1,,Jobcenter,Job Centre,,,,", BALANCE]
MOVED = [
    "administration,NYE,,8,Den nye forvaltning,The New One,,,,",
    "administration,SOF,,,Socialt,Social,2024-01-01,,,",
    "unit,BIF,u1,,Jobcenter,Job Centre,,2024-01-01,,",
    "unit,SOF,u1,,Voksencenter,Centre for Adults,2024-01-01,,,",
    "unit,NYE,u2,,,,,,,",
    BALANCE,
]


class Organisation(RealTestCase):
    """`run` with an organisation file, seen from 15 February 2024."""

    def setUp(self) -> None:
        super().setUp()
        self.file = self.folder / "organisation.csv"
        self.own = {
            "picture.organisation": self.file,
            "picture.as_of": "2024-02-15T12:00",
            "count.history_days": 10_000,
            "picture.publish_days": 60,
        }

    def write(self, *rows: str) -> None:
        """The organisation file, with its header."""
        self.file.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")

    def start(self) -> Program:
        """A run that has counted 13 cases of u1 and one of u2, all sent as BIF's."""
        self.create_topic(1)
        self.produce(self.cases())
        program = self.start_run(self.own)
        self.wait_until_counted(program)
        return program

    @staticmethod
    def cases() -> Iterator[Record]:
        """10 opened and 2 of them closed in 2023, 3 opened in 2024; u2: one opened in 2024."""

        def of(kind: str, day: str, case: int, **fields: Any) -> Record:
            sent = {"administration": 7, "unit": "u1", "case_id": f"case-{case}", **fields}
            return record(event(kind, local(day), **sent))

        for case in range(10):
            yield of("CASE_OPENED", "2023-03-01", case)
        for case in range(2):
            yield of("CASE_CLOSED", "2023-12-31T23:59:59.999", case)
        for case in range(10, 13):
            yield of("CASE_OPENED", "2024-01-01", case)
        yield of("CASE_OPENED", "2024-01-02", 13, unit="u2")

    def reload(self, program: Program, pattern: str) -> None:
        """Hang up and wait until the log says what became of it, then until a tick has come."""
        program.process.send_signal(signal.SIGHUP)
        program.wait_for_log(pattern, 10)
        now_ms = int(time.time() * 1000)
        program.wait_until(
            lambda: int(self.picture.meta()["published_at_ms"]) > now_ms, "a later tick", 10
        )

    def figure(self, row: str, window: str, name: str) -> int | None:
        """A figure of a row; None without a value."""
        value = self.picture.figures(row, window).get(name)
        return None if value is None else int(value)

    def rows(self) -> set[str]:
        """The names of all rows."""
        return self.redis.members(self.picture.prefix + "index")

    def test_another_file_shows_all_history_under_it_in_one_tick(self) -> None:
        self.write(*ONLY_BIF)
        program = self.start()
        self.assertEqual(self.figure("BIF/u1", "year", "opened"), 3)
        self.assertEqual(self.figure("BIF/u1", "year", "active_cases"), 5 + 13 - 2)
        self.assertEqual(self.figure("BIF", "year", "active_cases"), 5 + 14 - 2)
        self.assertNotIn("SOF/u1", self.rows())
        self.assertEqual(self.picture.hash("names:en")["BIF/u1"], "Job Centre")
        self.write(*MOVED)
        changes = "1 administrations new, 1 units new, 1 units moved, 1 names changed"
        self.reload(program, rf"organisation .*organisation\.csv read again: {changes}$")
        self.check_moved()
        self.assertEqual(program.stop(), 0, program.log_tail())

    def check_moved(self) -> None:
        """Flows stay where they were; the stock, its balance too, has gone with the unit."""
        for row, opened, active in (
            ("BIF/u1", 0, 0),
            ("SOF/u1", 3, 16),
            ("SOF", 3, 16),
            ("NYE/u2", 1, 1),
            ("NYE", 1, 1),
            ("BIF", 0, 0),
            ("ALL", 4, 17),
        ):
            with self.subTest(row=row):
                self.assertEqual(self.figure(row, "year", "opened"), opened)
                self.assertEqual(self.figure(row, "year", "active_cases"), active)
        self.assertEqual(self.figure("BIF", "year-prev", "opened"), 10)
        self.assertEqual(self.figure("BIF", "year-prev", "active_cases"), 5 + 10 - 2)
        self.assertEqual(self.figure("SOF", "year-prev", "opened"), 0)
        days = [self.picture.days(code, "active_cases", 2024) for code in ("BIF", "SOF")]
        self.assertEqual([day["2024-01-01"] for day in days], [0, 16])
        before = [self.picture.days(code, "active_cases", 2023) for code in ("BIF", "SOF")]
        self.assertEqual([day["2023-12-31"] for day in before], [13, 0])
        self.assertNotIn("BIF/u2", self.rows())
        self.assertEqual(self.picture.keys("fig:BIF/u2:*"), [])
        names = self.picture.hash("names:en")
        self.assertEqual(names["SOF/u1"], "Centre for Adults")
        self.assertEqual(names["SOF"], "Social")
        self.assertEqual(names["NYE"], "The New One")
        self.assertEqual(self.picture.hash("names:da")["NYE"], "Den nye forvaltning")
        figures = self.picture.hashes("fig:BIF/u1:year", "fig:SOF/u1:year", "fig:NYE/u2:year")
        self.assertEqual(len({row["seq"] for row in figures}), 1)

    def test_a_file_that_cannot_be_right_leaves_the_old_one_in_force(self) -> None:
        self.write(*MOVED)
        program = self.start()
        self.check_moved()
        for rows, complaint in (
            (["unit,BIF,u1,,,,,,,", "unit,SOF,u1,,,,,,,"], r":3: unit u1: the dates overlap"),
            (["unit,XYZ,u1,,,,,,,"], r":2: code XYZ is unknown"),
            (["unit,BIF,u1,,,,,,,"], r"balance date is none, that of the counted state 2023-01-01"),
            (["balance,BIF,,,,,2023-01-02,,5,"], r"balance date is 2023-01-02, that of the"),
        ):
            with self.subTest(complaint=complaint):
                self.write(*rows)
                self.reload(program, rf"error: .*{complaint}.*; the .* stays in force$")
                self.check_moved()
        self.write(*MOVED)
        self.reload(program, r"organisation .* read again: nothing changed$")
        self.assertEqual(program.stop(), 0, program.log_tail())

    def test_a_start_with_a_file_that_cannot_be_right_is_refused(self) -> None:
        self.write("unit,BIF,u1,,,,,,,", "unit,SOF,u1,,,,2024-01-01,,,")
        for subcommand in ("run", "check", "inspect"):
            with self.subTest(subcommand=subcommand):
                result = self.command(subcommand, settings=self.own)
                self.assertEqual(result.returncode, 3, result.stderr)
                self.assertRegex(result.stderr, r"organisation\.csv:3: unit u1: the dates overlap")

    def test_a_state_of_another_balance_date_is_refused(self) -> None:
        self.write(*ONLY_BIF)
        self.assertEqual(self.start().stop(), 0)
        self.write("balance,BIF,u1,,,,2023-01-02,,5,")
        result = self.command("run", settings=self.own)
        self.assertEqual(result.returncode, 5, result.stderr)
        self.assertRegex(result.stderr, r"balance_date=2023-01-01.*balance_date=2023-01-02")

    def test_without_a_file_a_hang_up_changes_nothing(self) -> None:
        self.own["picture.organisation"] = ""
        program = self.start()
        self.reload(program, r"nothing to read again: picture\.organisation is empty$")
        self.assertEqual(self.figure("BIF/u1", "year", "opened"), 3)
        self.assertEqual(program.stop(), 0, program.log_tail())


class Overflow(RealTestCase):
    """Units beyond `max_units` of a partition (rule 8)."""

    def test_a_unit_that_a_partition_turned_away_is_incomplete_and_sums_stay_exact(self) -> None:
        file = self.folder / "organisation.csv"
        file.write_text(f"{HEADER}\nunit,SOF,d,,,,,,,\n", encoding="utf-8")
        own = {
            "picture.organisation": file,
            "picture.as_of": "2024-02-15T12:00",
            "count.history_days": 10_000,
            "count.max_units": 2,
        }
        self.create_topic(2)
        for partition, units in ((0, "abcda"), (1, "ce")):
            for unit in units:
                sent = {"administration": 7, "unit": unit, "case_id": f"case-{partition}-{unit}"}
                opened = event("CASE_OPENED", local("2024-02-01"), **sent)
                self.produce([record(opened, partition=partition)])
        for start in ("counted", "read again"):
            with self.subTest(start=start):
                self.count_all(own)
                self.check_overflow()

    def check_overflow(self) -> None:
        """a, b fit; c fits into one partition of two, d of the file into none; e fits."""
        units = {"BIF/a": 2, "BIF/b": 1, "BIF/c": 1, "SOF/d": 0, "BIF/e": 1, "BIF/_other": 2}
        wanted = {**units, "BIF": 7, "SOF": 0, "ALL": 7}
        shown = {
            row: self.picture.figures(row, "year")
            for row in wanted
        }
        opened = {row: int(figures["opened"]) for row, figures in shown.items()}
        self.assertEqual(opened, wanted)
        incomplete = {row for row, figures in shown.items() if figures.get("incomplete") == "1"}
        self.assertEqual(incomplete, {"BIF/c", "SOF/d"})


if __name__ == "__main__":
    run_tests()
