"""The parts of a shard, from memory: decoding, folding and sealing, judging ids. CPU, not time."""

import statistics
import subprocess
from collections import defaultdict

from .bench import Bench

DECODED = 20_000
FOLDED = 400_000
UNITS = (10, 300, 1000)
FEW_UNITS, MANY_UNITS = UNITS[0], UNITS[-1]
IDS = {"33k": 33_000, "400k": 400_000, "4m": 4_000_000}  # a partition's and a year's; fed at once


def _run(bench: Bench, name: str, *words: object) -> dict[str, list[float]]:
    """What a program prints: name and value, line by line."""
    program = str(bench.build / "bench" / name)
    pin = ["taskset", "--cpu-list", str(bench.core)]
    command = [*pin, program, str(bench.scale.passes), *map(str, words)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, list[float]] = defaultdict(list)
    for line in done.stdout.splitlines():
        key, value = line.split()
        found[key].append(float(value))
    return found


def _ratios(above: list[float], below: list[float]) -> list[float]:
    """Of pairs from the same pass."""
    return [a / b for a, b in zip(above, below)]


def _measure_decoding(bench: Bench) -> float:
    """Reading with its checks, which is what the reader is held to; then the whole way."""
    found = _run(bench, "bench_decode", DECODED)
    for what in ("read", "whole"):
        reader, reference = found[f"{what}.reader"], found[f"{what}.reference"]
        bench.results.add(f"parts.{what}.protobuf_c", reference, "ns a record")
        bench.results.add(f"parts.{what}.reader", reader, "ns a record")
        bench.results.add(f"parts.{what}.reader_ratio", _ratios(reader, reference), "x")
    return statistics.median(found["read.reader"])


def _measure_folding(bench: Bench, reader_ns: float) -> None:
    """Rounds of all unit counts in one go would share a process; the ratio is of medians."""
    medians = {}
    for units in UNITS:
        found = _run(bench, "bench_fold_without_ids", FOLDED, units, "past")
        row = bench.results.add(f"parts.fold.{units}_units", found["fold"], "ns an event")
        bench.results.add(f"parts.cells.{units}_units", found["cells"][:1], "B an event")
        medians[units] = row.value
    ratio = medians[MANY_UNITS] / medians[FEW_UNITS]
    bench.results.add("parts.fold.many_units_ratio", [ratio], "x")
    bench.results.add("parts.fold.to_reader", [medians[300] / reader_ns], "x the reader")
    found = _run(bench, "bench_fold_without_ids", FOLDED, 300, "live")
    bench.results.add("parts.fold.300_units.live", found["fold"], "ns an event, hours and minutes")
    bench.results.add("parts.cells.300_units.live", found["cells"][:1], "B an event")
    found = _run(bench, "bench_fold", FOLDED, 300, "past")
    bench.results.add("parts.fold_with_ids.300_units", found["fold"], "ns an event")


def _measure_ids(bench: Bench, reader_ns: float) -> None:
    for name, size in IDS.items():
        found = _run(bench, "bench_ids", size)
        bench.results.add(f"parts.judge.{name}", found["judge"], "ns an id, one by one")
        row = bench.results.add(f"parts.judge_ahead.{name}", found["judge_ahead"], "ns an id")
        bench.results.add(f"parts.remember.{name}", found["remember"], "ns an id")
        if name == "400k":
            bench.results.add(
                "parts.judge_ahead.to_reader", [row.value / reader_ns], "x the reader"
            )


def measure(bench: Bench) -> None:
    """One after the other; contestants in turns inside each program."""
    reader_ns = _measure_decoding(bench)
    _measure_folding(bench, reader_ns)
    _measure_ids(bench, reader_ns)
