"""A program that sleeps while another takes over, and wakes up: it can do no harm."""

import signal
import time

from exact import ExactTestCase
from harness import Program, run_tests, wait_until
from load import TROUBLED

RATE = 5_000
TAKEN_OVER_WITHIN_S = 20.0


class Zombie(ExactTestCase):
    """Two instances of one group."""

    def wait_until_stopped(self, program: Program) -> None:
        """Until the fault has stopped the process."""
        path = f"/proc/{program.process.pid}/stat"

        def is_stopped() -> bool:
            with open(path, encoding="ascii") as file:
                return file.read().rpartition(")")[2].split()[0] == "T"

        wait_until(is_stopped, "the program is stopped by its fault", TAKEN_OVER_WITHIN_S)

    def wait_until_moved(self, program: Program) -> None:
        """Until a picture of this program's time has moved on twice."""
        program.wait_until(
            lambda: int(self.picture.meta().get("published_at_ms", 0)) > program.started_ms,
            "it publishes",
            TAKEN_OVER_WITHIN_S,
        )
        seq = int(self.picture.meta()["seq"])
        program.wait_until(
            lambda: int(self.picture.meta()["seq"]) > seq, "it publishes more", TAKEN_OVER_WITHIN_S
        )

    def test_the_commit_of_one_that_slept_is_fenced_and_counted(self) -> None:
        """Stopped with a sealed batch about to be committed; woken when its successor has gone on."""
        with self.load(TROUBLED, RATE) as load:
            when = self.folder / "now"
            sleeper = self.start_counting(
                environment={
                    "CASEPULSE_FAULT": "commit_due:1:stop",
                    "CASEPULSE_FAULT_WHEN": str(when),
                }
            )
            self.wait_until_moved(sleeper)
            when.touch()
            self.wait_until_stopped(sleeper)
            successor = self.start_counting()
            successor.wait_for_log("12 partitions are ours", TAKEN_OVER_WITHIN_S)
            self.wait_until_moved(successor)
            sleeper.process.send_signal(signal.SIGCONT)
            sleeper.wait_for_log("a commit was refused", TAKEN_OVER_WITHIN_S)
            sleeper.wait_for_log("the lease to publish was lost", TAKEN_OVER_WITHIN_S)
            sample = self.sample("after the sleeper woke")
            time.sleep(1.0)
            load.stop()
        self.wait_until_all_published(successor)
        # What the sleeper counted is shown once it publishes.
        self.assertEqual(successor.stop(), 0, successor.log_tail())
        woken_ms = int(time.time() * 1000)
        sleeper.wait_until(
            lambda: int(self.picture.meta()["published_at_ms"]) > woken_ms
            and self.picture.meta()["lag_records"] == "0",
            "the sleeper publishes",
            TAKEN_OVER_WITHIN_S,
        )
        self.assertGreaterEqual(int(self.picture.meta()["fenced"]), 1)
        self.assertEqual(sleeper.stop(), 0, sleeper.log_tail())
        log = self.open_log()
        if sample is not None:
            self.assert_as_oracle(log, sample)
        self.assert_all_as_oracle(log)

    def test_a_publisher_whose_lease_is_taken_writes_nothing_more(self) -> None:
        with self.load(TROUBLED, RATE) as load:
            program = self.start_counting()
            self.wait_until_moved(program)
            self.redis.command("SET", self.state_key("lease"), "f" * 32, "PX", "3000")
            seq, n = self.picture.meta()["seq"], self.state_n()
            program.wait_for_log("the lease to publish was lost", TAKEN_OVER_WITHIN_S)
            time.sleep(1.0)
            self.assertEqual(self.picture.meta()["seq"], seq, "a tick without the lease")
            self.assertGreater(self.state_n(), n, "counting goes on")
            load.stop()
        self.wait_until_all_published(program)
        self.assertEqual(program.stop(), 0, program.log_tail())
        self.assert_all_as_oracle(self.open_log())


if __name__ == "__main__":
    run_tests()
