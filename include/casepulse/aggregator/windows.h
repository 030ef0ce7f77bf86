/* The table of windows, and the stretch that each covers seen from one instant.
 *
 * All windows here are whole local days, half-open [from, to) (docs/COUNTING.md). Threads: any;
 * pure. Adding a window of a known period is adding a row. */
#ifndef CASEPULSE_AGGREGATOR_WINDOWS_H
#define CASEPULSE_AGGREGATOR_WINDOWS_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/base/zone.h"

/* X(NAME, "name", PERIOD, SHIFT, published for units) */
#define CP_WINDOWS(X)                                                                              \
    X(DAY, "day", DAY, CURRENT, true)                                                              \
    X(DAY_PREV, "day-prev", DAY, PREVIOUS, false)                                                  \
    X(DAY_LASTYEAR, "day-lastyear", DAY, LASTYEAR, false)                                          \
    X(YEAR, "year", YEAR, CURRENT, true)                                                           \
    X(YEAR_PREV, "year-prev", YEAR, PREVIOUS, false)                                               \
    X(YEAR_LASTYEAR, "year-lastyear", YEAR, LASTYEAR, false)                                       \
    X(REPORTYEAR, "reportyear", REPORTYEAR, CURRENT, true)                                         \
    X(REPORTYEAR_PREV, "reportyear-prev", REPORTYEAR, PREVIOUS, true)                              \
    X(REPORTYEAR_LASTYEAR, "reportyear-lastyear", REPORTYEAR, LASTYEAR, false)

enum cp_window {
#define X(name, text, period, shift, unit) CP_WINDOW_##name,
    CP_WINDOWS(X)
#undef X
        CP_WINDOW_COUNT
};

/* A reporting year runs from 1 April to 31 March and is named by its first year. */
enum cp_period { CP_PERIOD_DAY, CP_PERIOD_YEAR, CP_PERIOD_REPORTYEAR };

enum cp_shift {
    CP_SHIFT_CURRENT,  /* the current period, to its end */
    CP_SHIFT_PREVIOUS, /* the whole period before */
    CP_SHIFT_LASTYEAR  /* the same period a year before, through today's date there */
};

struct cp_window_row {
    const char *name;
    enum cp_period period;
    enum cp_shift shift;
    bool is_unit;
};

extern const struct cp_window_row cp_windows[CP_WINDOW_COUNT];

struct cp_window_bounds {
    int32_t from_day, to_day; /* local dates, [from, to) */
    int64_t from_ms, to_ms;   /* the same as instants */
    bool is_complete;         /* as_of ≥ to − 1 ms */
    char label[16];           /* "2013-05-21", "2013", reporting year by its first */
};

/* The bounds of a window as seen from `as_of_ms`. */
struct cp_window_bounds cp_window_at(const struct cp_zone *zone, enum cp_window window,
                                     int64_t as_of_ms);

/* The window of a name, or −1. */
int cp_window_find(const char *name);

#endif
