#!/usr/bin/env python3
"""Run the models of the commit protocol and their mutants; exit 0 only if each does what it must.

  run.py [--long] [--only TEXT] [--trail]

  --long   wider bounds too (as does CASEPULSE_TEST_LONG=1)
  --only   searches with TEXT in their name
  --trail  print each counter-example, step by step

A model must pass a full search: every state within the bounds, nothing cut off. A mutant, which is
the model with one rule taken away, must break the property that is named with it; it is searched
breadth first, so its counter-example is a shortest one.
"""

import argparse
import dataclasses
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time

FOLDER = pathlib.Path(__file__).resolve().parent
STEP = re.compile(r"^\s+(owner|publisher|another publisher|Redis|disk|network|calm)\b.*: ?")
DEPTH_MAX = 1_000_000
MEMORY_MIB_MAX = 4096
SEARCH_SECONDS_MAX = 600


@dataclasses.dataclass(frozen=True)
class Search:
    """One search: a model, the definitions that make its bounds and its mutation, what must come."""

    name: str
    model: str
    defines: str
    property: str = ""  # that must break; "": all hold
    is_long: bool = False


@dataclasses.dataclass(frozen=True)
class Outcome:
    states: int
    depth: int
    seconds: float
    broken: str  # property, "": none
    steps: list[str]  # of the counter-example
    trouble: str  # why this was no full search, "": it was


# Bounds as defined here; all others as in the model. Losses, late: 1 unless given.
COMMIT_SMALL = "RECORDS_0=1 RECORDS_1=2"
COMMIT_COPY = "RECORDS_0=2 RECORDS_1=1"
MODELS = [
    Search("commit", "commit", f"{COMMIT_SMALL} SETTLE"),
    Search("commit, with a copy", "commit", f"{COMMIT_COPY} SETTLE"),
    Search("checkpoint", "checkpoint", ""),
    Search("publication", "publication", ""),
    Search("publication, no lease", "publication", "STAMPS=5 VARIANT_LEASE_UNCHECKED"),
    Search("commit, no token", "commit",
           "RECORDS_0=1 RECORDS_1=1 LATE=0 VARIANT_OFFSET_ONLY TOKENS_AS_THEY_ARE", is_long=True),
    Search("commit, two losses", "commit", f"{COMMIT_SMALL} LOSSES=2", is_long=True),
    Search("commit, two late", "commit", f"{COMMIT_SMALL} LATE=2 SETTLE", is_long=True),
    Search("commit, more records", "commit", "RECORDS_0=2 RECORDS_1=2", is_long=True),
    Search("checkpoint, two losses", "checkpoint", "LOSSES=2", is_long=True),
    Search("publication, longer", "publication", "STAMPS=7", is_long=True),
]
MUTANTS = [
    # The six of the design.
    Search("no fence", "commit", "MUTANT_NO_FENCE TOKENS_AS_THEY_ARE", "state-counted-twice"),
    Search("version counter", "commit", "MUTANT_VERSION TOKENS_AS_THEY_ARE",
           "state-is-the-truth"),
    Search("publisher trusts n", "commit", "MUTANT_TRUST_N", "picture-counted-twice"),
    Search("ids before the commit", "commit", "MUTANT_IDS_BEFORE", "state-is-the-truth"),
    Search("ids after the commit", "commit", f"MUTANT_IDS_AFTER {COMMIT_COPY}",
           "state-is-the-truth"),
    Search("resend a larger batch", "commit", "MUTANT_LARGER_BATCH NONCES", "state-is-the-truth"),
    Search("switch without nonce", "commit", "MUTANT_SWITCH_UNCHECKED", "state-is-the-truth"),
    # What the models taught us besides.
    Search("nonce, no chain", "commit", "MUTANT_NONCE_ONLY NONCES LATE=0", "state-is-the-truth"),
    Search("ids of a later head", "commit", "MUTANT_IDS_UNVERIFIED", "state-is-the-truth"),
    Search("token without offset", "commit", "MUTANT_TOKEN_ONLY", "state-is-the-truth"),
    Search("compare on news only", "commit", "MUTANT_COMPARE_ON_NEWS_ONLY SETTLE",
           "calm-shows-all"),
    Search("generation counted", "checkpoint", "MUTANT_GENERATION_COUNTED",
           "checkpoint-is-whole"),
    Search("blocks unchecked", "checkpoint", "MUTANT_BLOCKS_UNCHECKED", "checkpoint-is-whole"),
    Search("stamp unchecked", "publication", "MUTANT_STAMP_UNCHECKED", "rows-fit-the-offsets"),
    Search("stamp without writer", "publication", "MUTANT_STAMP_WITHOUT_WRITER",
           "rows-fit-the-offsets"),
    Search("stamp at start only", "publication", "MUTANT_STAMP_AT_THE_START",
           "rows-fit-the-offsets"),
    Search("stamp at end only", "publication", "MUTANT_STAMP_AT_THE_END",
           "rows-fit-the-offsets"),
]


def call(command: list[str], folder: pathlib.Path) -> str:
    """Standard output of a command that must succeed."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False,
                          timeout=SEARCH_SECONDS_MAX)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def flags_of(search: Search) -> list[str]:
    """Definitions for the model. A breadth-first search needs the scratch variables visible."""
    words = search.defines.split() + (["SHORTEST"] if search.property else [])
    return [f"-D{word}" for word in words]


def build(search: Search, folder: pathlib.Path) -> None:
    """The verifier `pan`, complete: no reduction, no approximate storage."""
    call(["spin", *flags_of(search), "-a", str(FOLDER / f"{search.model}.pml")], folder)
    kind = ["-O1", "-DBFS"] if search.property else ["-O2"]
    call(["cc", *kind, "-w", "-DSAFETY", "-DNOREDUCE", f"-DMEMLIM={MEMORY_MIB_MAX}",
          "-o", "pan", "pan.c"], folder)


def trouble_in(text: str) -> str:
    """Why the search was not complete, read from what pan says."""
    for sign in ("max search depth too small", "out of memory", "reached -DMEMLIM", "aborting",
                 "Search not completed", "hash-compact", "Bit statespace", "invalid array index"):
        if sign in text:
            return sign
    is_full = "Full statespace search for:" in text and "assertion violations\t+" in text
    return "" if is_full else "pan reports no full search"


def number_in(text: str, pattern: str) -> int:
    found = re.search(pattern, text)
    return int(found.group(1)) if found else -1


def property_at(place: re.Match[str] | None) -> str:
    """The name that the source gives to the assertion of a file and line."""
    if not place:
        return "an assertion without a place"
    line = pathlib.Path(place.group(1)).read_text(encoding="utf-8").split("\n")
    name = re.search(r"/\* ([a-z-]+) \*/\s*$", line[int(place.group(2)) - 1])
    return name.group(1) if name else f"{place.group(1)}:{place.group(2)}"


def counter_example(search: Search, folder: pathlib.Path) -> tuple[str, list[str]]:
    """The property that broke, and the steps that led there."""
    text = call(["spin", *flags_of(search), "-k", f"{search.model}.pml.trail",
                 str(FOLDER / f"{search.model}.pml")], folder)
    place = re.search(r"^spin: (.*?):(\d+), Error: assertion violated", text, re.MULTILINE)
    steps = [line.strip() for line in text.split("\n") if STEP.match(line)]
    return property_at(place), steps


def run(search: Search) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="casepulse-model-") as name:
        folder = pathlib.Path(name)
        build(search, folder)
        begin = time.monotonic()
        text = call(["./pan", "-n", f"-m{DEPTH_MAX}", "-w24"], folder)
        seconds = time.monotonic() - begin
        broken, steps, trouble = "", [], ""
        if "assertion violated" in text and "invalid array index" not in text:
            broken, steps = counter_example(search, folder)
        else:
            trouble = trouble_in(text)
        if "invalid end state" in text.split("Full statespace")[0]:
            broken = "deadlock"
    return Outcome(number_in(text, r"(\d+) states, stored"),
                   number_in(text, r"depth reached (\d+)"), seconds, broken, steps, trouble)


def verdict(search: Search, outcome: Outcome) -> str:
    """What is wrong with the outcome, "" if it is as it must be."""
    if outcome.broken != search.property:
        return f"must break {search.property or 'nothing'}, broke {outcome.broken or 'nothing'}"
    return outcome.trouble


def report(search: Search, outcome: Outcome, wrong: str, with_trail: bool) -> None:
    result = f"breaks {outcome.broken} in {len(outcome.steps)}" if outcome.broken else "holds"
    print(f"{search.name:24} {outcome.states:>10,} {outcome.depth:>7,} {outcome.seconds:>7.1f} "
          f" {'WRONG: ' + wrong if wrong else result}", flush=True)
    if with_trail or (wrong and outcome.steps):
        print("".join(f"    {number:2} {step}\n" for number, step in enumerate(outcome.steps, 1)))


def run_all(title: str, searches: list[Search], with_trail: bool) -> int:
    """Run a list, print its table; how many were wrong."""
    wrongs = 0
    print(f"\n{title:24} {'states':>10} {'depth':>7} {'seconds':>7}  result")
    for search in searches:
        outcome = run(search)
        wrong = verdict(search, outcome)
        report(search, outcome, wrong, with_trail)
        wrongs += bool(wrong)
    return wrongs


def bounds(searches: list[Search]) -> str:
    lines = ["Bounds: commit: 2 partitions, 2 owners, any number of publishers, claims, kills and",
             "resends; 1 loss of a suffix, 1 late request at a time, 1 + 2 records, unless said so;",
             "checkpoint: 2 publishers, 2 blocks, 1 loss; publication: 2 publishers, 2 rows,",
             "2 changes, 1 loss, 6 stamps."]
    lines += [f"  {search.name:24} {search.defines}" for search in searches if search.defines]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--trail", action="store_true")
    options = parser.parse_args()
    if not shutil.which("spin"):
        sys.exit("spin is not installed (Debian: apt-get install spin)")
    is_long = options.long or os.environ.get("CASEPULSE_TEST_LONG") == "1"
    models, mutants = ([search for search in part if options.only in search.name
                        and (is_long or not search.is_long)] for part in (MODELS, MUTANTS))
    if not models and not mutants:
        sys.exit(f"no search has {options.only!r} in its name")
    print(bounds(models + mutants))
    wrongs = run_all("model", models, options.trail)
    wrongs += run_all("mutant", mutants, options.trail)
    total = len(models) + len(mutants)
    peak_mib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"\n{total - wrongs} of {total} as they must be; peak memory {peak_mib} MiB")
    return 1 if wrongs else 0


if __name__ == "__main__":
    sys.exit(main())
