/* The inside of the totals, for the files that make them: totals.c takes what comes and gives the
 * picture, totals_news.c fills histories, totals_sums.c sums, totals_organise.c makes the rows,
 * checkpoint.c saves and loads, state.c lists.
 *
 * Threads: the publisher's. */
#ifndef CASEPULSE_TOTALS_PARTS_H
#define CASEPULSE_TOTALS_PARTS_H

#include "casepulse/aggregator/picture.h"
#include "days.h"
#include "news.h"
#include "picture_rows.h"
#include "segments.h"
#include "stocks.h"
#include "total_rows.h"
#include "unit_set.h"

#define CP_ALL_RESOLUTIONS ((1u << CP_RESOLUTION_COUNT) - 1)

struct cp_totals {
    struct cp_picture_settings settings;
    struct cp_catalogue *own_catalogue; /* where the settings lend none; else NULL */
    struct cp_picture picture;
    struct cp_picture_rows rows;
    struct cp_stocks stocks;
    struct cp_days days;
    int32_t first_counted_day; /* earliest date of a counted event; CP_DAY_NONE: none */
    bool has_windows;          /* false until the first picture was asked for, and at rest */
    uint32_t windows_of[CP_RESOLUTION_COUNT]; /* masks */
    struct cp_segments segments[CP_RESOLUTION_COUNT];
    struct cp_total_rows sent;      /* rows as sent */
    uint32_t *batch_rows;           /* rows of the batch being applied → places in `sent` */
    struct cp_news news;            /* counts that are in no history yet; rows as in `sent` */
    struct cp_unit_set turned_away; /* units that some partition has in "_other" */
    size_t looked_at;               /* rows that were looked for among them */
    size_t head_count;
    struct cp_head *heads; /* by partition, ascending */
    size_t source_count, source_capacity;
    struct cp_source_line *sources; /* in the order of their appearance */
};

/* The place of a row as sent, which is added and given its rows of the picture if it is new. */
uint32_t cp_totals_row(struct cp_totals *totals, const struct cp_row_key *key);

/* A partition turned a unit away: its rows are incomplete. */
void cp_totals_turn_away(struct cp_totals *totals, const struct cp_short_text *unit);

void cp_totals_take_head(struct cp_totals *totals, const struct cp_head *head);
void cp_totals_take_source(struct cp_totals *totals, const struct cp_source_line *line);

/* Forgets everything that was counted. */
void cp_totals_reset(struct cp_totals *totals);

/* All versions move. */
void cp_totals_touch_all(struct cp_totals *totals);

/* Takes an organisation, with rows of its own making: those there were are the caller's. */
void cp_totals_adopt(struct cp_totals *totals, const struct cp_organisation *organisation);

/* A step of time of a row as sent: the segment it lies in, and where it is filed. */
struct cp_spot {
    int32_t day; /* local date */
    size_t segment;
    struct cp_place place;
    bool is_whole_day; /* and windows exist: counts move days and gauges too */
    size_t day_place;  /* among the days, or CP_DAY_NOT_KEPT */
    size_t wide_station, unit_station;
};
struct cp_spot cp_totals_spot(struct cp_totals *totals, struct cp_filing *filing,
                              enum cp_resolution resolution, int32_t at);

/* The sums of some resolutions (a mask) anew from all counts; what is new is added to the others.
 */
void cp_totals_sum(struct cp_totals *totals, unsigned resolutions);

/* Adds counts of a row at one resolution, sorted by place, to the sums. */
void cp_totals_sum_counts(struct cp_totals *totals, struct cp_total_row *total,
                          enum cp_resolution resolution, const struct cp_pair *counts,
                          size_t count);

/* What is new goes into the histories, and once windows exist into the sums of some resolutions (a
 * mask); those of the others must be made anew before they are read. */
void cp_totals_drain(struct cp_totals *totals, unsigned summed);

/* All sums from the counts, once windows exist. */
void cp_totals_rebuild(struct cp_totals *totals);

#endif
