"""The benchmark behind tools/bench.sh: sections that measure, one table of what they must reach.

    __main__   the command line; runs the sections one after the other
    budgets    what must hold, one row each
    results    what was measured: tables and JSON
    machine    the processors, and whatever else keeps them busy
    bench      what every section works with: servers, topics, contestants, results
    servers    Kafka and Redis on a core of their own, and what Redis tells of its work
    contestant a measured process on the other core: its times, CPU and memory
    topics     generated logs, made once and shared
    section_*  one subject each
"""
