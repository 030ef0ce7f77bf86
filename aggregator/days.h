/* The headline figures of the wide rows, day by day: a ring of the last days.
 *
 * Threads: one. Owns: values and versions. Bounded: 320 bytes a row and day. */
#ifndef CASEPULSE_DAYS_H
#define CASEPULSE_DAYS_H

#include <stddef.h>
#include <stdint.h>

#include "casepulse/aggregator/picture.h"

struct cp_days {
    int32_t capacity;                     /* days */
    int32_t today;                        /* the last day that is kept */
    int8_t headline_of[CP_COUNTER_COUNT]; /* a counter's place among the headlines, or −1 */
    size_t wide_count;
    int64_t *values;    /* [wide_count][CP_HEADLINE_MAX][capacity] */
    uint64_t *versions; /* [wide_count] */
    uint64_t version;   /* the largest */
};

/* Anew for some number of rows; versions go on from where they were. Zero-initialise before. */
void cp_days_init(struct cp_days *days, int32_t capacity, size_t wide_count);
void cp_days_done(struct cp_days *days);

/* All values to zero, for the days up to `today`. */
void cp_days_begin(struct cp_days *days, int32_t today);

/* The place of a day in the ring. */
size_t cp_days_place(const struct cp_days *days, int32_t day);
#define CP_DAY_NOT_KEPT SIZE_MAX

static inline int64_t *cp_days_cell(struct cp_days *days, size_t wide_row, int headline,
                                    size_t place)
{
    const size_t line = wide_row * CP_HEADLINE_MAX + (size_t)headline;
    return &days->values[line * (size_t)days->capacity + place];
}

/* The row's version moves. */
void cp_days_touch(struct cp_days *days, size_t wide_row);

void cp_days_touch_all(struct cp_days *days);

#endif
