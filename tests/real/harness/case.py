"""One test against real servers, with everything it needs under names of its own."""

import os
import pathlib
import shutil
import sys
import tempfile
import unittest
import uuid
from subprocess import CompletedProcess
from typing import Iterable, Mapping

from .kafka import Record, create_topic, end_offsets, produce
from .program import Program, run_command, setting_flags
from .redis import Picture, Redis
from .stack import Stack, shared_stack

SKIPPED_EXIT_CODE = 77  # what ctest shows as "Skipped"; unittest's own 0 would look like a pass


def run_tests() -> None:
    """The main of a test file: unittest.main, but say when nothing was tested, and why."""
    result = unittest.main(module="__main__", exit=False).result
    if result.wasSuccessful() and result.skipped and result.testsRun <= len(result.skipped):
        for test, reason in result.skipped:
            print(f"skipped: {test}: {reason}", flush=True)
        sys.exit(SKIPPED_EXIT_CODE)
    sys.exit(not result.wasSuccessful())


def real_log(name: str) -> pathlib.Path:
    """A file of the folder of real logs; skips the test where CASEPULSE_TEST_DATA is not set."""
    folder = os.environ.get("CASEPULSE_TEST_DATA")
    if not folder:
        raise unittest.SkipTest("CASEPULSE_TEST_DATA is not set")
    path = pathlib.Path(folder, name)
    if not path.exists():
        raise AssertionError(f"CASEPULSE_TEST_DATA is set, but there is no {path}")
    return path


class RealTestCase(unittest.TestCase):
    """A topic, group, namespace and folder of its own for each test: servers shared, state not.

    If the test fails, its folder and the servers' logs are kept and named.
    """

    stack: Stack

    @classmethod
    def setUpClass(cls) -> None:
        cls.stack = shared_stack()

    def setUp(self) -> None:
        self.name = f"t-{uuid.uuid4().hex[:12]}"
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="casepulse-test-"))
        self.redis = Redis(self.stack.redis_url)
        self.addCleanup(self.redis.close)
        self.picture = Picture(self.redis, self.name)

    def run(self, result: unittest.TestResult | None = None) -> unittest.TestResult | None:
        assert result is not None
        before = len(result.failures) + len(result.errors)
        super().run(result)
        if len(result.failures) + len(result.errors) > before:
            self._keep_logs()
        elif hasattr(self, "folder"):
            shutil.rmtree(self.folder)
        return result

    def _keep_logs(self) -> None:
        if hasattr(self, "folder"):
            print(f"{self.id()} failed; its logs are in {self.folder}", flush=True)
        if hasattr(self, "stack"):
            self.stack.keep_logs(f"{self.id()} failed")

    # --- Kafka

    def create_topic(self, partitions: int = 12, config: dict[str, str] | None = None) -> None:
        """The test's topic, called self.name."""
        create_topic(self.stack.bootstrap_servers, self.name, partitions, config)

    def produce(self, records: Iterable[Record]) -> int:
        """Send records to the test's topic."""
        return produce(self.stack.bootstrap_servers, self.name, records)

    def end_offsets(self) -> dict[int, int]:
        """Partition → next offset of the test's topic."""
        return end_offsets(self.stack.bootstrap_servers, self.name)

    # --- casepulse

    def settings(self, own: Mapping[str, object] | None = None) -> list[str]:
        """The flags that point casepulse to this test's names, and `own` settings."""
        names = {"source.topic": self.name, "source.group": self.name, "redis.namespace": self.name}
        return setting_flags({**names, **(own or {})})

    def start_run(self, own: Mapping[str, object] | None = None) -> Program:
        """`casepulse run` on this test's topic; killed at the end of the test if it still runs."""
        program = Program(["run", *self.settings(own)], self.stack.environment, self.folder)
        self.addCleanup(program.kill)
        return program

    def command(
        self, *arguments: str | pathlib.Path, settings: Mapping[str, object] | None = None
    ) -> CompletedProcess[str]:
        """A subcommand on this test's topic and namespace, run to its end."""
        subcommand, *rest = arguments
        return run_command([subcommand, *self.settings(settings), *rest], self.stack.environment)

    def feed(self, mapping: pathlib.Path, *csv: pathlib.Path) -> CompletedProcess[str]:
        """`casepulse feed --create-topic` into this test's topic."""
        return self.command("feed", "--create-topic", "--mapping", mapping, *csv)

    def wait_until_counted(self, program: Program, timeout_s: float = 60.0) -> None:
        """Wait until `program` has published every record that the topic holds now."""
        ends = self.end_offsets()
        program.wait_until(
            lambda: self.picture.has_reached(ends, program.started_ms),
            f"picture reaches {ends}",
            timeout_s,
        )

    def count_all(
        self, own: Mapping[str, object] | None = None, timeout_s: float = 60.0
    ) -> Program:
        """Run until all is counted, stop in order, and return the ended program for its log."""
        program = self.start_run(own)
        self.wait_until_counted(program, timeout_s)
        self.assertEqual(program.stop(), 0, program.log_tail())
        return program
