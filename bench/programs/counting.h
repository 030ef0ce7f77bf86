/* How the benchmarks without servers count.
 *
 * Threads: one. Owns: nothing; the fold is the caller's. Bounded: by the fold's own settings. */
#ifndef CASEPULSE_BENCH_COUNTING_H
#define CASEPULSE_BENCH_COUNTING_H

#include <stdbool.h>

#include "casepulse/aggregator/fold.h"
#include "casepulse/base/zone.h"

/* All partitions open. Live events are filed by hour and minute too, those of a past that is caught
 * up with by day alone. */
struct cp_fold *cp_bench_fold(const struct cp_zone *zone, bool is_live);

#endif
