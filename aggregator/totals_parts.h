/* The inside of the totals, for the files that make them: totals.c moves and sums, checkpoint.c
 * saves and loads.
 *
 * Threads: the publisher's. */
#ifndef CASEPULSE_TOTALS_PARTS_H
#define CASEPULSE_TOTALS_PARTS_H

#include "casepulse/aggregator/picture.h"
#include "picture_rows.h"
#include "total_rows.h"

struct cp_totals {
    struct cp_picture_settings settings;
    struct cp_picture picture;
    struct cp_picture_rows rows;
    int32_t first_counted_day;            /* earliest date of a counted event; CP_DAY_NONE: none */
    bool has_windows;                     /* false until the first picture was asked for */
    uint32_t unit_windows;                /* mask of the windows that units have */
    int8_t headline_of[CP_COUNTER_COUNT]; /* a counter's place among the headlines, or −1 */
    struct cp_total_rows sent;            /* rows as sent */
    uint32_t *batch_rows;                 /* rows of the batch being applied → places in `sent` */
    int64_t *days;
    uint64_t days_version[CP_WIDE_COUNT];
    size_t head_count;
    struct cp_head *heads; /* by partition, ascending */
    size_t source_count, source_capacity;
    struct cp_source_line *sources; /* in the order of their appearance */
};

/* The place of a row as sent, which is added and given its rows of the picture if it is new. */
uint32_t cp_totals_row(struct cp_totals *totals, const struct cp_row_key *key);

void cp_totals_take_head(struct cp_totals *totals, const struct cp_head *head);
void cp_totals_take_source(struct cp_totals *totals, const struct cp_source_line *line);

/* Forgets everything that was counted. */
void cp_totals_reset(struct cp_totals *totals);

/* All sums from the day counts, once windows exist. */
void cp_totals_rebuild(struct cp_totals *totals);

#endif
