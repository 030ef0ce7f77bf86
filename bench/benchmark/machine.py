"""The processors, and whatever else keeps them busy while we measure."""

import os
import pathlib
import time
from dataclasses import dataclass

TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def cpu_model() -> str:
    """As the kernel names it."""
    for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "unknown"


def cores() -> tuple[int, int]:
    """The core of the servers and that of the contestants."""
    usable = sorted(os.sched_getaffinity(0))
    return usable[0], usable[-1]


@dataclass(frozen=True)
class _Moment:
    """Seconds since boot or birth."""

    wall: float
    busy: float
    stolen: float
    ours: float


def _now() -> _Moment:
    words = pathlib.Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()
    user, nice, system, _idle, _wait, irq, softirq, stolen = map(int, words[1:9])
    busy = user + nice + system + irq + softirq
    return _Moment(time.monotonic(), busy / TICKS_PER_S, stolen / TICKS_PER_S, _ours())


def _ours() -> float:
    """CPU of this session's processes: those that have ended, and those that run."""
    session = os.getsid(0)
    total = sum(os.times()[:4])
    for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            words = path.read_text(encoding="utf-8", errors="replace").rsplit(") ", 1)[1].split()
        except (OSError, IndexError):
            continue
        if int(words[3]) == session and path.parent.name != str(os.getpid()):
            total += (int(words[11]) + int(words[12])) / TICKS_PER_S
    return total


class ForeignLoad:
    """How much of the machine others took between two looks."""

    def __init__(self) -> None:
        self._begun = _now()

    def __str__(self) -> str:
        now = _now()
        capacity = (now.wall - self._begun.wall) * (os.cpu_count() or 1)
        ours = now.ours - self._begun.ours
        others = max(0.0, now.busy - self._begun.busy - ours)
        stolen = now.stolen - self._begun.stolen
        return (
            f"foreign load: others took {100 * others / capacity:.0f} % of the machine, "
            f"the host {100 * stolen / capacity:.0f} %; load average {os.getloadavg()[0]:.1f}"
        )

    def share(self) -> float:
        """What others and the host took, 0 to 1."""
        now = _now()
        capacity = (now.wall - self._begun.wall) * (os.cpu_count() or 1)
        ours = now.ours - self._begun.ours
        taken = now.busy - self._begun.busy - ours + now.stolen - self._begun.stolen
        return max(0.0, taken / capacity) if capacity > 0 else 0.0
