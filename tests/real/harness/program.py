"""casepulse as a process."""

import os
import pathlib
import re
import signal
import subprocess
import time
from typing import IO, Callable, Mapping, Sequence

from .stack import ROOT
from .waiting import Answer, wait_until

COMMAND_TIMEOUT_S = 120.0
END_TIMEOUT_S = 20.0
LOG_TAIL_LINES = 30


def binary() -> pathlib.Path:
    """The program under test: CASEPULSE_BIN, else the release build."""
    path = os.environ.get("CASEPULSE_BIN") or ROOT / "build" / "release" / "app" / "casepulse"
    return pathlib.Path(path)


def environment(own: Mapping[str, str]) -> dict[str, str]:
    """The caller's environment without the settings of casepulse that it has, plus `own`."""
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith("CASEPULSE_")
    }
    return {**inherited, **own}


def setting_flags(settings: Mapping[str, object]) -> list[str]:
    """-s section.key=value for each setting."""
    return [word for key, value in settings.items() for word in ("-s", f"{key}={value}")]


def run_command(
    arguments: Sequence[str | os.PathLike[str]],
    env: Mapping[str, str],
    stdin: str | None = None,
    timeout_s: float = COMMAND_TIMEOUT_S,
) -> subprocess.CompletedProcess[str]:
    """Run a subcommand to its end; the caller looks at returncode, stdout and stderr."""
    return subprocess.run(
        [binary(), *arguments],
        env=environment(env),
        input=stdin or "",
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )


class Program:
    """A subcommand that runs on, such as `run`; its stdout and stderr go to files in `folder`."""

    def __init__(
        self,
        arguments: Sequence[str | os.PathLike[str]],
        env: Mapping[str, str],
        folder: pathlib.Path,
        name: str = "run",
    ) -> None:
        self.log_path = folder / f"{name}.stderr"
        self.out_path = folder / f"{name}.stdout"
        self.started_ms = int(time.time() * 1000)
        with open(self.out_path, "wb") as out, open(self.log_path, "wb") as log:
            self.process = self._start(arguments, env, out, log)

    @staticmethod
    def _start(
        arguments: Sequence[str | os.PathLike[str]],
        env: Mapping[str, str],
        out: IO[bytes],
        log: IO[bytes],
    ) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [binary(), *arguments],
            env=environment(env),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=log,
        )

    def __enter__(self) -> "Program":
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()

    def log(self) -> str:
        """All that it has said on stderr so far."""
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def log_tail(self) -> str:
        """The last lines of its log, for messages."""
        tail = "\n".join(self.log().splitlines()[-LOG_TAIL_LINES:])
        return f"The end of {self.log_path}:\n{tail}"

    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        return self.process.poll() is None

    def wait_for_log(self, pattern: str, timeout_s: float = 30.0) -> re.Match[str]:
        """Wait until a line of the log matches; fail at once if the program ends first."""
        match = self.wait_until(
            lambda: re.search(pattern, self.log(), re.MULTILINE),
            f"log matches {pattern!r}",
            timeout_s,
        )
        assert match is not None
        return match

    def wait_until(
        self, condition: Callable[[], Answer], what: str, timeout_s: float = 30.0
    ) -> Answer:
        """As waiting.wait_until, but fail at once, with the log, if the program ends first."""

        def check() -> Answer:
            has_ended = not self.is_running()
            answer = condition()
            if has_ended and not answer:
                code = self.process.returncode
                raise AssertionError(f"ended with {code} before: {what}. {self.log_tail()}")
            return answer

        return wait_until(check, what, timeout_s, self.log_tail)

    def wait_for_end(self, timeout_s: float = END_TIMEOUT_S) -> int:
        """Wait until it ends by itself and return its exit code; else kill it and fail."""
        try:
            return self.process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"did not end within {timeout_s:g} s. {self.log_tail()}") from None

    def stop(self, timeout_s: float = END_TIMEOUT_S) -> int:
        """SIGTERM, then its exit code."""
        if self.is_running():
            self.process.send_signal(signal.SIGTERM)
        return self.wait_for_end(timeout_s)

    def kill(self) -> None:
        """SIGKILL, if it still runs."""
        if self.is_running():
            self.process.kill()
        self.process.wait()
