"""A measured process on a core of its own: its times, its CPU and its memory."""

import datetime
import os
import pathlib
import re
import signal
import subprocess
import time
from typing import Mapping, Sequence

from harness.program import environment as clean_environment

POLL_S = 0.001
END_TIMEOUT_S = 60


class Contestant:
    """Started on `core`; its stderr goes to a file in `folder`."""

    def __init__(
        self,
        words: Sequence[str | os.PathLike[str]],
        env: Mapping[str, str],
        core: int,
        folder: pathlib.Path,
    ) -> None:
        self._log_path = folder / f"{pathlib.Path(words[0]).name}-{time.monotonic_ns()}.stderr"
        self.started_ms = time.time() * 1000
        self.started = time.monotonic()
        with open(self._log_path, "wb") as log:
            self._process = subprocess.Popen(
                ["taskset", "--cpu-list", str(core), *words],
                env=clean_environment(env),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )

    def __enter__(self) -> "Contestant":
        return self

    def __exit__(self, *_error: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()

    @property
    def pid(self) -> int:
        """Its number, for whoever looks at it from outside."""
        return self._process.pid

    # --- what it says

    def log(self) -> str:
        """Its stderr so far."""
        return self._log_path.read_text(encoding="utf-8", errors="replace")

    def wait_for(self, pattern: str, timeout_s: float = 600) -> float:
        """Until a line of its log matches: the seconds from its start to that line."""
        deadline = time.monotonic() + timeout_s
        while True:
            match = re.search(rf"^(\S+Z) .*{pattern}", self.log(), re.MULTILINE)
            if match is not None:
                at = datetime.datetime.fromisoformat(match[1].replace("Z", "+00:00"))
                return at.timestamp() - self.started_ms / 1000
            self.expect_life(f"log matches {pattern!r}")
            if time.monotonic() > deadline:
                raise TimeoutError(f"no line matches {pattern!r}:\n{self.log()[-2000:]}")
            time.sleep(POLL_S * 5)

    def sleep(self, seconds: float) -> None:
        """Let it run."""
        time.sleep(seconds)
        self.expect_life(f"{seconds:.0f} s were over")

    def expect_life(self, what: str) -> None:
        """Raise if it has ended before something that is waited for."""
        if self._process.poll() is not None:
            code = self._process.returncode
            raise RuntimeError(f"ended with {code} before: {what}\n{self.log()[-2000:]}")

    # --- what it costs

    def cpu_s(self) -> float:
        """CPU of the whole process so far."""
        return time.clock_gettime((~self._process.pid << 3) | 2)  # as clock_getcpuclockid(3)

    def main_thread_cpu_s(self) -> float:
        """CPU of its first thread so far: the publisher, in casepulse."""
        pid = self._process.pid
        text = pathlib.Path(f"/proc/{pid}/task/{pid}/schedstat").read_text(encoding="ascii")
        return int(text.split()[0]) / 1e9

    def memory_mib(self, field: str = "VmRSS") -> float:
        """VmRSS, or VmHWM for the most so far."""
        status = pathlib.Path(f"/proc/{self._process.pid}/status").read_text(encoding="utf-8")
        found = re.search(rf"^{field}:\s+(\d+) kB", status, re.MULTILINE)
        assert found is not None
        return int(found[1]) / 1024

    # --- how it ends

    def stop(self) -> None:
        """SIGTERM; it must end well."""
        self._process.send_signal(signal.SIGTERM)
        if self._process.wait(END_TIMEOUT_S) != 0:
            raise RuntimeError(f"ended with {self._process.returncode}\n{self.log()[-2000:]}")
