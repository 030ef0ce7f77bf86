"""What must hold: one row a figure that is held to something."""

import operator
from dataclasses import dataclass

_COMPARISONS = {"<=": operator.le, ">=": operator.ge, "<": operator.lt}


@dataclass(frozen=True)
class Must:
    """A bound of a row's median."""

    comparison: str
    bound: float
    needs_full: bool = False  # it speaks of sizes that only the full form has

    def holds(self, value: float) -> bool:
        """Whether a value keeps it."""
        return bool(_COMPARISONS[self.comparison](value, self.bound))

    def __str__(self) -> str:
        return f"{self.comparison} {self.bound:g}"


BUDGETS = {
    # One event back to back, and the largest batch: what was measured when the protocol was
    # designed, and the 60 % by which absolute figures drift.
    "state.redis_blocked.one_event": Must("<=", 0.032),
    "state.redis_blocked.largest": Must("<=", 5.3),
    "state.first_picture_after_join.small.checkpoint": Must("<=", 1.0),
    "state.first_picture_after_join.small.log": Must("<=", 1.0),
    "state.first_picture_after_join.large.checkpoint": Must("<=", 1.0),
    "state.first_picture_after_join.large.log": Must("<=", 1.0),
    "state.process_memory.small": Must("<=", 128),
    "state.process_memory.large": Must("<=", 192),
    "state.redis_memory.large": Must("<=", 160),
    "cost.commits_ratio": Must("<=", 1.05),
    "cost.ids_ratio": Must("<=", 1.35),
    "parts.read.reader_ratio": Must("<=", 0.25),
    "parts.whole.reader_ratio": Must("<=", 0.25),
    "parts.fold.300_units": Must("<=", 60),
    "parts.fold.many_units_ratio": Must("<=", 1.5),
    "parts.judge_ahead.400k": Must("<=", 80),
    "rate.run_to_bare": Must(">=", 0.6),
    "rate.run_to_bare.cpu": Must("<=", 1.7),
    "rate.run_to_naive_large": Must(">=", 1.6),
    "rate.run_to_naive_default": Must(">=", 7),
    "latency.10.p99": Must("<=", 50),
    "latency.1000.p99": Must("<=", 250),
    "latency.50000.p99": Must("<=", 2500),
    "catch_up.memory_beyond_ids.twelve_million": Must("<=", 192),
    "catch_up.idle": Must("<", 1),
    "ticks.process_memory.restarted": Must("<=", 192, needs_full=True),
    "ticks.redis_memory.four_years": Must("<=", 160, needs_full=True),
    "ticks.process_memory.year_more": Must("<=", 8, needs_full=True),
    "ticks.redis_memory.year_more": Must("<=", 16, needs_full=True),
}
