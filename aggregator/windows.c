#include "casepulse/aggregator/windows.h"

#include <stdio.h>
#include <string.h>

#include "periods.h"

const struct cp_window_row cp_windows[CP_WINDOW_COUNT] = {
#define ROLLING(id, text, in, length, unit)                                                        \
    {.name = text, .resolution = CP_RESOLUTION_##in, .steps = (length), .is_unit = unit},
#define PERIODIC(id, text, of, which, unit)                                                        \
    {.name = text, .period = CP_PERIOD_##of, .shift = CP_SHIFT_##which, .is_unit = unit},
    CP_WINDOWS(ROLLING, PERIODIC)
#undef ROLLING
#undef PERIODIC
};

/* The dates of a period seen from `today`. */
static void cp_period_days(const struct cp_window_row *row, int32_t today, int32_t *out_from,
                           int32_t *out_to)
{
    const int32_t start = cp_period_start(row->period, today);
    const int32_t next = cp_period_step(row->period, start, 1);
    switch (row->shift) {
    case CP_SHIFT_CURRENT:
        *out_from = start;
        *out_to = next;
        return;
    case CP_SHIFT_PREVIOUS:
        *out_from = cp_period_step(row->period, start, -1);
        *out_to = start;
        return;
    case CP_SHIFT_LASTYEAR:
        break;
    }
    const int32_t then = cp_period_year_before(row->period, today);
    const bool is_last_day = today + 1 == next;
    *out_from = cp_period_start(row->period, then);
    *out_to = is_last_day ? cp_period_step(row->period, *out_from, 1) : then + 1;
}

static void cp_window_label(const struct cp_window_row *row, int32_t from_day, char out_label[16])
{
    if (row->period == CP_PERIOD_NONE) {
        (void)snprintf(out_label, 16, "%s", row->name);
        return;
    }
    cp_period_label(row->period, from_day, out_label);
}

struct cp_window_bounds cp_window_at(const struct cp_zone *zone, enum cp_window window,
                                     int64_t as_of_ms)
{
    const struct cp_window_row *row = &cp_windows[window];
    const int32_t today = cp_zone_day(zone, as_of_ms);
    struct cp_window_bounds bounds = {.resolution = row->resolution};
    if (row->period == CP_PERIOD_NONE) {
        bounds.to_at = cp_resolution_at(row->resolution, zone, as_of_ms) + 1;
        bounds.from_at = bounds.to_at - row->steps;
    } else {
        cp_period_days(row, today, &bounds.from_at, &bounds.to_at);
    }
    bounds.from_ms = cp_resolution_ms(row->resolution, zone, bounds.from_at);
    bounds.to_ms = cp_resolution_ms(row->resolution, zone, bounds.to_at);
    const int32_t last = cp_zone_day(zone, bounds.to_ms - 1);
    bounds.last_day = last < today ? last : today;
    bounds.is_complete = row->period != CP_PERIOD_NONE && as_of_ms >= bounds.to_ms - 1;
    cp_window_label(row, bounds.from_at, bounds.label);
    return bounds;
}

/* Numbered by the compiler: the place of each is how many of the units' stand before it. */
enum {
#define X(name, text, what, how, unit)                                                             \
    CP_UNIT_PLACE_##name, CP_UNIT_LAST_##name = CP_UNIT_PLACE_##name - !(unit),
    CP_WINDOWS(X, X)
#undef X
        CP_UNIT_WINDOW_COUNT
};

static const int8_t cp_unit_window_places[CP_WINDOW_COUNT] = {
#define X(name, text, what, how, unit) (unit) ? CP_UNIT_PLACE_##name : -1,
    CP_WINDOWS(X, X)
#undef X
};

int cp_window_unit_place(enum cp_window window)
{
    return cp_unit_window_places[window];
}

int cp_unit_window_count(void)
{
    return CP_UNIT_WINDOW_COUNT;
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
