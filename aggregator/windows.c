#include "casepulse/aggregator/windows.h"

#include <stdio.h>
#include <string.h>

#include "casepulse/base/assert.h"

const struct cp_window_row cp_windows[CP_WINDOW_COUNT] = {
#define X(name, text, period, shift, unit) {text, CP_PERIOD_##period, CP_SHIFT_##shift, unit},
    CP_WINDOWS(X)
#undef X
};

#define CP_APRIL 4

/* The first date of the period that `civil` lies in. */
static struct cp_civil cp_period_start(enum cp_period period, struct cp_civil civil)
{
    switch (period) {
    case CP_PERIOD_DAY:
        return civil;
    case CP_PERIOD_YEAR:
        return (struct cp_civil){civil.year, 1, 1};
    case CP_PERIOD_REPORTYEAR:
        return (struct cp_civil){civil.year - (civil.month < CP_APRIL), CP_APRIL, 1};
    }
    CP_BUG("every period has a start");
    return civil;
}

/* The first date of the period after (or before, with −1) the one that begins on `start`. */
static int32_t cp_period_step(enum cp_period period, struct cp_civil start, int32_t steps)
{
    if (period == CP_PERIOD_DAY) {
        return cp_civil_to_day(start) + steps;
    }
    start.year += steps;
    return cp_civil_to_day(start);
}

/* The same date a year before; 29 February becomes the 28th. */
static struct cp_civil cp_year_before(struct cp_civil civil)
{
    civil.year--;
    const int32_t length = cp_civil_month_length(civil.year, civil.month);
    civil.day = civil.day < length ? civil.day : length;
    return civil;
}

static void cp_window_days(const struct cp_window_row *row, struct cp_civil today,
                           int32_t *out_from, int32_t *out_to)
{
    const struct cp_civil start = cp_period_start(row->period, today);
    const int32_t next = cp_period_step(row->period, start, 1);
    switch (row->shift) {
    case CP_SHIFT_CURRENT:
        *out_from = cp_civil_to_day(start);
        *out_to = next;
        return;
    case CP_SHIFT_PREVIOUS:
        *out_from = cp_period_step(row->period, start, -1);
        *out_to = cp_civil_to_day(start);
        return;
    case CP_SHIFT_LASTYEAR:
        break;
    }
    const struct cp_civil then = cp_year_before(today);
    const struct cp_civil start_then = cp_period_start(row->period, then);
    const bool is_last_day = cp_civil_to_day(today) + 1 == next;
    *out_from = cp_civil_to_day(start_then);
    *out_to = is_last_day ? cp_period_step(row->period, start_then, 1) : cp_civil_to_day(then) + 1;
}

static void cp_window_label(enum cp_period period, int32_t from_day, char out_label[16])
{
    if (period == CP_PERIOD_DAY) {
        cp_day_format(from_day, out_label);
        return;
    }
    (void)snprintf(out_label, 16, "%d", cp_civil_from_day(from_day).year);
}

struct cp_window_bounds cp_window_at(const struct cp_zone *zone, enum cp_window window,
                                     int64_t as_of_ms)
{
    const struct cp_window_row *row = &cp_windows[window];
    struct cp_window_bounds bounds = {0};
    const struct cp_civil today = cp_civil_from_day(cp_zone_day(zone, as_of_ms));
    cp_window_days(row, today, &bounds.from_day, &bounds.to_day);
    bounds.from_ms = cp_zone_day_start_ms(zone, bounds.from_day);
    bounds.to_ms = cp_zone_day_start_ms(zone, bounds.to_day);
    bounds.is_complete = as_of_ms >= bounds.to_ms - 1;
    cp_window_label(row->period, bounds.from_day, bounds.label);
    return bounds;
}

int cp_window_find(const char *name)
{
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        if (strcmp(cp_windows[window].name, name) == 0) {
            return window;
        }
    }
    return -1;
}
