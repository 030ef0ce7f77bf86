"""The servers of tools/stack.sh, seen from a test."""

import contextlib
import os
import pathlib
import subprocess
import tempfile
from dataclasses import dataclass
from typing import Iterator, Literal

Server = Literal["kafka", "redis"]

ROOT = pathlib.Path(__file__).resolve().parents[3]
STACK_TOOL = ROOT / "tools" / "stack.sh"
# More than stack.sh itself waits: then its own message is the one that is seen.
TOOL_TIMEOUT_S = 300


@dataclass(frozen=True)
class Stack:
    """A running Kafka and Redis; without `folder` the test may use but not stop them."""

    bootstrap_servers: str
    redis_url: str
    folder: pathlib.Path | None

    @property
    def environment(self) -> dict[str, str]:
        """What casepulse needs in its environment to find the servers."""
        return {
            "CASEPULSE_KAFKA_BOOTSTRAP_SERVERS": self.bootstrap_servers,
            "CASEPULSE_REDIS_URL": self.redis_url,
        }

    def stop(self, server: Server) -> None:
        """Stop one server in order; its data and port stay."""
        self._tool("stop", server)

    def start(self, server: Server) -> None:
        """Start a stopped server again and wait until it answers."""
        self._tool("start", server)

    def kill(self, server: Server) -> None:
        """Stop one server with SIGKILL."""
        self._tool("kill", server)

    def keep_logs(self, why: str) -> None:
        """Let the servers' logs survive `down`."""
        if self.folder is not None:
            with open(self.folder / "failed", "a", encoding="utf-8") as file:
                file.write(why + "\n")

    def _tool(self, *arguments: str) -> None:
        if self.folder is None:
            raise RuntimeError("these servers belong to somebody else")
        run_stack_tool(self.folder, *arguments)


def run_stack_tool(folder: pathlib.Path, *arguments: str) -> None:
    """Run tools/stack.sh on `folder`; its messages become part of the error."""
    result = subprocess.run(
        [STACK_TOOL, *arguments],
        env={**os.environ, "CASEPULSE_STACK_DIR": str(folder), "CASEPULSE_STACK_FAST": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        timeout=TOOL_TIMEOUT_S,
        check=False,
    )
    if result.returncode != 0:
        raise RuntimeError(f"stack.sh {' '.join(arguments)}: {result.stderr}")


def read_stack(folder: pathlib.Path) -> Stack:
    """The stack that is up in `folder`."""
    lines = (folder / "env").read_text(encoding="utf-8").splitlines()
    env = dict(line.split("=", 1) for line in lines)
    return Stack(env["CASEPULSE_KAFKA_BOOTSTRAP_SERVERS"], env["CASEPULSE_REDIS_URL"], folder)


def shared_stack() -> Stack:
    """The stack in CASEPULSE_STACK_DIR, or any servers that the environment names."""
    servers = os.environ.get("CASEPULSE_KAFKA_BOOTSTRAP_SERVERS")
    redis_url = os.environ.get("CASEPULSE_REDIS_URL")
    if servers and redis_url:
        return Stack(servers, redis_url, None)
    folder = os.environ.get("CASEPULSE_STACK_DIR")
    if not folder or not (pathlib.Path(folder) / "env").exists():
        raise RuntimeError(
            "no servers: set CASEPULSE_STACK_DIR and run tools/stack.sh up (ctest does it)"
        )
    return read_stack(pathlib.Path(folder))


@contextlib.contextmanager
def private_stack() -> Iterator[Stack]:
    """Servers of the test's own, to stop and kill. Their logs are kept if the test fails."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="casepulse-stack-"))
    run_stack_tool(folder, "up")
    stack = read_stack(folder)
    try:
        yield stack
    except BaseException:
        stack.keep_logs("a test failed")
        raise
    finally:
        run_stack_tool(folder, "down")
        _remove_if_no_logs(folder)


def _remove_if_no_logs(folder: pathlib.Path) -> None:
    kept = list(folder.glob("failed-*"))
    if kept:
        print(f"logs of the servers: {kept[0]}", flush=True)
        return
    (folder / ".casepulse-stack").unlink()
    folder.rmdir()
