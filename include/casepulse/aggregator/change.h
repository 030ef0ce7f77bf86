/* What changed between a figure and the same figure in another window (counting rule 21).
 *
 * Computed from the unrounded values and rounded once, half away from zero, to units of the last of
 * `decimals` decimals (at most CP_DECIMALS_MAX). Threads: any; pure.
 * Bounded: numbers up to CP_CHANGE_MAX either side of zero; beyond there is no change to tell. */
#ifndef CASEPULSE_AGGREGATOR_CHANGE_H
#define CASEPULSE_AGGREGATOR_CHANGE_H

#include <stdbool.h>
#include <stdint.h>

#define CP_CHANGE_MAX (INT64_C(1) << 50)

struct cp_fraction {
    int64_t numerator, denominator;
};

/* Of a count or gauge: value − other. */
bool cp_change_count(int64_t value, int64_t other, int64_t *out_change);

/* The same in percent of the other; false unless that is positive. */
bool cp_change_percent(int64_t value, int64_t other, int decimals, int64_t *out_percent);

/* Of a ratio, in its own unit (points, days); false if one of the two has no value. */
bool cp_change_ratio(struct cp_fraction value, struct cp_fraction other, int32_t scale,
                     int decimals, int64_t *out_change);

#endif
