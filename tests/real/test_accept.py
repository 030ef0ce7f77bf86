"""`casepulse accept`: a loss that somebody has looked at, booked once and for ever."""

from typing import Any

from events import event, local, record
from harness import Program, RealTestCase, delete_records, run_tests

AS_OF = {"picture.as_of": "2024-02-15T12:00", "count.history_days": 10_000}
SAID = (
    r"\[0\] stands still: offsets 10 to 13 were deleted before they were counted; to go on without "
    r"them: casepulse accept lost:0:10-14$"
)
DATA_ERROR = 5


class Accept(RealTestCase):
    """Ten records were counted in partition 0; of ten more Kafka has deleted four."""

    def setUp(self) -> None:
        super().setUp()
        self.create_topic(2)
        self.send(0, 10)
        self.send(1, 5)
        self.count_all(AS_OF)
        self.send(0, 10)
        delete_records(self.stack.bootstrap_servers, self.name, 0, 14)

    def send(self, partition: int, count: int) -> None:
        """So many cases opened."""
        opened = local("2024-02-01")
        for _ in range(count):
            made = event("CASE_OPENED", opened, administration=7, unit="u1")
            self.produce([record(made, partition=partition)])

    def start(self) -> Program:
        """A run that says which command accepts the loss."""
        program = self.start_run(AS_OF)
        program.wait_for_log(SAID, 20)
        return program

    def accept(self, loss: str) -> Any:
        """`casepulse accept`."""
        return self.command("accept", loss, settings=AS_OF)

    def opened(self) -> int:
        """All cases opened in 2024."""
        return int(self.picture.figures("ALL", "year")["opened"])

    def test_an_accepted_loss_stands_in_the_books_and_the_partition_goes_on(self) -> None:
        self.assertEqual(self.start().stop(), DATA_ERROR)
        accepted = self.accept("lost:0:10-14")
        self.assertEqual(accepted.returncode, 0, accepted.stderr)
        self.assertIn("offsets 10 to 13 are booked as lost", accepted.stdout)
        for _start in range(2):
            self.count_all(AS_OF)
            books, meta = self.picture.books(), self.picture.meta()
            self.assertEqual((books["0.lost"], books["1.lost"], books["all.lost"]), (4, 0, 4))
            self.assertEqual((meta["balanced"], self.opened()), ("1", 10 + 5 + 6))
        again = self.accept("lost:0:10-14")
        self.assertEqual(again.returncode, DATA_ERROR, again.stderr)
        self.assertIn("nothing is lost: counted up to offset 20", again.stderr)

    def test_another_range_is_refused_and_nothing_is_booked(self) -> None:
        self.assertEqual(self.start().stop(), DATA_ERROR)
        for loss, code, complaint in (
            ("lost:0:10-13", 5, "casepulse accept lost:0:10-14"),
            ("lost:0:9-14", 5, "casepulse accept lost:0:10-14"),
            ("lost:0:10-15", 5, "casepulse accept lost:0:10-14"),
            ("lost:1:5-6", 5, "nothing is lost"),
            ("lost:7:0-1", 3, f"{self.name} [7]"),
            ("lost:0:14-10", 2, "lost:PARTITION:FROM-TO"),
            ("lost:0:010-14", 2, "lost:PARTITION:FROM-TO"),
            ("gone:0:10-14", 2, "lost:PARTITION:FROM-TO"),
        ):
            with self.subTest(loss=loss):
                refused = self.accept(loss)
                self.assertEqual(refused.returncode, code, refused.stderr)
                self.assertIn(complaint, refused.stderr)
        self.assertEqual(self.start().stop(), DATA_ERROR)
        self.assertEqual(self.picture.books()["all.lost"], 0)

    def test_a_loss_is_accepted_beside_a_run_that_counts_the_others(self) -> None:
        program = self.start()
        self.assertEqual(self.accept("lost:0:10-14").returncode, 0)
        self.send(1, 3)
        program.wait_until(lambda: self.picture.offsets()[1] == 8, "the other partition goes on")
        program.wait_until(lambda: self.picture.books()["0.lost"] == 4, "the books tell")
        self.assertEqual(self.picture.meta()["balanced"], "1")
        self.assertEqual(program.stop(), DATA_ERROR)
        self.count_all(AS_OF)
        self.assertEqual(self.opened(), 10 + 8 + 6)


if __name__ == "__main__":
    run_tests()
