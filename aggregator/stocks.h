/* Gauges: what is active at the end of a date, from the flows up to it (counting rules 10 and 11).
 *
 * Every row has, for each gauge, a line of stations: the dates at which somebody reads it. A flow
 * is noted at the first station on or after its date; the stock at a station is the sum of the
 * notes up to there. A unit that changes hands takes its stock along as two opposite notes on that
 * date, so no history is read twice. Wide rows have a station a day, units one for each date that
 * their windows are read on.
 *
 * Threads: one. Owns: its notes. Bounded: 8 bytes a gauge and station of a row. */
#ifndef CASEPULSE_STOCKS_H
#define CASEPULSE_STOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "days.h"
#include "picture_rows.h"

#define CP_GAUGES_MAX (3 + CP_SUBJECTS_MAX)

/* Ascending dates; the last is today. */
struct cp_stations {
    bool is_every_day; /* from the first to the last */
    size_t count;
    int32_t *days;
    size_t of_window[CP_WINDOW_COUNT]; /* where the gauges of a window are read */
};

/* The notes of one picture row. */
struct cp_stock {
    int64_t *notes[CP_GAUGES_MAX]; /* of each gauge, by station; NULL: none yet */
    bool is_changed;
};

struct cp_stocks {
    int gauge_count;
    uint16_t gauges[CP_GAUGES_MAX];   /* enum cp_counter */
    int8_t gauge_of[CP_STORED_COUNT]; /* the place of the gauge that a counter flows into, or −1 */
    int8_t signs[CP_STORED_COUNT];    /* whether it adds or takes off */
    struct cp_stations wide, units;
    int64_t *levels; /* of one gauge at the stations of the row being shown */
    bool is_all_changed;
    size_t count;
    struct cp_stock *rows; /* in the order of the picture's */
};

void cp_stocks_init(struct cp_stocks *stocks);
void cp_stocks_done(struct cp_stocks *stocks);

/* Forgets all notes and takes new stations: the dates that the picture's windows are read on, and
 * for wide rows all days from `oldest` through today. */
void cp_stocks_begin(struct cp_stocks *stocks, const struct cp_picture *picture, int32_t oldest);

/* The first station on or after a date; `count` if none is. */
size_t cp_stations_find(const struct cp_stations *stations, int32_t day);

/* Notes that the gauge at a place changes by `delta` in a row at a station of its kind. */
void cp_stocks_note(struct cp_stocks *stocks, size_t row, bool is_wide, int gauge, size_t station,
                    int64_t delta);

/* Writes the gauges of the rows that were noted in since the last time into their counts, and those
 * of wide rows that are headlines into the days. */
void cp_stocks_show(struct cp_stocks *stocks, struct cp_picture_rows *rows, struct cp_days *days);

#endif
