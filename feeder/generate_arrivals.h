/* When stories begin: inquiries by the rhythm of the week, minute by minute, and once a year the
 * cases of a batch, an automatic recalculation in one night whose events make that day 80 times as
 * full as the mean one.
 *
 * Threads: one. Owns: nothing. */
#ifndef CASEPULSE_FEEDER_GENERATE_ARRIVALS_H
#define CASEPULSE_FEEDER_GENERATE_ARRIVALS_H

#include <stdbool.h>
#include <stdint.h>

#include "generate_random.h"
#include "generate_rhythm.h"

struct cp_arrivals {
    const struct cp_rhythm *rhythm;
    struct cp_random random;
    int32_t day, to_day;
    int32_t block_end;           /* of the 365 days that have one batch */
    int32_t batch_day;           /* INT32_MIN: none */
    uint64_t inquiries_per_week; /* times 2^20 */
    uint64_t batch_cases;        /* 0: no batches */
    uint64_t inquiries_today;    /* times 2^20, divided by the weights of the hours */

    int64_t minute_ms; /* the minute that is being handed out */
    int64_t day_end_ms;
    int32_t minute;      /* of the day */
    uint32_t count, at;  /* arrivals of this minute, and how many of them are behind */
    uint32_t batch_left; /* of the rest, those of the batch */
};

struct cp_arrival {
    int64_t due_ms;
    bool is_batch;
};

/* From one local date to the other (INT32_MAX: for ever). */
struct cp_arrivals_plan {
    uint64_t seed;
    int32_t from_day, to_day;
    int64_t per_year; /* events */
    bool has_batches;
};

void cp_arrivals_init(struct cp_arrivals *arrivals, const struct cp_rhythm *rhythm,
                      const struct cp_arrivals_plan *plan);

/* The next one, in order; false at the end. */
bool cp_arrivals_next(struct cp_arrivals *arrivals, struct cp_arrival *out_arrival);

#endif
