"""Waiting for something to become true, never longer than said."""

import time
from typing import Callable, TypeVar

Answer = TypeVar("Answer")

POLL_S = 0.02


def wait_until(
    condition: Callable[[], Answer],
    what: str,
    timeout_s: float = 30.0,
    explain: Callable[[], str] = lambda: "",
) -> Answer:
    """Return the first true answer of `condition`, or fail with `what` and `explain()`."""
    deadline = time.monotonic() + timeout_s
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() >= deadline:
            raise AssertionError(f"not within {timeout_s:g} s: {what}. {explain()}".rstrip())
        time.sleep(POLL_S)
