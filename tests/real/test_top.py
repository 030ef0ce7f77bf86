"""`top` against a real run: one picture as text or JSON, and the screen with its keys."""

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios

from events import copies, event, local
from harness import RealTestCase, private_stack, run_tests, wait_until
from harness.program import Program, binary, environment

# Seen from a day of 2013, which is farther back than history reaches by default.
SEEN_FROM_2013 = {"picture.as_of": "2013-05-21T12:00:00", "count.history_days": 10_000}
REPORTYEAR = "window reportyear: 2013, 2013-04-01 through 2014-03-31, running"


class Top(RealTestCase):
    """`top` reads what `run` wrote, and says so when nobody writes."""

    def setUp(self) -> None:
        super().setUp()
        self.create_topic(3)
        formality = {"kinds": [1]}
        complaint = event("COMPLAINT_RECEIVED", local("2013-05-02"), formality, administration=7)
        decision = event("DECISION_MADE", local("2013-05-03"), administration=7, unit="jobcenter-1")
        self.produce(copies(complaint, 427))
        self.produce(copies(decision, 12_500))

    def count(self) -> Program:
        """A `run` that has counted all and goes on."""
        program = self.start_run(SEEN_FROM_2013)
        self.wait_until_counted(program)
        return program

    def test_one_picture_as_text_shows_the_figures_and_their_parts(self) -> None:
        self.count()
        top = self.command("top", "--once")
        self.assertEqual(top.returncode, 0, top.stderr)
        self.assertNotIn("\x1b", top.stdout)
        lines = top.stdout.splitlines()
        self.assertTrue(all(len(line) <= 100 for line in lines), top.stdout)
        state = rf"^casepulse {self.name}: (live|catching_up), as of 2013-05-21 12:00:00, lag 0"
        self.assertRegex(lines[0], state)
        self.assertRegex(lines[1], r"^published \d+ s ago, seq \d+, partitions 3/3, books balance$")
        self.assertIn("12,927 counted, 0 retracted, 0 duplicate, 0 refused", lines[2])
        self.assertIn(REPORTYEAR, lines[3])
        rows = {words[0]: words[1:] for words in map(str.split, lines) if words}
        self.assertEqual(rows["ALL"][:6], ["0", "12,500", "427", "427", "0", "34.16"])
        self.assertEqual(rows["BIF"], rows["ALL"])
        self.assertEqual(list(rows).index("ALL") + 1, list(rows).index("OKF"))

    def test_an_administration_is_shown_with_its_units(self) -> None:
        self.count()
        top = self.command("top", "--once", "BIF")
        lines = [line.split() for line in top.stdout.splitlines() if line]
        rows = {words[0]: words[1:] for words in reversed(lines)}  # the first part of the page
        self.assertEqual(rows["jobcenter-1"][1], "12,500")
        self.assertEqual(rows["_none"][2], "427")
        self.assertNotIn("ALL", rows)
        none = self.command("top", "--once", "NIX")
        self.assertEqual(none.returncode, 2)
        self.assertIn('no row "NIX"', none.stderr)

    def test_json_holds_what_redis_holds(self) -> None:
        self.count()
        top = self.command("top", "--once", "--json", "--window", "year")
        self.assertEqual(top.returncode, 0, top.stderr)
        shown = json.loads(top.stdout)
        for row in ("ALL", "BIF", "UNK"):
            published = self.picture.figures(row, "year")
            figures = shown["rows"][row].items()
            values = {field: value for field, value in figures if value is not None}
            self.assertEqual({field: float(text) for field, text in published.items()}, values)
        self.assertIsNone(shown["rows"]["ALL"]["upheld_share"])
        self.assertEqual(shown["rows"]["ALL"]["complaints_per_1000_decisions"], 34.16)
        self.assertEqual(shown["window"]["label"], "2013")

    def test_a_change_is_told_where_the_other_window_is_covered(self) -> None:
        last_year = event("COMPLAINT_RECEIVED", local("2012-05-02"), administration=7)
        self.produce(copies(last_year, 504))
        program = self.start_run({**SEEN_FROM_2013, "picture.data_from": "2012-04-01"})
        self.wait_until_counted(program)
        shown = {}
        for against in ("prev", "lastyear"):
            top = self.command("top", "--once", "--against", against, "--language", "en")
            self.assertEqual(top.returncode, 0, top.stderr)
            self.assertIn(f"against reportyear-{against}: 2012, 2012-04-01 through", top.stdout)
            self.assertRegex(top.stdout, r"BIF .* 427 -77 -15\.3%")
            top = self.command("top", "--once", "--json", "--against", against)
            shown[against] = json.loads(top.stdout)["changes"]["BIF"]["complaints"]
        self.assertEqual(shown["prev"], {"change": -77, "percent": -15.2778})
        self.assertEqual(shown["lastyear"], shown["prev"])
        before = self.command("top", "--once", "--window", "year", "--against", "prev")
        self.assertIn("not covered: no change shown", before.stdout)
        self.assertNotIn("+/-", before.stdout)

    def test_what_there_is_not_is_told_with_what_there_is(self) -> None:
        for option, word, allowed in (
            ("--window", "fortnight", "day year"),
            ("--against", "now", "none prev lastyear"),
            ("--page", "weather", "overview volume"),
            ("--language", "de", "en da"),
        ):
            top = self.command("top", "--once", option, word)
            self.assertEqual(top.returncode, 2, top.stderr)
            self.assertIn(f'"{word}"', top.stderr)
            for name in allowed.split():
                self.assertIn(name, top.stderr.split("allowed: ")[1].split())

    def test_an_ended_writer_is_noticed(self) -> None:
        empty = self.command("top", "--once")
        self.assertEqual(empty.returncode, 1)
        self.assertIn(f"namespace {self.name} holds no figures", empty.stderr)
        program = self.count()
        self.assertEqual(self.command("healthcheck").returncode, 0)
        self.assertEqual(program.stop(), 0)
        wait_until(lambda: not self.picture.has_heartbeat(), "heartbeat dies", 6)
        health = self.command("healthcheck")
        self.assertEqual(health.returncode, 1)
        self.assertIn("no heartbeat", health.stderr)
        top = self.command("top", "--once")
        self.assertEqual(top.returncode, 0)
        self.assertIn("NO WRITER: the heartbeat is missing, last published 20", top.stdout)
        self.assertIn("12,500", top.stdout)


class Screen:
    """`top` in a terminal of 100 columns, driven by keys."""

    process: "subprocess.Popen[bytes] | None" = None

    def __init__(self, arguments: list[str], env: dict[str, str]) -> None:
        self.leader, follower = pty.openpty()
        self.shown = ""
        self.resize(100)
        self.process = subprocess.Popen(
            [binary(), "top", *arguments],
            env=environment({**env, "TERM": "xterm", "LC_ALL": "C.UTF-8"}),
            stdin=follower,
            stdout=follower,
            stderr=follower,
            start_new_session=True,
        )
        os.close(follower)

    def read(self) -> str:
        """All that was drawn so far, without the terminal's own codes."""
        while select.select([self.leader], [], [], 0)[0]:
            try:
                data = os.read(self.leader, 65536)
            except OSError:  # the other side is closed
                break
            self.shown += data.decode("utf-8", "replace")
        return re.sub(r"\x1b(\[[0-9;?]*[A-Za-z]|[()][A-Z0-9]|[=>])", "", self.shown)

    def wait_for(self, text: str, timeout_s: float = 20.0) -> None:
        """Wait until `text` was drawn."""
        wait_until(lambda: text in self.read(), f"screen shows {text!r}", timeout_s, self.read)

    def press(self, key: str) -> None:
        """Press a key; what was drawn before is forgotten."""
        self.read()
        self.shown = ""
        os.write(self.leader, key.encode())

    def resize(self, columns: int) -> None:
        """Give the terminal another width."""
        size = struct.pack("HHHH", 30, columns, 0, 0)
        fcntl.ioctl(self.leader, termios.TIOCSWINSZ, size)
        if self.process is not None:
            self.process.send_signal(signal.SIGWINCH)

    def end(self) -> int:
        """Wait for the end and return the exit code."""
        try:
            return self.process.wait(10)
        finally:
            self.close()

    def close(self) -> None:
        """Kill it if it still runs."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


class Terminal(RealTestCase):
    """The screen follows the figures and its keys."""

    def open(self, *arguments: str) -> Screen:
        """`top` in a terminal."""
        screen = Screen([*self.settings(), *arguments], self.stack.environment)
        self.addCleanup(screen.close)
        return screen

    def test_the_screen_fills_turns_and_ends(self) -> None:
        screen = self.open()
        screen.wait_for(f"casepulse {self.name}: no figures yet")
        self.create_topic(1)
        self.start_run(SEEN_FROM_2013)
        complaint = event("COMPLAINT_RECEIVED", local("2013-05-02"), administration=7)
        self.produce(copies(complaint, 4321))
        screen.wait_for("4,321")
        screen.wait_for("q quit")
        screen.press("p")
        screen.wait_for("2012-04-01 through 2013-03-31, complete")
        screen.press("p")
        screen.wait_for("lastyear: 2012")
        screen.press("p")
        screen.wait_for("4,321")
        screen.resize(80)
        screen.wait_for("columns 1–7 of 10")
        screen.press("5")
        screen.wait_for("[complaints]")
        screen.press("kkkkkkkkkk" + "j" * 7 + "\n")  # BIF is the eighth row
        screen.wait_for("Backspace back")
        screen.wait_for("_none")
        screen.press("?")
        screen.wait_for("complaints.kind.formality      Formality complaints")
        screen.press(" ")
        screen.press("\x7f")
        screen.wait_for("OKF")
        screen.press("l")
        screen.wait_for("regnskabet stemmer")
        screen.press("q")
        self.assertEqual(screen.end(), 0)

    def test_without_redis_the_last_picture_stays_under_its_own_name(self) -> None:
        with private_stack() as stack:
            self.stack = stack
            self.create_topic(1)
            self.produce(copies(event("CASE_OPENED", local("2013-05-02"), administration=7), 4321))
            self.start_run(SEEN_FROM_2013)
            screen = self.open("--page", "volume")
            screen.wait_for("4,321")
            stack.kill("redis")
            screen.wait_for("WAITING: redis")
            screen.press("p")
            screen.press("4")  # a page is drawn from what was read
            screen.wait_for("[4 decisions]")
            self.assertNotIn("-prev", screen.read())
            screen.press("q")
            self.assertEqual(screen.end(), 0)

    def test_a_signal_ends_the_screen_in_order(self) -> None:
        screen = self.open()
        screen.wait_for("no figures yet")
        screen.process.send_signal(signal.SIGTERM)
        self.assertEqual(screen.end(), 0)
        self.assertIn("\x1b[?1049l", screen.shown + screen.read() + screen.shown)

    def test_without_a_terminal_it_says_how_to_go_on(self) -> None:
        top = self.command("top")
        self.assertEqual(top.returncode, 2)
        self.assertIn("--once", top.stderr)


if __name__ == "__main__":
    run_tests()
