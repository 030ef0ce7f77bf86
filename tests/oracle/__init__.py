"""The oracle: what casepulse must publish, computed a second time by other means.

Written from the dictionary of the product and from the contract proto/casepulse/v1/case_event.proto
alone, never from the C code; it shares no line with it. Slow, simple and complete: where the two
disagree, one of them misreads a rule. The reading order is the order of a record's life:

    contract, shapes, reading   bytes → a checked event, or malformed, or unsupported
    memory, partition           one verdict for each record of a partition, in log order
    subjects, durations, counters, effects, counts   what a counted event adds to which row
    cutting                     all partitions, cut at any offsets: books, sources, digest
    organisation, windows, sums, gauges, ratios, fields, picture   seen from one instant
    compare                     Redis against all of this

    generate_random             random logs without end
    figure_log                  logs around hard places of the calendar, with organisation files
    looks                       the program's own rooms, given such a log in memory (look/*.c)

    oracle = Oracle(Settings(history_days=36_525))
    oracle.feed(records)                      # again and again, in log order of each partition
    cut = oracle.cut({0: 1200, 1: 1177})      # as the key `offsets` says
    differences = compare(found, cut, as_of_ms)
"""

from .compare import compare
from .cutting import Cut, Oracle
from .organisation import Organisation
from .settings import Record, Settings

__all__ = [
    "Cut",
    "Oracle",
    "Organisation",
    "Record",
    "Settings",
    "compare",
]
