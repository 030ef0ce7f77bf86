"""The capacity report of a replay: what it says is what others counted meanwhile."""

import json
import pathlib
import signal
import time
import xml.etree.ElementTree as tree
from contextlib import ExitStack
from subprocess import CompletedProcess

from harness import Program, RealTestCase, Redis, private_stack, run_tests, wait_until

LIVE = {"source.accept_create_time": "true"}
USAGE, RUNTIME = 2, 1
EVENTS = 20000
LOAD = 3
# Before the first sample: signing in, taking the namespace; after the last: giving it back.
COMMANDS_AROUND = 60


class Capacity(RealTestCase):
    """Servers of its own, so that nobody else gives commands."""

    @classmethod
    def setUpClass(cls) -> None:
        servers = ExitStack()
        cls.addClassCleanup(servers.close)
        cls.stack = servers.enter_context(private_stack())

    def setUp(self) -> None:
        super().setUp()
        self.into = f"{self.name}-into"
        made = self.command("generate", "-t", "--from", "2024-01-01", "--to", "2024-07-01",
                            "--per-year", str(2 * EVENTS), "--units", "40", "--seed", "11")
        self.assertEqual(made.returncode, 0, made.stderr)

    def replay(self, *options: str) -> CompletedProcess[str]:
        """`casepulse replay` of all there is."""
        return self.command("replay", "--into", self.into, *options, settings=LIVE)

    def info(self) -> dict[str, str]:
        """What Redis counts about itself."""
        with Redis(self.stack.environment["CASEPULSE_REDIS_URL"]) as redis:
            lines = redis.command("INFO").decode().splitlines()
        return dict(line.split(":", 1) for line in lines if ":" in line)

    def test_what_the_report_says_is_what_broker_and_redis_counted(self) -> None:
        path = self.folder / "report.json"
        before = self.info()
        begun = time.monotonic()
        done = self.replay("--load", str(LOAD), "--report", str(path))
        seconds = time.monotonic() - begun
        after = self.info()
        self.assertEqual(done.returncode, 0, done.stderr)
        report = json.loads(path.read_text("utf-8"))
        run, meters = report["run"], report["meters"]
        records = sum(self.end_offsets().values())
        self.assertEqual(run["event_count"], LOAD * records)
        self.assertEqual(run["achieved_events_per_s"]["numerator"], LOAD * records)
        self.assertLessEqual(run["elapsed_ms"], seconds * 1000 + 20)
        self.assertGreaterEqual(run["elapsed_ms"], run["start_ms"] + run["window_ms"])
        self.check_redis(before, after, report)
        self.assertEqual(sum(part["event_count"] for part in report["arrivals"]["hours_of_day"]),
                         LOAD * records)
        self.check_process(meters, seconds)
        self.assertIn("casepulse capacity: ", done.stdout)
        self.assertIn("digest: ", done.stdout)

    def check_redis(self, before: dict[str, str], after: dict[str, str], report: dict) -> None:
        """Commands and processor time of the run are those of Redis' own books."""
        samples = len(report["steps"]) + 20  # questions of the report itself are no load
        field = "total_commands_processed"
        outside = int(after[field]) - int(before[field])
        told = report["meters"]["redis_commands"]
        print(f"commands: {told} told, {outside} counted", flush=True)
        self.assertLessEqual(told, outside)
        self.assertGreaterEqual(told, outside - COMMANDS_AROUND - samples)
        cpu = sum((float(after[f"used_cpu_{kind}_main_thread"])
                   - float(before[f"used_cpu_{kind}_main_thread"])) * 1e6
                  for kind in ("user", "sys"))
        self.assertLessEqual(report["meters"]["redis_cpu_us"], cpu)
        self.assertGreaterEqual(report["meters"]["redis_cpu_us"], cpu / 3)
        self.assertEqual(report["run"]["redis"], f"Redis {after['redis_version']}")

    def check_process(self, meters: dict, seconds: float) -> None:
        """Threads are parts of the process, and the process of the time."""
        whole = meters["cpu_user_us"] + meters["cpu_system_us"]
        self.assertLessEqual(meters["cpu_own_thread_us"], whole + 20000)
        self.assertLessEqual(meters["cpu_own_thread_us"], seconds * 1e6)
        self.assertGreater(meters["cpu_own_thread_us"], 0)
        self.assertGreater(meters["cpu_fetch_thread_us"], 0)
        self.assertGreater(meters["resident_bytes"], 10 << 20)

    def test_documents_go_where_they_are_sent(self) -> None:
        page = self.folder / "report.html"
        done = self.replay("--report", "-", "--html", str(page), "--outage", "6")
        self.assertEqual(done.returncode, 0, done.stderr)
        report = json.loads(done.stdout)
        self.assertEqual([outage["outage_h"] for outage in report["outages"]],
                         [1, 2, 4, 6, 8, 24])
        tree.parse(page)
        self.assertEqual([path.name for path in self.folder.glob("report*")], ["report.html"])

    def test_what_cannot_be_written_is_refused_before_anything_is_read(self) -> None:
        for options in (("--html", "/no/such/folder/x.html"), ("--report", "/no/such/x.json"),
                        ("--outage", "0"), ("--outage", "four"), ("--outage", "-1")):
            done = self.replay(*options)
            self.assertEqual(done.returncode, USAGE, done.stderr)
            self.assertIn(options[1], done.stderr)
        with Redis(self.stack.environment["CASEPULSE_REDIS_URL"]) as redis:
            self.assertEqual(redis.keys(f"*{self.into}*"), [])

    def test_a_paced_run_that_is_interrupted_tells_how_far_it_came(self) -> None:
        path = pathlib.Path(self.folder, "report.json")
        words = ["replay", *self.settings(LIVE), "--into", self.into, "--speed", "1000000x",
                 "--report", str(path)]
        program = Program(words, self.stack.environment, self.folder, "replay")
        self.addCleanup(program.kill)
        with Redis(self.stack.environment["CASEPULSE_REDIS_URL"]) as redis:
            wait_until(lambda: redis.keys(f"casepulse:v1:{{{self.into}}}:by:*"), "a picture", 20)
        program.process.send_signal(signal.SIGINT)
        self.assertEqual(program.process.wait(20), RUNTIME)
        report = json.loads(path.read_text("utf-8"))
        self.assertFalse(report["run"]["is_complete"])
        self.assertTrue(report["run"]["is_paced"])
        self.assertLess(report["run"]["event_count"], sum(self.end_offsets().values()))
        self.assertGreater(report["event_to_picture"]["event_count"], 0)


if __name__ == "__main__":
    run_tests()
