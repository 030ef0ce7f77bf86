#include "stocks.h"

#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"

static void cp_stocks_add_gauge(struct cp_stocks *stocks, uint16_t gauge)
{
    CP_ASSERT(stocks->gauge_count < CP_GAUGES_MAX);
    const int8_t place = (int8_t)stocks->gauge_count++;
    const struct cp_sum_row *sum = cp_sum_of(gauge);
    stocks->gauges[place] = gauge;
    for (const uint16_t *term = sum->plus; *term != 0; term++) {
        stocks->gauge_of[*term] = place;
        stocks->signs[*term] = 1;
    }
    for (const uint16_t *term = sum->minus; *term != 0; term++) {
        stocks->gauge_of[*term] = place;
        stocks->signs[*term] = -1;
    }
}

void cp_stocks_init(struct cp_stocks *stocks)
{
    *stocks = (struct cp_stocks){0};
    memset(stocks->gauge_of, -1, sizeof(stocks->gauge_of));
    for (uint16_t counter = CP_STORED_COUNT; counter < CP_COUNTER_COUNT; counter++) {
        if (cp_counters[counter].kind == CP_GAUGE) {
            cp_stocks_add_gauge(stocks, counter);
        }
    }
}

static void cp_stocks_forget(struct cp_stocks *stocks)
{
    for (size_t row = 0; row < stocks->count; row++) {
        for (int gauge = 0; gauge < stocks->gauge_count; gauge++) {
            free(stocks->rows[row].notes[gauge]);
        }
    }
    free(stocks->rows);
    stocks->rows = NULL;
    stocks->count = 0;
}

void cp_stocks_done(struct cp_stocks *stocks)
{
    cp_stocks_forget(stocks);
    free(stocks->wide.days);
    free(stocks->units.days);
    free(stocks->levels);
    *stocks = (struct cp_stocks){0};
}

size_t cp_stations_find(const struct cp_stations *stations, int32_t day)
{
    if (stations->is_every_day) {
        const int64_t at = (int64_t)day - stations->days[0];
        const int64_t end = (int64_t)stations->count;
        return at <= 0 ? 0 : (size_t)(at < end ? at : end);
    }
    size_t low = 0;
    size_t high = stations->count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (stations->days[middle] < day) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static void cp_stations_insert(struct cp_stations *stations, int32_t day)
{
    const size_t at = cp_stations_find(stations, day);
    if (at < stations->count && stations->days[at] == day) {
        return;
    }
    memmove(&stations->days[at + 1], &stations->days[at],
            (stations->count - at) * sizeof(*stations->days));
    stations->days[at] = day;
    stations->count++;
}

static void cp_stations_find_windows(struct cp_stations *stations, const struct cp_picture *picture)
{
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        stations->of_window[window] = cp_stations_find(stations, picture->windows[window].last_day);
    }
}

static void cp_stations_of_units(struct cp_stations *stations, const struct cp_picture *picture)
{
    stations->count = 0;
    stations->days = cp_reallocate(stations->days, CP_WINDOW_COUNT, sizeof(*stations->days));
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        if (cp_window_unit_place((enum cp_window)window) >= 0) {
            cp_stations_insert(stations, picture->windows[window].last_day);
        }
    }
    cp_stations_find_windows(stations, picture);
}

static void cp_stations_of_wide_rows(struct cp_stations *stations, const struct cp_picture *picture,
                                     int32_t oldest)
{
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        const int32_t last_day = picture->windows[window].last_day;
        oldest = last_day < oldest ? last_day : oldest;
    }
    stations->is_every_day = true;
    stations->count = (size_t)(picture->today - oldest) + 1;
    stations->days = cp_reallocate(stations->days, stations->count, sizeof(*stations->days));
    for (size_t at = 0; at < stations->count; at++) {
        stations->days[at] = oldest + (int32_t)at;
    }
    cp_stations_find_windows(stations, picture);
}

void cp_stocks_begin(struct cp_stocks *stocks, const struct cp_picture *picture, int32_t oldest)
{
    cp_stocks_forget(stocks);
    cp_stations_of_units(&stocks->units, picture);
    cp_stations_of_wide_rows(&stocks->wide, picture, oldest);
    const size_t most =
        stocks->wide.count > stocks->units.count ? stocks->wide.count : stocks->units.count;
    stocks->levels = cp_reallocate(stocks->levels, most, sizeof(*stocks->levels));
    stocks->is_all_changed = true;
}

static struct cp_stock *cp_stocks_row(struct cp_stocks *stocks, size_t row)
{
    if (row >= stocks->count) {
        const size_t count = (row + 1) * 2;
        stocks->rows = cp_reallocate(stocks->rows, count, sizeof(*stocks->rows));
        memset(&stocks->rows[stocks->count], 0, (count - stocks->count) * sizeof(*stocks->rows));
        stocks->count = count;
    }
    return &stocks->rows[row];
}

void cp_stocks_note(struct cp_stocks *stocks, size_t row, bool is_wide, int gauge, size_t station,
                    int64_t delta)
{
    const struct cp_stations *stations = is_wide ? &stocks->wide : &stocks->units;
    if (station == stations->count) {
        return; /* of tomorrow or later */
    }
    struct cp_stock *stock = cp_stocks_row(stocks, row);
    if (stock->notes[gauge] == NULL) {
        stock->notes[gauge] = cp_allocate(stations->count, sizeof(**stock->notes));
    }
    stock->notes[gauge][station] += delta;
    stock->is_changed = true;
}

/* The levels of one gauge of a row into its windows. */
static void cp_stocks_show_windows(const struct cp_stocks *stocks,
                                   const struct cp_stations *stations, uint16_t gauge,
                                   struct cp_picture_row *row)
{
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        int64_t *cell = cp_picture_cell(row, (enum cp_window)window, gauge);
        if (cell != NULL && *cell != stocks->levels[stations->of_window[window]]) {
            *cell = stocks->levels[stations->of_window[window]];
            row->version++;
        }
    }
}

/* And into the days of a wide row. */
static void cp_stocks_show_days(const struct cp_stocks *stocks, size_t index, int headline,
                                struct cp_days *days)
{
    for (size_t at = 0; at < stocks->wide.count; at++) {
        const size_t place = cp_days_place(days, stocks->wide.days[at]);
        if (place == CP_DAY_NOT_KEPT) {
            continue;
        }
        int64_t *cell = cp_days_cell(days, index, headline, place);
        if (*cell != stocks->levels[at]) {
            *cell = stocks->levels[at];
            cp_days_touch(days, index);
        }
    }
}

static void cp_stocks_show_row(struct cp_stocks *stocks, size_t index, struct cp_picture_row *row,
                               struct cp_days *days)
{
    const struct cp_stations *stations = row->is_wide ? &stocks->wide : &stocks->units;
    for (int place = 0; place < stocks->gauge_count; place++) {
        const uint16_t gauge = stocks->gauges[place];
        const int64_t *notes = cp_stocks_row(stocks, index)->notes[place];
        const int headline = row->is_wide ? days->headline_of[gauge] : -1;
        int64_t level = 0;
        for (size_t at = 0; at < stations->count; at++) {
            level += notes != NULL ? notes[at] : 0;
            stocks->levels[at] = level;
        }
        cp_stocks_show_windows(stocks, stations, gauge, row);
        if (headline >= 0) {
            cp_stocks_show_days(stocks, index, headline, days);
        }
    }
}

void cp_stocks_show(struct cp_stocks *stocks, struct cp_picture_rows *rows, struct cp_days *days)
{
    for (size_t row = 0; row < rows->count; row++) {
        if (cp_stocks_row(stocks, row)->is_changed || stocks->is_all_changed) {
            cp_stocks_show_row(stocks, row, &rows->rows[row], days);
            stocks->rows[row].is_changed = false;
        }
    }
    stocks->is_all_changed = false;
}
