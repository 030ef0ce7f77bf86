/* The table of windows, and the stretch that each covers seen from one instant.
 *
 * A window is half-open, [from, to), and made of whole steps of its resolution: rolling ones of
 * minutes, UTC hours or local days up to the end of the current one, periods of local days
 * (docs/COUNTING.md). Threads: any; pure. Adding a window of a known period or length is adding a
 * row. */
#ifndef CASEPULSE_AGGREGATOR_WINDOWS_H
#define CASEPULSE_AGGREGATOR_WINDOWS_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/aggregator/resolution.h"
#include "casepulse/base/zone.h"

/* ROLLING(NAME, "name", RESOLUTION, steps, published for units)
 * PERIODIC(NAME, "name", PERIOD, SHIFT, published for units) */
#define CP_WINDOWS(ROLLING, PERIODIC)                                                              \
    ROLLING(1H, "1h", MINUTE, 60, false)                                                           \
    ROLLING(24H, "24h", MINUTE, 24 * 60, true)                                                     \
    ROLLING(7D, "7d", HOUR, 7 * 24, false)                                                         \
    ROLLING(30D, "30d", HOUR, 30 * 24, true)                                                       \
    ROLLING(90D, "90d", HOUR, 90 * 24, false)                                                      \
    ROLLING(365D, "365d", DAY, 365, false)                                                         \
    PERIODIC(DAY, "day", DAY, CURRENT, true)                                                       \
    PERIODIC(DAY_PREV, "day-prev", DAY, PREVIOUS, false)                                           \
    PERIODIC(DAY_LASTYEAR, "day-lastyear", DAY, LASTYEAR, false)                                   \
    PERIODIC(WEEK, "week", WEEK, CURRENT, false)                                                   \
    PERIODIC(WEEK_PREV, "week-prev", WEEK, PREVIOUS, false)                                        \
    PERIODIC(WEEK_LASTYEAR, "week-lastyear", WEEK, LASTYEAR, false)                                \
    PERIODIC(MONTH, "month", MONTH, CURRENT, true)                                                 \
    PERIODIC(MONTH_PREV, "month-prev", MONTH, PREVIOUS, false)                                     \
    PERIODIC(MONTH_LASTYEAR, "month-lastyear", MONTH, LASTYEAR, false)                             \
    PERIODIC(QUARTER, "quarter", QUARTER, CURRENT, false)                                          \
    PERIODIC(QUARTER_PREV, "quarter-prev", QUARTER, PREVIOUS, false)                               \
    PERIODIC(QUARTER_LASTYEAR, "quarter-lastyear", QUARTER, LASTYEAR, false)                       \
    PERIODIC(HALFYEAR, "halfyear", HALFYEAR, CURRENT, false)                                       \
    PERIODIC(HALFYEAR_PREV, "halfyear-prev", HALFYEAR, PREVIOUS, false)                            \
    PERIODIC(HALFYEAR_LASTYEAR, "halfyear-lastyear", HALFYEAR, LASTYEAR, false)                    \
    PERIODIC(YEAR, "year", YEAR, CURRENT, true)                                                    \
    PERIODIC(YEAR_PREV, "year-prev", YEAR, PREVIOUS, false)                                        \
    PERIODIC(YEAR_LASTYEAR, "year-lastyear", YEAR, LASTYEAR, false)                                \
    PERIODIC(REPORTYEAR, "reportyear", REPORTYEAR, CURRENT, true)                                  \
    PERIODIC(REPORTYEAR_PREV, "reportyear-prev", REPORTYEAR, PREVIOUS, true)                       \
    PERIODIC(REPORTYEAR_LASTYEAR, "reportyear-lastyear", REPORTYEAR, LASTYEAR, false)

enum cp_window {
#define X(name, text, what, how, unit) CP_WINDOW_##name,
    CP_WINDOWS(X, X)
#undef X
        CP_WINDOW_COUNT
};

/* A reporting year runs from 1 April to 31 March and is named by its first year; weeks are those of
 * ISO 8601. */
enum cp_period {
    CP_PERIOD_NONE, /* a rolling window */
    CP_PERIOD_DAY,
    CP_PERIOD_WEEK,
    CP_PERIOD_MONTH,
    CP_PERIOD_QUARTER,
    CP_PERIOD_HALFYEAR,
    CP_PERIOD_YEAR,
    CP_PERIOD_REPORTYEAR
};

enum cp_shift {
    CP_SHIFT_CURRENT,  /* the current period, to its end */
    CP_SHIFT_PREVIOUS, /* the whole period before */
    CP_SHIFT_LASTYEAR  /* the same period a year before, through today's date there */
};

struct cp_window_row {
    const char *name;
    enum cp_resolution resolution;
    int32_t steps; /* length of a rolling window in steps of its resolution; 0: a period */
    enum cp_period period;
    enum cp_shift shift;
    bool is_unit;
};

extern const struct cp_window_row cp_windows[CP_WINDOW_COUNT];

struct cp_window_bounds {
    enum cp_resolution resolution;
    int32_t from_at, to_at; /* [from, to) in steps of the resolution */
    int64_t from_ms, to_ms; /* the same as instants */
    int32_t last_day; /* the window's last date or today, the earlier: where gauges are read */
    bool is_complete; /* a period, and as_of ≥ to − 1 ms */
    char label[16];   /* "2013-05-21", "2013-W21", "2013-05", "2013-Q2", "2013-H1", "2013",
                         reporting year by its first; a rolling window's name */
};

/* The bounds of a window as seen from `as_of_ms`. */
struct cp_window_bounds cp_window_at(const struct cp_zone *zone, enum cp_window window,
                                     int64_t as_of_ms);

/* Units have some of the windows: the place of one among those, or −1; and how many they are. */
int cp_window_unit_place(enum cp_window window);
int cp_unit_window_count(void);

/* The window of a name, or −1. */
int cp_window_find(const char *name);

#endif
