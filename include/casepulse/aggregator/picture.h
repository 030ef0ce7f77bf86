/* All figures at one instant: a pure function of what was counted, of the organisation and of
 * `as_of_ms`.
 *
 * The picture sums units into administrations and these into the city, per window and, for the
 * headline figures of the wide rows, per day. It keeps sums current as batches come, and rebuilds
 * from the packed counts what a window's move concerns: nothing is ever subtracted.
 *
 * Threads: one (the publisher's). Owns: counts and sums. Bounded: rows by the partitions'
 * max_units and the organisation; about 3 bytes a non-zero day count, 6 KiB a unit row. */
#ifndef CASEPULSE_AGGREGATOR_PICTURE_H
#define CASEPULSE_AGGREGATOR_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "casepulse/aggregator/catalogue.h"
#include "casepulse/aggregator/durations.h"
#include "casepulse/aggregator/figures.h"
#include "casepulse/aggregator/increments.h"
#include "casepulse/aggregator/organisation.h"
#include "casepulse/aggregator/windows.h"
#include "casepulse/base/zone.h"

/* Wide rows stand first: ALL, then the administrations in the order of their ids; then units. */
#define CP_WIDE_ALL 0
#define CP_WIDE_MAX 257
#define CP_WIDE_COUNT (CP_ADMINISTRATION_COUNT + 1) /* of the default organisation */
#define CP_ROW_NAME_MAX 48

/* Added to a day before a remainder is taken: one 400-year era, so that none is negative. */
#define CP_DAY_SHIFT 146097

struct cp_picture_row {
    char name[CP_ROW_NAME_MAX]; /* "ALL", "BIF", "BIF/jobcenter-1", "BIF/_none" */
    uint8_t administration;     /* of a wide row other than ALL and of a unit */
    bool is_wide;
    bool is_incomplete; /* a unit that a partition turned away: some of it is in `_other` */
    uint64_t version;   /* moves whenever a value of the row may have changed */
    int64_t *counts;    /* see cp_picture_cell */
};

struct cp_picture {
    int64_t as_of_ms;
    int32_t today;       /* local date of as_of */
    int32_t first_day;   /* data_from: setting, or earliest counted date; CP_DAY_NONE: no data */
    int32_t gauges_from; /* the balance date: no gauge has a value before; INT32_MIN: always */
    struct cp_window_bounds windows[CP_WINDOW_COUNT];
    bool is_covered[CP_WINDOW_COUNT];
    const struct cp_organisation *organisation; /* lent: until another one takes its place */
    const struct cp_catalogue *catalogue;       /* lent: as long as the totals */
    size_t wide_count;                          /* ALL and the organisation's administrations */
    size_t row_count; /* ≥ wide_count; no row goes or changes its place unless `generation` moves */
    const struct cp_picture_row *rows;
    uint64_t generation;
    /* Day figures of the wide rows: days_first .. today, at most publish_days. See cp_picture_day.
     */
    int32_t days_first; /* CP_DAY_NONE: none */
    int32_t days_capacity;
    const int64_t *days;          /* [wide_count][CP_HEADLINE_MAX][days_capacity] */
    const uint64_t *days_version; /* [wide_count]: moves with any day figure of the row */
    size_t head_count;
    const struct cp_head *heads; /* one a partition, ascending */
    size_t source_count;
    const struct cp_source_line *sources; /* one a partition and source */
    uint64_t sources_version;             /* moves with any of them; 0: none yet */
};

struct cp_picture_settings {
    const struct cp_zone *zone;           /* lent for life */
    int32_t data_from;                    /* date, or CP_DAY_NONE: the earliest counted date */
    int32_t publish_days;                 /* 1 to 36,525 */
    const struct cp_catalogue *catalogue; /* lent for life; NULL: without subject groups */
    const struct cp_organisation *organisation; /* lent until replaced; NULL: the default */
};

struct cp_totals;

struct cp_totals *cp_totals_create(struct cp_picture_settings settings);
void cp_totals_free(struct cp_totals *totals);

/* Adds a sealed batch. */
void cp_totals_apply(struct cp_totals *totals, const struct cp_increments *increments);

/* Shows all that was and will be counted under another organisation, lent until the next. */
void cp_totals_organise(struct cp_totals *totals, const struct cp_organisation *organisation);

/* The next offset of a partition; false: nothing of it was counted. */
bool cp_totals_offset(const struct cp_totals *totals, int32_t partition, int64_t *out_offset);

/* The picture at `as_of_ms`, or at the latest instant asked for so far if that is later: `as_of`
 * never goes back. Lent until the next call of any verb on `totals`. */
const struct cp_picture *cp_totals_picture(struct cp_totals *totals, int64_t as_of_ms);

/* No picture is wanted for a while: batches are added at less cost, and the next picture sums all
 * anew. For whoever counts years between two pictures. */
void cp_totals_rest(struct cp_totals *totals);

/* A figure of a row in a window. False: it has no value there (a gauge before the balance date), or
 * is not kept for units. */
bool cp_picture_count(const struct cp_picture *picture, const struct cp_picture_row *row,
                      enum cp_window window, uint16_t counter, int64_t *out_value);

/* Numerator and denominator of a ratio in a row and window; what has no value counts as 0. */
void cp_picture_ratio(const struct cp_picture *picture, const struct cp_picture_row *row,
                      enum cp_window window, enum cp_ratio ratio, int64_t *out_numerator,
                      int64_t *out_denominator);

/* A percentile of the durations of decisions, of a wide row; false: no decision was timed. */
bool cp_picture_duration(const struct cp_picture *picture, const struct cp_picture_row *row,
                         enum cp_window window, enum cp_percentile percentile, int32_t *out_days);

/* A headline (place in table order) of a wide row on a day within [days_first, today]: the count of
 * that day, the gauge at its end. False: a gauge before the balance date. */
bool cp_picture_day(const struct cp_picture *picture, size_t wide_row, int headline, int32_t day,
                    int64_t *out_value);

/* The same for all of them: where a day stands in a ring of `capacity` days, and the row's ring of
 * days_capacity values. No value before *out_from. */
static inline size_t cp_picture_day_place(int32_t day, int32_t capacity)
{
    return (size_t)(day + CP_DAY_SHIFT) % (size_t)capacity;
}
const int64_t *cp_picture_days(const struct cp_picture *picture, size_t wide_row, int headline,
                               int32_t *out_from);

/* Books over all partitions. */
struct cp_head cp_picture_books(const struct cp_picture *picture);

/* Where a row's `counts` hold a stored counter or a gauge in a window: NULL if not kept for units,
 * or if the figure is made of others. For those who make pictures; the size of all of `counts`. */
int64_t *cp_picture_cell(const struct cp_picture_row *row, enum cp_window window, uint16_t counter);
size_t cp_picture_cells(bool is_wide);

#endif
