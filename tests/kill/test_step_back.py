"""Redis or Kafka lose something: what can be counted again is, the rest is said and stays said."""

import shutil
import time

from exact import ExactTestCase
from harness import Program, delete_records, run_tests
from load import PLAIN, TROUBLED

RATE = 10_000
SAID_WITHIN_S = 30.0
COPY_AGE_S = 1.5
DATA_ERROR = 5


class RedisSteppedBack(ExactTestCase):
    """Redis comes back with data of before."""

    def test_a_redis_from_an_older_copy_is_counted_forward(self) -> None:
        """Figures and offsets step back together, then forward to the same digest."""
        assert self.stack.folder is not None
        data = self.stack.folder / "data" / "redis"
        copy = self.folder / "copy"
        with self.load(TROUBLED, RATE) as load:
            program = self.start_counting()
            self.wait_until_published(program, 20_000)
            shutil.copytree(data, copy)
            time.sleep(COPY_AGE_S)
            before = self.sample("before the loss")
            n = self.state_n()
            self.stack.kill("redis")
            shutil.rmtree(data)
            shutil.copytree(copy, data)
            self.stack.start("redis")
            self.reconnect()
            after = self.sample("after the loss", days_since_ms=1 << 62)
            lost = n - self.state_n()
            time.sleep(1.0)
            load.stop()
        print(f"commits lost: {lost}", flush=True)
        self.assertGreater(lost, 0)
        self.wait_until_all_published(program)
        self.assertEqual(program.stop(), 0, program.log_tail())
        log = self.open_log()
        assert after is not None and before is not None
        self.assertLess(sum(after.offsets.values()), sum(before.offsets.values()))
        self.assert_as_oracle(log, after)
        self.assert_all_as_oracle(log)

    def wait_until_published(self, program: Program, least: int) -> None:
        """Until so many records are in the picture."""
        program.wait_until(
            lambda: sum(self.picture.offsets().values()) >= least, f"{least} published", 60
        )


class RedisEmptied(ExactTestCase):
    """Redis lost everything; Kafka's group remembers that there was something."""

    def count_some(self) -> dict[int, int]:
        """Count and stop; the offsets reached."""
        with self.load(PLAIN, 50_000, count=6_000) as load:
            program = self.start_counting()
            load.wait()
            self.wait_until_all_published(program)
            self.assertEqual(program.stop(), 0, program.log_tail())
        return self.end_offsets()

    def assert_says_that_state_is_lost(self, program: Program, ends: dict[int, int]) -> None:
        """In the log with the exact range, in `meta`, in the exit code."""
        program.wait_until(
            lambda: all(
                f"[{p}] stands still: Kafka's group had counted offsets 0 to {end - 1}"
                in program.log()
                for p, end in ends.items()
            ),
            f"every range is named: {ends}",
            SAID_WITHIN_S,
        )
        program.wait_until(
            lambda: self.picture.meta().get("state") == "failed", "meta says failed", SAID_WITHIN_S
        )
        self.assertIn("stands still", self.picture.meta()["reason"])
        self.assertEqual(program.stop(), DATA_ERROR, program.log_tail())

    def test_a_redis_emptied_meanwhile_is_said_at_every_start(self) -> None:
        ends = self.count_some()
        self.redis.command("FLUSHALL")
        for _start in range(2):
            self.assert_says_that_state_is_lost(self.start_counting(), ends)

    def test_a_redis_emptied_under_a_run_is_said(self) -> None:
        """Offsets marked in Kafka's group may lag by a second: the ranges begin at 0 all the same."""
        with self.load(PLAIN, RATE) as load:
            program = self.start_counting()
            program.wait_until(
                lambda: sum(self.picture.offsets().values()) >= 15_000, "counting", 60
            )
            time.sleep(1.5)
            self.redis.command("FLUSHALL")
            program.wait_for_log(
                "stands still: Kafka's group had counted offsets 0 to", SAID_WITHIN_S
            )
            program.wait_until(
                lambda: self.picture.meta().get("state") == "failed", "meta says failed", 30
            )
            load.stop()
        self.assertEqual(program.stop(), DATA_ERROR, program.log_tail())
        again = self.start_counting()
        again.wait_for_log("stands still: Kafka's group had counted offsets 0 to", SAID_WITHIN_S)
        self.assertEqual(again.stop(), DATA_ERROR, again.log_tail())


class RecordsDeleted(ExactTestCase):
    """Kafka no longer holds what was not counted yet."""

    def test_deleted_records_stop_their_partition_and_no_other(self) -> None:
        with self.load(PLAIN, 50_000, count=6_000) as load:
            program = self.start_counting()
            load.wait()
            self.wait_until_all_published(program)
            self.assertEqual(program.stop(), 0, program.log_tail())
        counted = self.end_offsets()
        with self.load(PLAIN, 50_000, count=9_000) as load:
            load.wait()
        delete_records(self.stack.bootstrap_servers, self.name, 3, counted[3] + 40)
        wanted = {**self.end_offsets(), 3: counted[3]}
        said = (
            rf"\[3\] stands still: offsets {counted[3]} to {counted[3] + 39} were deleted before "
            "they were counted"
        )
        for _start in range(2):
            program = self.start_counting()
            program.wait_for_log(said, SAID_WITHIN_S)
            program.wait_until(
                lambda: self.picture.offsets() == wanted, f"the others go on to {wanted}", 30
            )
            self.assertEqual(self.picture.meta()["state"], "failed")
            self.assertRegex(self.picture.meta()["reason"], said)
            self.assertEqual(program.stop(), DATA_ERROR, program.log_tail())


if __name__ == "__main__":
    run_tests()
