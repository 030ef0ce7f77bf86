/* All figures at one instant: a pure function of what was counted and of `as_of_ms`.
 *
 * The picture sums units into administrations and these into the city, per window and, for the
 * headline counters of the wide rows, per day. It keeps sums current as batches come, and rebuilds
 * them from the day counts when a window moves: nothing is ever subtracted.
 *
 * Threads: one (the publisher's). Owns: day counts and sums. Bounded: rows by the partitions'
 * max_units; about 3 bytes a non-zero day count. */
#ifndef CASEPULSE_AGGREGATOR_PICTURE_H
#define CASEPULSE_AGGREGATOR_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/aggregator/figures.h"
#include "casepulse/aggregator/increments.h"
#include "casepulse/aggregator/organisation.h"
#include "casepulse/aggregator/windows.h"
#include "casepulse/base/zone.h"

/* Wide rows stand first: ALL, then the administrations in the order of their ids; then units. */
#define CP_WIDE_COUNT (CP_ADMINISTRATION_COUNT + 1)
#define CP_WIDE_ALL 0
#define CP_ROW_NAME_MAX 48

/* Added to a day before a remainder is taken: one 400-year era, so that none is negative. */
#define CP_DAY_SHIFT 146097

struct cp_picture_row {
    char name[CP_ROW_NAME_MAX]; /* "ALL", "BIF", "BIF/jobcenter-1", "BIF/_none" */
    uint8_t administration;     /* of a wide row other than ALL and of a unit: 0 to 7 */
    bool is_wide;
    uint64_t version;                    /* moves whenever a value of the row may have changed */
    int64_t (*counts)[CP_COUNTER_COUNT]; /* [CP_WINDOW_COUNT][counter]; units: unit windows only */
};

struct cp_picture {
    int64_t as_of_ms;
    int32_t today;     /* local date of as_of */
    int32_t first_day; /* data_from: setting, or earliest counted date; CP_DAY_NONE: no data */
    struct cp_window_bounds windows[CP_WINDOW_COUNT];
    bool is_covered[CP_WINDOW_COUNT];
    size_t row_count; /* ≥ CP_WIDE_COUNT; rows are never removed unless `generation` moves */
    const struct cp_picture_row *rows;
    uint64_t generation; /* moves when everything was forgotten (cp_totals_clear) */
    /* Day counts of the wide rows: days_first .. today, at most publish_days. See cp_picture_day.
     */
    int32_t days_first; /* CP_DAY_NONE: none */
    int32_t days_capacity;
    const int64_t *days;          /* [CP_WIDE_COUNT][CP_HEADLINE_MAX][days_capacity] */
    const uint64_t *days_version; /* [CP_WIDE_COUNT]: moves with any day count of the row */
    size_t head_count;
    const struct cp_head *heads; /* one a partition, ascending */
    size_t source_count;
    const struct cp_source_line *sources; /* one a partition and source */
    uint64_t sources_version;             /* moves with any of them; 0: none yet */
};

struct cp_picture_settings {
    const struct cp_zone *zone; /* lent for life */
    int32_t data_from;          /* date, or CP_DAY_NONE: the earliest counted date */
    int32_t publish_days;       /* 1 to 36,525 */
};

struct cp_totals;

struct cp_totals *cp_totals_create(struct cp_picture_settings settings);
void cp_totals_free(struct cp_totals *totals);

/* Adds a sealed batch. */
void cp_totals_apply(struct cp_totals *totals, const struct cp_increments *increments);

/* The next offset of a partition; false: nothing of it was counted. */
bool cp_totals_offset(const struct cp_totals *totals, int32_t partition, int64_t *out_offset);

/* The picture at `as_of_ms`, or at the latest instant asked for so far if that is later: `as_of`
 * never goes back. Lent until the next call of any verb on `totals`. */
const struct cp_picture *cp_totals_picture(struct cp_totals *totals, int64_t as_of_ms);

/* The count of a headline (place in table order) of a wide row on a day within
 * [days_first, today]. */
int64_t cp_picture_day(const struct cp_picture *picture, size_t wide_row, int headline,
                       int32_t day);

/* Numerator and denominator of a ratio in a row and window. */
void cp_picture_ratio(const struct cp_picture *picture, const struct cp_picture_row *row,
                      enum cp_window window, enum cp_ratio ratio, int64_t *out_numerator,
                      int64_t *out_denominator);

/* Books over all partitions. */
struct cp_head cp_picture_books(const struct cp_picture *picture);

#endif
